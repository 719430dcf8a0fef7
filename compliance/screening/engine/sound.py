"""A word reduced to how it sounds: the consonants that survive when a name travels between alphabets."""

from __future__ import annotations

import re

_GROUPS = {
    "sch": "s", "tch": "s", "shch": "s", "sh": "s", "ch": "s", "cz": "s", "ts": "s", "tz": "s", "dzh": "j", "zgh": "j", "zh": "j",
    "dj": "j", "dz": "z", "kh": "k", "gh": "k", "ck": "k", "cq": "k", "q": "k", "c": "k", "x": "ks", "g": "k", "ph": "f",
    "v": "f", "th": "t", "d": "t", "b": "p", "z": "s", "y": "", "w": "", "h": "",
    "a": "", "e": "", "i": "", "o": "", "u": "",
}  # fmt: skip
_PARTS = re.compile("|".join(sorted(_GROUPS, key=lambda part: (-len(part), part))))
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = "aeiouyhw"


def skeleton(word: str) -> str:
    """The consonant classes of a word in order, doubles once; a leading vowel is kept as `a`. "" for a word without letters.

    >>> skeleton("zhuravlev"), skeleton("djuravleff"), skeleton("muhammad"), skeleton("mhmd")
    ('jrflf', 'jrflf', 'mmt', 'mmt')
    """
    consonants = _DOUBLED.sub(r"\1", _PARTS.sub(_sound, word))
    return "a" + consonants if word[:1] in "aeiou" else consonants


def _sound(match: re.Match[str]) -> str:
    return _GROUPS[match.group()]
