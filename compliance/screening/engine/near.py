"""Which listed words a customer's word may stand for: the same, misspelled, alike in sound, a short form,
or written together.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from math import inf
from typing import NamedTuple

import numpy as np

from compliance.screening.engine import words
from compliance.screening.engine.index import Array, Index, expand
from compliance.screening.engine.kin import GRAIN, UNLIKE, look_up_all

JOINED = 0.97
MEANT = 0.8  # likeness from which on a word may be a misspelling of a listed one
_CACHE = 8_000
_ODD = 0.5  # weight of a word that few are called by
_MIN_BEGUN, _MAX_BEGUN = 4, 60


class Near(NamedTuple):
    """Listed words like one word: their numbers with the likeness 0..1, best first.

    `halves` are pairs of listed words it joins; `meant` is the weight of the lightest listed word that it
    may be a misspelling of, if it is one.
    """

    alike: dict[int, float]
    likeness: Array
    weights: Array
    starts: Array  # where the postings of each begin, ...
    counts: Array  # ... and how many names have it
    names: int
    meant: float
    halves: tuple[tuple[int, int, float], ...]


def find_near(index: Index, asked: Sequence[str], *, vowelless: bool = False) -> list[Near]:
    """For each word the listed words near it. Answers are remembered per index and process."""
    if len(index.near_cache) >= _CACHE:
        index.near_cache.clear()
    known = index.near_cache
    marks = [_mark(word, vowelless) for word in asked]
    # Another thread may clear what is remembered at any time.
    found = {mark: each for mark in marks if (each := known.get(mark)) is not None}
    new = {mark: word for mark, word in zip(marks, asked, strict=True) if mark not in found}
    if new:
        kin = kin_of(index, list(new.values()), vowelless)
        made = {mark: _near(index, word, kin[word]) for mark, word in new.items()}
        known.update(made)
        found.update(made)
    return [found[mark] for mark in marks]


def kin_of(index: Index, asked: Sequence[str], vowelless: bool = False) -> dict[str, tuple[Array, Array]]:
    """For each word the listed words near it, best first, and their likeness in grains: as prepared with the index, as
    looked up ahead, or as it is worked out now.
    """
    kin, unknown = {}, []
    for word in asked:
        place = None if vowelless else index.kin_place(word)
        ahead = index.looked_up.get(_mark(word, vowelless)) if place is None else _kin(index, place)
        if ahead is None:
            unknown.append(word)
        else:
            kin[word] = ahead
    if unknown:
        kin.update(zip(unknown, look_up_all(index, unknown, vowelless).each(), strict=True))
    return kin


def _mark(word: str, vowelless: bool) -> str:
    return f"~{word}" if vowelless else word


def kin_of_all(index: Index, asked: Sequence[str], vowelless: bool = False) -> tuple[Array, Array, Array]:
    """`kin_of` for many words at once: the position of each word (all of one together), the listed words near it, best
    first, and their likeness in grains.
    """
    look_ahead(index, asked, vowelless)
    known = [None if vowelless else index.kin_place(word) for word in asked]
    places = np.array([-1 if place is None else place for place in known], np.int64)
    here, elsewhere = (places >= 0).nonzero()[0], (places < 0).nonzero()[0]
    kin = [index.looked_up[_mark(asked[position], vowelless)] for position in elsewhere.tolist()]
    owners = np.repeat(elsewhere, [len(ids) for ids, _ in kin])
    ids, grains = (np.concatenate(each) for each in zip(UNLIKE, *kin, strict=True))
    if not len(here):
        return owners, ids, grains
    starts = index["kin_at"][places[here]]
    counts = index["kin_at"][places[here] + 1] - starts
    prepared = expand(starts, counts)
    return (
        np.concatenate([owners, np.repeat(here, counts)]),
        np.concatenate([ids, index["kin_ids"][prepared]]),
        np.concatenate([grains, index["kin_likeness"][prepared]]),
    )


def look_ahead(index: Index, asked: Iterable[str], vowelless: bool = False) -> None:
    """Look these words up at once, so that `find_near` has not to do it for each."""
    if len(index.looked_up) > _AHEAD:
        index.looked_up.clear()
    known = index.looked_up
    marks = {_mark(word, vowelless): word for word in asked if vowelless or index.kin_place(word) is None}
    unknown = {mark: word for mark, word in marks.items() if mark not in known}
    known.update(zip(unknown, look_up_all(index, list(unknown.values()), vowelless).each(), strict=True))


_AHEAD = 100_000


def _kin(index: Index, place: int) -> tuple[Array, Array]:
    """What was prepared with the index, for words that are listed or common."""
    start, end = index["kin_at"][place : place + 2].tolist()
    return index["kin_ids"][start:end], index["kin_likeness"][start:end]


def prepare_kin(index: Index, asked: list[str]) -> dict[str, Array]:
    """The arrays behind `_kin`, for these words."""
    kin = look_up_all(index, asked)
    return {"kin_at": kin.at, "kin_ids": kin.ids, "kin_likeness": kin.grains}


def _near(index: Index, word: str, found: tuple[Array, Array]) -> Near:
    ids, grains = found
    halves = find_halves(index, word)
    if not len(ids):
        return Near({}, _NONE, _NONE, _NONE, _NONE, 0, inf, halves)
    likeness = grains / GRAIN
    starts = index["post_at"][ids]
    counts = index["post_at"][ids + 1] - starts
    numbers = ids.tolist()
    alike = dict(zip(numbers, likeness.tolist(), strict=True))
    best = alike[numbers[0]]
    weights = index["word_weight"][ids].astype(float)
    meant = float(weights[likeness >= MEANT].min()) if MEANT <= best < 1 else inf
    return Near(alike, likeness, weights, starts, counts, int(counts.sum()), meant, halves)


_NONE = np.empty(0)


def begun(index: Index, word: str) -> Array:
    """The listed words of which this one may be the beginning, cut off where a field was full; none where
    they are many.
    """
    if len(word) < _MIN_BEGUN or index.rarity.weight(word) < _ODD:
        return _NO_WORDS
    spellings, count = index.spellings, len(index.word_ids)
    start = bisect_right(spellings, word, 0, count)
    end = bisect_left(spellings, word + _AFTER_Z, start, count)
    return np.arange(start, end) if end - start <= _MAX_BEGUN else _NO_WORDS


_NO_WORDS = np.empty(0, np.int64)
_AFTER_Z = "{"


def _may_be_two(index: Index, word: str) -> bool:
    """Whether a word is odd enough to be two that were written together."""
    return 5 <= len(word) <= 30 and word not in index.word_ids and index.rarity.weight(word) > _ODD


def find_halves(index: Index, word: str) -> tuple[tuple[int, int, float], ...]:
    """Ways to read a word as two listed words written together."""
    known, canonical, found = index.word_ids, words.CANONICAL, []
    if not _may_be_two(index, word):
        return ()
    for cut in range(2, len(word) - 1):
        left = word[:cut]
        first = known.get(canonical.get(left, left))
        if first is None:
            continue
        right = word[cut:]
        second = known.get(canonical.get(right, right))
        if second is not None:
            found.append((first, second, cut / len(word)))
    return tuple(found)
