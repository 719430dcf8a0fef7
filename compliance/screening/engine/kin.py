"""Which listed words are near a word, and how like it, worked out from the keys under which spellings meet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from compliance.screening.engine import keys, words
from compliance.screening.engine.index import LETTERS_CHANGED, Array, Index, is_first
from compliance.screening.engine.sound import sounds_of

NICKNAME, ARTICLE = 0.86, 0.96
SPOKEN = 0.3  # of an edit is what a letter costs that is written otherwise and spoken alike
SOUND_LIFT = 0.2  # how far equal consonants carry a likeness towards 1
VOWELLESS_SOUND = 0.88
GRAIN = 10_000  # likeness is counted in whole parts of this, so that a stored one equals one worked out anew
_MIN_LIKENESS = 0.62
_LOST_BY_NICKNAME = GRAIN - round(NICKNAME * GRAIN)
_GRAIN_BITS = 14
_GRAINS = (1 << _GRAIN_BITS) - 1
_AT_ONCE = 2_000
_FEW = 12  # pairs are compared sooner one by one
_NO_KIN = np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.uint16)
UNLIKE = _NO_KIN[1:]  # the listed words near one that is like none


class Kin(NamedTuple):
    """The listed words near each of many words: those of the i-th are `ids[at[i]:at[i + 1]]`, best first."""

    at: Array
    ids: Array
    grains: Array

    def each(self) -> list[tuple[Array, Array]]:
        """Those of each word."""
        at = self.at.tolist()
        return [
            (self.ids[start:end], self.grains[start:end]) if end > start else UNLIKE
            for start, end in pairwise(at)
        ]


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


class _Asked(NamedTuple):
    """Words that are looked up, in all their spellings: as they are, with a `u` for a `w`, and `bare` without an
    article. `whose` says of which word each is one.
    """

    words: list[str]
    spelled: list[str]
    heard: list[str]
    sounds: list[str]
    whose: list[int]
    bare: int  # where those begin
    vowelless: bool

    @classmethod
    def of(cls, asked: list[str], vowelless: bool) -> _Asked:
        voiced = [i for i, word in enumerate(asked) if vowelless and "w" in word]
        bare = [i for i, word in enumerate(asked) if len(word) >= 6 and word[:2] in words.ARTICLES]
        as_written = asked + [asked[i].replace("w", "u") for i in voiced]
        spelled = as_written + [asked[i][2:] for i in bare]
        whose = [*range(len(asked)), *voiced, *bare]
        return cls(asked, spelled, *sounds_of(spelled), whose, len(as_written), vowelless)

    def nicknames(self, index: Index) -> Iterator[tuple[int, int]]:
        """Of which word, and the listed word that it is short for; they count where it is not near in spelling, too."""
        for i, word in enumerate(self.words):
            for other in words.NICKNAMES.get(word, ()):
                if other in index.word_ids:
                    yield i, index.word_ids[other]


def _look_up_some(index: Index, wanted: list[str], vowelless: bool) -> tuple[Array, Array, Array]:
    """How many listed words are near each, which, and their likeness in grains."""
    asked = _Asked.of(wanted, vowelless)
    rows, spellings = index.near_table.find(*keys.near_keys_of(asked.spelled, asked.heard, asked.sounds))
    compare = _near_of_few if len(rows) <= _FEW else _near_of_many
    return compare(index, asked, rows, spellings)


def _near_of_few(index: Index, asked: _Asked, rows: Array, spellings: Array) -> tuple[Array, Array, Array]:
    """Told of one pair of spellings after the other, which is quicker where there are few."""
    found: dict[tuple[int, int], int] = {}
    for row, place in zip(rows.tolist(), spellings.tolist(), strict=True):
        likeness = _likeness(index, asked, row, place) * (ARTICLE if row >= asked.bare else 1.0)
        if likeness:
            pair = asked.whose[row], int(index["spelling_word"][place])
            found[pair] = max(found.get(pair, 0), round(likeness * GRAIN))
    for pair in asked.nicknames(index):
        found.setdefault(pair, GRAIN - _LOST_BY_NICKNAME)
    best = sorted((i, -grains, listed) for (i, listed), grains in found.items())
    counts = np.bincount([i for i, _, _ in best], minlength=len(asked.words))
    ids, grains = [listed for _, _, listed in best], [-lost for _, lost, _ in best]
    return counts, np.array(ids, np.int32), np.array(grains, np.uint16)


def _likeness(index: Index, asked: _Asked, row: int, place: int) -> float:
    """Of a spelling that is looked up to a listed one; 0 if they are not near."""
    word, other = asked.spelled[row], index.spellings[place]
    longer = max(len(word), len(other))
    same_sound = int(index["spelling_sound"][place]) == keys.sound_key(asked.sounds[row])
    allowed = longer if same_sound else keys.edits_allowed(longer)
    if abs(len(word) - len(other)) > allowed:
        return 0.0
    edits, heard_edits = OSA.distance(word, other), OSA.distance(asked.heard[row], index.spoken[place])
    fewer = min(edits, heard_edits)
    if fewer > allowed or not (same_sound or _has_the_letters(index, word, place, allowed)):
        return 0.0
    likeness = 1 - (fewer + SPOKEN * (edits - fewer)) / longer
    if same_sound:
        likeness += (1 - likeness) * SOUND_LIFT
        if asked.vowelless:
            likeness = max(likeness, VOWELLESS_SOUND)
    return likeness if likeness >= _MIN_LIKENESS else 0.0


def _has_the_letters(index: Index, word: str, place: int, edits: int) -> bool:
    return (keys.letters(word) ^ int(index["spelling_letters"][place])).bit_count() <= LETTERS_CHANGED * edits


def _near_of_many(index: Index, asked: _Asked, rows: Array, spellings: Array) -> tuple[Array, Array, Array]:
    """Told of all pairs of spellings at once."""
    rows, listed, likeness = _spelled_alike(index, asked, rows, spellings)
    if len(asked.spelled) > len(asked.words):
        likeness[rows >= asked.bare] *= ARTICLE
        rows = np.array(asked.whose)[rows]
    lost = GRAIN - np.rint(likeness * GRAIN).astype(np.int64)
    pairs = np.sort((rows << 32 | listed) << _GRAIN_BITS | lost)
    pairs = pairs[is_first(pairs >> _GRAIN_BITS)]
    nicknames = [i << 32 | listed for i, listed in asked.nicknames(index)]
    if nicknames:
        others = np.setdiff1d(nicknames, pairs >> _GRAIN_BITS)
        pairs = np.concatenate([pairs, others << _GRAIN_BITS | _LOST_BY_NICKNAME])
    rows, listed, lost = pairs >> 32 + _GRAIN_BITS, pairs >> _GRAIN_BITS & 0xFFFFFFFF, pairs & _GRAINS
    best = np.sort((rows << _GRAIN_BITS | lost) << 32 | listed)
    counts = np.bincount(rows, minlength=len(asked.words))
    return (
        counts,
        (best & 0xFFFFFFFF).astype(np.int32),
        (GRAIN - (best >> 32 & _GRAINS)).astype(np.uint16),
    )


def _spelled_alike(index: Index, asked: _Asked, rows: Array, spellings: Array) -> tuple[Array, Array, Array]:
    """(position of a spelling, listed word, likeness) for those of these pairs that are near each other."""
    spelled, table = asked.spelled, index.near_table
    ours, theirs = np.array(list(map(len, spelled)))[rows], index.spellings.lengths_at(spellings)
    letters = np.array(list(map(keys.letters, spelled)), np.uint32)
    codes = np.array(list(map(keys.sound_key, asked.sounds)), np.uint32)
    kept, same_sound, allowed = table.sieve(spellings, theirs, ours, letters[rows], codes[rows])
    rows, spellings, longer = rows[kept], spellings[kept], np.maximum(ours, theirs)[kept]
    edits = _edits(spelled, rows, index.spellings.at_places(spellings))
    heard_edits = _edits(asked.heard, rows, index.spoken.at_places(spellings))
    fewer = np.minimum(edits, heard_edits)
    likeness = 1 - (fewer + SPOKEN * (edits - fewer)) / longer
    likeness = np.where(same_sound, likeness + (1 - likeness) * SOUND_LIFT, likeness)
    if asked.vowelless:
        likeness = np.where(same_sound, np.maximum(likeness, VOWELLESS_SOUND), likeness)
    good = ((fewer <= allowed) & (likeness >= _MIN_LIKENESS)).nonzero()[0]
    return rows[good], index["spelling_word"][spellings[good]].astype(np.int64), likeness[good]


def _edits(spelled: list[str], rows: Array, others: list[str]) -> Array:
    these = [spelled[row] for row in rows.tolist()]
    return cpdist(these, others, scorer=OSA.distance, dtype=np.int32)
