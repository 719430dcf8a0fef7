"""Which listed words a customer's word may stand for: the same, misspelled, alike in sound, a short form,
or written together.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from compliance.screening.engine import keys, words
from compliance.screening.engine.index import Array, Index, expand, is_first
from compliance.screening.engine.sound import sounds_of

NICKNAME, ARTICLE, JOINED = 0.86, 0.96, 0.97
SPOKEN = 0.3  # of an edit is what a letter costs that is written otherwise and spoken alike
SOUND_LIFT = 0.2  # how far equal consonants carry a likeness towards 1
VOWELLESS_SOUND = 0.88
MEANT = 0.8  # likeness from which on a word may be a misspelling of a listed one
GRAIN = 10_000  # likeness is counted in whole parts of this, so that a stored one equals one worked out anew
_MIN_LIKENESS = 0.62
_LOST_BY_NICKNAME = GRAIN - round(NICKNAME * GRAIN)
_GRAIN_BITS = 14
_GRAINS = (1 << _GRAIN_BITS) - 1
_CACHE = 8_000
_ODD = 0.5  # weight of a word that few are called by
_MIN_BEGUN, _MAX_BEGUN = 4, 60
_SHORT_HALVES = (
    words.LETTER_FORMS | words.ARTICLES | {"il", "ho", "li", "yu", "bo", "ri", "pak", "abu", "ben", "bin"}
)


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
    ids, grains = (np.concatenate(each) for each in zip(_UNLIKE, *kin, strict=True))
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


class Kin(NamedTuple):
    """The listed words near each of many words: those of the i-th are `ids[at[i]:at[i + 1]]`, best first."""

    at: Array
    ids: Array
    grains: Array

    def each(self) -> list[tuple[Array, Array]]:
        """Those of each word."""
        at = self.at.tolist()
        return [
            (self.ids[start:end], self.grains[start:end]) if end > start else _UNLIKE
            for start, end in pairwise(at)
        ]


_NO_KIN = np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.uint16)
_UNLIKE = _NO_KIN[1:]
_AT_ONCE = 2_000
_AHEAD = 100_000


def _kin(index: Index, place: int) -> tuple[Array, Array]:
    """What was prepared with the index, for words that are listed or common."""
    start, end = index["kin_at"][place : place + 2].tolist()
    return index["kin_ids"][start:end], index["kin_likeness"][start:end]


def prepare_kin(index: Index, asked: list[str]) -> dict[str, Array]:
    """The arrays behind `_kin`, for these words."""
    kin = look_up_all(index, asked)
    return {"kin_at": kin.at, "kin_ids": kin.ids, "kin_likeness": kin.grains}


def look_up_all(index: Index, asked: list[str], vowelless: bool = False) -> Kin:
    """The listed words near each of these and their likeness in grains, best first, worked out from the index's
    keys.
    """
    parts = [
        _look_up_some(index, asked[start : start + _AT_ONCE], vowelless)
        for start in range(0, len(asked), _AT_ONCE)
    ]
    counts, ids, grains = (
        parts[0] if len(parts) == 1 else map(np.concatenate, zip(_NO_KIN, *parts, strict=True))
    )
    at = np.zeros(len(counts) + 1, np.int32)
    counts.cumsum(out=at[1:])
    return Kin(at, ids, grains)


def _look_up_some(index: Index, asked: list[str], vowelless: bool) -> tuple[Array, Array, Array]:
    """How many listed words are near each, which, and their likeness in grains."""
    voiced = [i for i, word in enumerate(asked) if vowelless and "w" in word]
    bare = [i for i, word in enumerate(asked) if len(word) >= 6 and word[:2] in words.ARTICLES]
    as_written = asked + [asked[i].replace("w", "u") for i in voiced]
    rows, listed, likeness = _spelled_alike(index, as_written + [asked[i][2:] for i in bare], vowelless)
    if voiced or bare:
        likeness[rows >= len(as_written)] *= ARTICLE
        rows = np.array([*range(len(asked)), *voiced, *bare])[rows]
    lost = GRAIN - np.rint(likeness * GRAIN).astype(np.int64)
    pairs = np.sort((rows << 32 | listed) << _GRAIN_BITS | lost)
    pairs = pairs[is_first(pairs >> _GRAIN_BITS)]
    nicknames = [
        i << 32 | index.word_ids[other]
        for i, word in enumerate(asked)
        for other in words.NICKNAMES.get(word, ())
        if other in index.word_ids
    ]
    if nicknames:  # which count only where the word is not near in spelling, too
        others = np.setdiff1d(nicknames, pairs >> _GRAIN_BITS)
        pairs = np.concatenate([pairs, others << _GRAIN_BITS | _LOST_BY_NICKNAME])
    rows, listed, lost = pairs >> 32 + _GRAIN_BITS, pairs >> _GRAIN_BITS & 0xFFFFFFFF, pairs & _GRAINS
    best = np.sort((rows << _GRAIN_BITS | lost) << 32 | listed)
    counts = np.bincount(rows, minlength=len(asked))
    return (
        counts,
        (best & 0xFFFFFFFF).astype(np.int32),
        (GRAIN - (best >> 32 & _GRAINS)).astype(np.uint16),
    )


def _spelled_alike(index: Index, spelled: list[str], vowelless: bool) -> tuple[Array, Array, Array]:
    """(position of a word, listed word, likeness) for every listed spelling near one."""
    table = index.near_table
    heard, sounds = sounds_of(spelled)
    rows, spellings = table.find(*keys.near_keys_of(spelled, heard, sounds))
    ours, theirs = np.array(list(map(len, spelled)))[rows], index.spellings.lengths_at(spellings)
    letters = np.array(list(map(keys.letters, spelled)), np.uint32)
    codes = np.array(list(map(keys.sound_key, sounds)), np.uint32)
    kept, same_sound, allowed = table.sieve(spellings, theirs, ours, letters[rows], codes[rows])
    rows, spellings, longer = rows[kept], spellings[kept], np.maximum(ours, theirs)[kept]
    if not len(rows):  # as for most numbers
        return rows, spellings, _NONE
    edits = _edits(spelled, rows, index.spellings.at_places(spellings))
    heard_edits = _edits(heard, rows, index.spoken.at_places(spellings))
    fewer = np.minimum(edits, heard_edits)
    likeness = 1 - (fewer + SPOKEN * (edits - fewer)) / longer
    likeness = np.where(same_sound, likeness + (1 - likeness) * SOUND_LIFT, likeness)
    if vowelless:
        likeness = np.where(same_sound, np.maximum(likeness, VOWELLESS_SOUND), likeness)
    good = ((fewer <= allowed) & (likeness >= _MIN_LIKENESS)).nonzero()[0]
    return rows[good], index["spelling_word"][spellings[good]].astype(np.int64), likeness[good]


def _edits(spelled: list[str], rows: Array, others: list[str]) -> Array:
    these = [spelled[row] for row in rows.tolist()]
    return cpdist(these, others, scorer=OSA.distance, dtype=np.int32)


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
    """Ways to read a word as two listed words written together; a half of two letters must be a legal form
    or an article.
    """
    known, canonical, found = index.word_ids, words.CANONICAL, []
    if not _may_be_two(index, word):
        return ()
    for cut in range(2, len(word) - 1):
        left = word[:cut]
        first = known.get(canonical.get(left, left))
        if first is None or (cut == 2 and left not in _SHORT_HALVES):
            continue
        right = word[cut:]
        second = known.get(canonical.get(right, right))
        if second is not None and (len(right) > 2 or right in _SHORT_HALVES):
            found.append((first, second, cut / len(word)))
    return tuple(found)
