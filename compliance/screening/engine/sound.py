"""A word reduced to how it sounds, in two grades: as spoken, and the consonants that survive between
alphabets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# "written:spoken"; the longest part that fits is read first.
_SPOKEN_PAIRS = """
    shch:sh sch:sh tch:ch cz:ch dzh:j zgh:j zh:j dj:j kh:h gh:g ck:k cq:k ch:ch sh:sh th:t ph:f ce:se ci:si
    cy:si c:k q:k x:ks w:v ts:z tz:z dz:z iy:i yi:i ij:i ee:i y:i ou:u oo:u ae:e oe:o ue:u aa:a ff:v
"""
_CONSONANT_PAIRS = "sh:s ch:s z:s x:ks g:k v:f d:t b:p h: a: e: i: o: u: y: w:"


def _table(pairs: str) -> dict[str, str]:
    return dict(pair.split(":", 1) for pair in pairs.split())


_SPOKEN, _CONSONANTS = _table(_SPOKEN_PAIRS), _table(_CONSONANT_PAIRS)
_DOUBLED = re.compile(r"(.)\1+")


def _pattern(table: dict[str, str]) -> re.Pattern[str]:
    parts = "|".join(sorted(table, key=lambda part: (-len(part), part)))
    return re.compile(parts.replace("ij", "ij(?![aeiou])"))  # Andrij ends as Andriy does, Hijazi has a j


_SPOKEN_PARTS, _CONSONANT_PARTS = _pattern(_SPOKEN), _pattern(_CONSONANTS)


def spoken(word: str) -> str:
    """One spelling for letters that alphabets render in several ways; vowels stay.

    >>> spoken("djhuravlev") == spoken("zhurawlew"), spoken("kadry"), spoken("qadri")
    (False, 'kadri', 'kadri')
    """
    heard = _SPOKEN_PARTS.sub(lambda part: _SPOKEN[part.group()], word)
    return _DOUBLED.sub(r"\1", heard)


def skeleton(word: str) -> str:
    """The consonant classes of a word in order, doubles once.

    >>> skeleton("zhuravlev"), skeleton("djurawleff"), skeleton("muhammad"), skeleton("mhmd")
    ('jrflf', 'jrflf', 'mt', 'mt')
    """
    return consonants(spoken(word))


def consonants(heard: str) -> str:
    """The skeleton of a word that is given as `spoken`."""
    return _DOUBLED.sub(r"\1", _CONSONANT_PARTS.sub(lambda part: _CONSONANTS[part.group()], heard))


def sounds_of(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Each of these words as `spoken`, and its skeleton."""
    if not words:
        return [], []
    heard = spoken("\n".join(words))  # as one text, which is quicker: no sound goes on into the next line
    return heard.split("\n"), consonants(heard).split("\n")
