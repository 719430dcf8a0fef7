"""Legal forms: what stands for the kind of company in a name (`Sdn. Bhd.`, `Limited Liability Company`)
says nothing of who it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from compliance.screening.engine.tables import load_pairs

_ANYWHERE = 3  # a form of fewer letters counts only at the edge of a name: `as`, `sa`, `ag` are words, too


_OFTEN = [
    "ltd",
    "llc",
    "inc",
    "corp",
    "company",
    "limited",
    "corporation",
    "incorporated",
    "gmbh",
    "jsc",
    "ojsc",
    "cjsc",
    "pjsc",
    "ooo",
    "oao",
    "zao",
    "pao",
    "tov",
    "sarl",
    "srl",
    "sal",
    "eood",
    "bhd",
    "sdn",
    "pvt",
    "pte",
    "pty",
    "plc",
    "fze",
]


@lru_cache(maxsize=4096)
def is_misspelled(word: str) -> bool:
    """Whether the word is one letter off a legal form that is met everywhere (`Ldt`, `Oimited`)."""
    if len(word) < 3:
        return False
    return extractOne(word, _OFTEN, scorer=OSA.distance, score_cutoff=1 if len(word) < 6 else 2) is not None


@lru_cache(maxsize=1)
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First word -> phrases with it, longest first."""
    table: dict[str, str] = dict(load_pairs("legal_forms.txt")) | dict(load_pairs("legal_forms_more.txt"))
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, form in table.items():
        parts = tuple(phrase.split())
        by_first.setdefault(parts[0], []).append((parts, form))
    for phrases in by_first.values():
        phrases.sort(key=lambda item: (-len(item[0]), item[0]))
    return by_first


def find_forms(words: Sequence[str]) -> dict[int, str]:
    """Positions of words that belong to a legal form, with the form."""
    by_first = _phrases()
    if by_first.keys().isdisjoint(words):
        return {}
    found: dict[int, str] = {}
    position, count = 0, len(words)
    while position < count:
        for parts, form in by_first.get(words[position], ()):
            end = position + len(parts)
            if (len(parts) == 1 or tuple(words[position:end]) == parts) and _counts_here(
                parts, position, end, count, found
            ):
                found.update(dict.fromkeys(range(position, end), form))
                position = end - 1
                break
        position += 1
    return found


def _counts_here(parts: tuple[str, ...], start: int, end: int, count: int, found: dict[int, str]) -> bool:
    if len(parts) > 1 or len(parts[0]) >= _ANYWHERE:
        return True
    return end == count or start == 0 or start - 1 in found
