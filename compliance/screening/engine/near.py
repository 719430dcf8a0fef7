"""Which listed words a customer's word may stand for: the same, misspelled, alike in sound, a short form,
or written together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from compliance.screening.engine import keys, words
from compliance.screening.engine.index import Array, Index
from compliance.screening.engine.sound import skeleton, spoken

NICKNAME, ARTICLE, JOINED = 0.86, 0.96, 0.97
SPOKEN = 0.3  # of an edit is what a letter costs that is written otherwise and spoken alike
SOUND_LIFT = 0.2  # how far equal consonants carry a likeness towards 1
VOWELLESS_SOUND = 0.88
_MIN_LIKENESS = 0.62
_LETTERS_APART = 4
_ALLOWED = np.array([keys.edits_allowed(length) for length in range(8)], np.float32)
_BATCH = 500  # words compared at once when an index is prepared
_CACHE = 20_000
_SHORT_HALVES = (
    words.LETTER_FORMS | words.ARTICLES | {"il", "ho", "li", "yu", "bo", "ri", "pak", "abu", "ben", "bin"}
)


@dataclass(frozen=True, slots=True)
class Near:
    """Listed words like one word: their ids, and likeness 0..1, best first; `halves` are pairs of listed
    words it joins.
    """

    ids: Array
    likeness: Array
    halves: tuple[tuple[int, int, float], ...] = ()
    pairs: tuple[tuple[int, float], ...] = ()  # the same as plain numbers


NOTHING = Near(np.empty(0, np.int32), np.empty(0, np.float32))


@dataclass(slots=True)
class _Probe:
    """One spelling to look up for a word."""

    word: int
    spelling: str
    factor: float = 1.0


def find_near(index: Index, asked: list[str], *, vowelless: bool = False) -> list[Near]:
    """For each word the listed words near it. Answers are remembered per index and process."""
    marks = [f"~{word}" for word in asked] if vowelless else asked
    cache = index.near_cache
    if len(cache) > _CACHE:
        cache.clear()
    missing = [mark for mark in dict.fromkeys(marks) if mark not in cache]
    if missing and not vowelless:
        cache.update(_remembered(index, missing))
        missing = [mark for mark in missing if mark not in cache]
    if missing:
        cache.update(
            zip(missing, look_up(index, [mark.lstrip("~") for mark in missing], vowelless), strict=True)
        )
    return [cache[mark] for mark in marks]


def _remembered(index: Index, asked: list[str]) -> dict[str, Near]:
    """Answers that were prepared with the index, for words that are listed or common."""
    found = {}
    for word in asked:
        place = index.kin_places.get(word)
        if place is not None:
            start, end = index["kin_at"][place : place + 2].tolist()
            found[word] = _near(index, word, index["kin_ids"][start:end], index["kin_likeness"][start:end])
    return found


def prepare_kin(index: Index, asked: list[str]) -> dict[str, Array]:
    """The arrays behind `_remembered`, for these words."""
    found = [
        near
        for start in range(0, len(asked), _BATCH)
        for near in look_up(index, asked[start : start + _BATCH])
    ]
    at = np.zeros(len(found) + 1, np.int32)
    np.cumsum([len(near.ids) for near in found], out=at[1:])
    return {
        "kin_at": at,
        "kin_ids": np.concatenate([near.ids for near in found] or [NOTHING.ids]).astype(np.int32),
        "kin_likeness": np.concatenate([near.likeness for near in found] or [NOTHING.likeness]),
    }


def look_up(index: Index, asked: list[str], vowelless: bool = False) -> list[Near]:
    """For each word the listed words near it, worked out from the index's keys."""
    probes = [_Probe(i, word) for i, word in enumerate(asked)]
    probes += [
        _Probe(i, word[2:], ARTICLE)
        for i, word in enumerate(asked)
        if len(word) >= 6 and word[:2] in words.ARTICLES
    ]
    owners, ids, likeness = _compare(index, probes, vowelless)
    bounds = np.searchsorted(owners, np.arange(len(asked) + 1)).tolist()
    found = []
    for i, word in enumerate(asked):
        mine, alike = _with_nicknames(
            index, word, ids[bounds[i] : bounds[i + 1]], likeness[bounds[i] : bounds[i + 1]]
        )
        found.append(_near(index, word, mine, alike))
    return found


def _near(index: Index, word: str, ids: Array, likeness: Array) -> Near:
    pairs = tuple(zip(ids.tolist(), likeness.tolist(), strict=True))
    return Near(ids, likeness, _halves(index, word), pairs)


def _with_nicknames(index: Index, word: str, ids: Array, likeness: Array) -> tuple[Array, Array]:
    others = sorted(
        index.word_ids[other] for other in words.NICKNAMES.get(word, ()) if other in index.word_ids
    )
    others = [other for other in others if other not in ids]
    if not others:
        return ids, likeness
    return np.append(ids, np.array(others, np.int32)), np.append(
        likeness, np.full(len(others), NICKNAME, np.float32)
    )


def _may_be_two(index: Index, word: str) -> bool:
    """Whether a word is odd enough to be two that were written together."""
    return 5 <= len(word) <= 30 and word not in index.word_ids and index.rarity.weight(word) > 0.5


def _halves(index: Index, word: str) -> tuple[tuple[int, int, float], ...]:
    """Ways to read a word as two listed words written together; a half of two letters must be a legal form
    or an article.
    """
    known, found = index.word_ids, []
    if not _may_be_two(index, word):
        return ()
    for cut in range(2, len(word) - 1):
        left, right = word[:cut], word[cut:]
        if (cut == 2 and left not in _SHORT_HALVES) or (len(right) == 2 and right not in _SHORT_HALVES):
            continue
        first = known.get(words.CANONICAL.get(left, left))
        if first is not None:
            second = known.get(words.CANONICAL.get(right, right))
            if second is not None:
                found.append((first, second, cut / len(word)))
    return tuple(found)


def _compare(index: Index, probes: list[_Probe], vowelless: bool) -> tuple[Array, Array, Array]:
    """Word positions, listed words and likeness of all probes, sorted by word, each pair once with its
    best likeness.
    """
    sounds = [skeleton(probe.spelling) for probe in probes]
    probe_at, spellings, same_sound = _candidates(index, probes, sounds)
    rows = probe_at.tolist()
    mine = [probes[row].spelling for row in rows]
    theirs = [index.spellings[i] for i in spellings.tolist()]
    edits = cpdist(mine, theirs, scorer=OSA.distance, dtype=np.uint8)
    heard = [spoken(probe.spelling) for probe in probes]
    theirs_heard = [index.spoken[i] for i in spellings.tolist()]
    heard_edits = cpdist([heard[row] for row in rows], theirs_heard, scorer=OSA.distance, dtype=np.uint8)
    longer = np.fromiter(map(max, map(len, mine), map(len, theirs)), np.float32, len(mine))
    likeness = like(edits.astype(np.float32), heard_edits.astype(np.float32), longer, same_sound, vowelless)
    kept = np.flatnonzero(likeness >= _MIN_LIKENESS)
    probe_at = probe_at[kept]
    factor = np.array([probe.factor for probe in probes], np.float32)[probe_at]
    owners = np.array([probe.word for probe in probes])[probe_at]
    return _best_of_each(owners, index["spelling_word"][spellings[kept]], likeness[kept] * factor)


def like(
    edits: Array, heard_edits: Array, longer: Array, same_sound: Array, vowelless: bool = False
) -> Array:
    """Likeness of words by edits in writing and in speech, length of the longer one, and equal consonants.

    1 for the same word, 0 if they are too far apart.
    """
    fewest = np.minimum(edits, heard_edits)
    spelled_otherwise = np.maximum(edits - heard_edits, 0)
    likeness = 1 - np.minimum(edits, heard_edits + SPOKEN * spelled_otherwise) / longer
    lifted = likeness + (1 - likeness) * SOUND_LIFT
    if vowelless:
        lifted = np.maximum(lifted, VOWELLESS_SOUND)
    allowed = _ALLOWED[np.minimum(longer, len(_ALLOWED) - 1).astype(np.int64)]
    likeness = np.where(same_sound, lifted, np.where(fewest <= allowed, likeness, 0))
    likeness[edits == 0] = 1
    return likeness


def _candidates(index: Index, probes: list[_Probe], sounds: list[str]) -> tuple[Array, Array, Array]:
    """(probe, listed spelling, whether they sound the same) for all that share a key and enough letters,
    each once.
    """
    per_probe = [keys.near_keys(probe.spelling, sound) for probe, sound in zip(probes, sounds, strict=True)]
    wanted = np.array([key for found in per_probe for key in found], np.uint32)
    owner = np.repeat(np.arange(len(probes)), [len(found) for found in per_probe])
    at = index["near_at"]
    bucket = wanted & np.uint32(len(at) - 2)
    starts = at[bucket]
    counts = at[bucket + 1] - starts
    places = expand(starts, counts)
    matches = index["near_check"][places] == np.repeat((wanted >> np.uint32(16)).astype(np.uint16), counts)
    pairs = np.sort((np.repeat(owner << 32, counts) | index["near_words"][places])[matches])
    pairs = pairs[np.flatnonzero(np.diff(pairs, prepend=-1))]
    probe_at, spellings = pairs >> 32, pairs & 0xFFFFFFFF
    letters = np.array([keys.letters(probe.spelling) for probe in probes], np.uint32)[probe_at]
    codes = np.array([keys.sound_key(sound) for sound in sounds], np.uint32)[probe_at]
    same_sound = codes == index["spelling_sound"][spellings]
    close = np.bitwise_count(letters ^ index["spelling_letters"][spellings]) <= _LETTERS_APART
    kept = np.flatnonzero(close | same_sound)
    return probe_at[kept], spellings[kept], same_sound[kept]


def expand(starts: Array, counts: Array) -> Array:
    """All positions of several ranges, one after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - (ends - counts), counts)


def _best_of_each(owners: Array, ids: Array, likeness: Array) -> tuple[Array, Array, Array]:
    order = np.lexsort((-likeness, ids, owners))
    owners, ids, likeness = owners[order], ids[order], likeness[order]
    first = np.flatnonzero(np.diff(owners.astype(np.int64) << 32 | ids, prepend=-1))
    owners, ids, likeness = owners[first], ids[first], likeness[first]
    order = np.lexsort((ids, -likeness, owners))
    return owners[order], ids[order], likeness[order]
