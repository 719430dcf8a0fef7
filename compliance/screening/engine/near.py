"""Which listed words a customer's word may stand for: the same, misspelled, alike in sound, a short form, or written together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from compliance.screening.engine import keys, words
from compliance.screening.engine.index import Array, Index
from compliance.screening.engine.sound import skeleton

NICKNAME, ARTICLE, JOINED = 0.86, 0.96, 0.96
SOUND_LIFT = 0.45  # how far equal sound carries a likeness towards 1
VOWELLESS_SOUND = 0.88
_MIN_LIKENESS = 0.55
_CACHE = 20_000


@dataclass(frozen=True, slots=True)
class Near:
    """Listed words like one word: their ids, and likeness 0..1, best first; `halves` are pairs of listed words it joins."""

    ids: Array
    likeness: Array
    halves: tuple[tuple[int, int, float], ...] = ()


NOTHING = Near(np.empty(0, np.int32), np.empty(0, np.float32))


@dataclass(slots=True)
class _Probe:
    """One spelling to look up for a word. `exact` probes accept the same spelling only."""

    word: int
    spelling: str
    factor: float = 1.0
    exact: bool = False


def find_near(index: Index, asked: list[str], *, vowelless: bool = False) -> list[Near]:
    """For each word the listed words near it. Answers are remembered per index and process."""
    marks = [f"~{word}" if vowelless else word for word in asked]
    if len(index.near_cache) > _CACHE:
        index.near_cache.clear()
    missing = sorted({mark for mark in marks if mark not in index.near_cache})
    if missing:
        found = _look_up(index, [mark.lstrip("~") for mark in missing], vowelless)
        index.near_cache.update(zip(missing, found, strict=True))
    return [index.near_cache[mark] for mark in marks]


def find_joined(index: Index, asked: list[str]) -> list[int]:
    """Ids of listed words spelled exactly so, -1 where there is none: for words of the name written together."""
    marks = [f"+{word}" for word in asked]
    missing = [mark for mark in marks if mark not in index.near_cache]
    if missing:
        probes = [_Probe(i, mark[1:], exact=True) for i, mark in enumerate(missing)]
        owners, ids, _ = _compare(index, probes, vowelless=False)
        found = dict(zip(owners.tolist(), ids.tolist(), strict=True))
        index.near_cache.update((mark, found.get(i, -1)) for i, mark in enumerate(missing))
    return [index.near_cache[mark] for mark in marks]


def _look_up(index: Index, asked: list[str], vowelless: bool) -> list[Near]:
    probes: list[_Probe] = []
    for i, word in enumerate(asked):
        probes.append(_Probe(i, word))
        probes += [_Probe(i, other, NICKNAME, exact=True) for other in sorted(words.NICKNAMES.get(word, ()))]
        if len(word) >= 6 and word[:2] in words.ARTICLES:
            probes.append(_Probe(i, word[2:], ARTICLE))
    owners, ids, likeness = _compare(index, probes, vowelless)
    halves = _find_halves(index, asked)
    bounds = np.searchsorted(owners, np.arange(len(asked) + 1)).tolist()
    return [
        Near(ids[start:end], likeness[start:end], halves.get(i, ()))
        for i, (start, end) in enumerate(zip(bounds, bounds[1:], strict=False))
    ]


def _find_halves(index: Index, asked: list[str]) -> dict[int, tuple[tuple[int, int, float], ...]]:
    """Ways to read a word as two listed words written together."""
    cuts = [
        (i, word[:cut], word[cut:])
        for i, word in enumerate(asked)
        if len(word) >= 6 and not index.rarity.is_common(word)
        for cut in range(2, len(word) - 1)
    ]
    if not cuts:
        return {}
    spellings = sorted({half for _, left, right in cuts for half in (left, right)})
    owners, ids, _ = _compare(index, [_Probe(i, half, exact=True) for i, half in enumerate(spellings)], vowelless=False)
    known = {spellings[owner]: word for owner, word in zip(owners.tolist(), ids.tolist(), strict=True)}
    halves: dict[int, list[tuple[int, int, float]]] = {}
    for i, left, right in cuts:
        if left in known and right in known:
            halves.setdefault(i, []).append((known[left], known[right], len(left) / (len(left) + len(right))))
    return {i: tuple(found) for i, found in halves.items()}


def _compare(index: Index, probes: list[_Probe], vowelless: bool) -> tuple[Array, Array, Array]:
    """Word positions, listed words and likeness of all probes, sorted by word, each pair once with its best likeness."""
    probe_at, ids = _candidates(index, probes)
    if not len(ids):
        return np.empty(0, np.int64), ids, np.empty(0, np.float32)
    rows = probe_at.tolist()
    mine = [probes[row].spelling for row in rows]
    theirs = [index.words[i] for i in ids.tolist()]
    edits = cpdist(mine, theirs, scorer=OSA.distance, dtype=np.uint8)
    lengths = np.array([len(probe.spelling) for probe in probes])[probe_at]
    longer = np.maximum(lengths, np.fromiter(map(len, theirs), np.int64, len(theirs)))
    sounds = np.array([keys.sound_key(skeleton(probe.spelling)) for probe in probes], np.uint32)
    same_sound = sounds[probe_at] == index["word_sound"][ids]
    likeness = like(edits, longer, same_sound, vowelless)
    exact_only = np.array([probe.exact for probe in probes])[probe_at]
    factor = np.array([probe.factor for probe in probes], np.float32)[probe_at]
    owners = np.array([probe.word for probe in probes])[probe_at]
    kept = (likeness >= _MIN_LIKENESS) & ((edits == 0) | ~exact_only)
    return _best_of_each(owners[kept], ids[kept], (likeness * factor)[kept])


def like(edits: Array, longer: Array, same_sound: Array, vowelless: bool = False) -> Array:
    """Likeness of words by edits, length of the longer one and sound: 1 for the same word, 0 if too far apart."""
    likeness = 1 - edits / np.maximum(longer, 1)
    allowed = np.where(longer < keys.MIN_ONE_EDIT, 0, np.where(longer < keys.MIN_TWO_EDITS, 1, 2))
    sounding = likeness + (1 - likeness) * SOUND_LIFT
    if vowelless:
        sounding = np.maximum(sounding, VOWELLESS_SOUND)
    likeness = np.where(same_sound, sounding, np.where(edits <= allowed, likeness, 0))
    return np.where(edits == 0, 1, likeness).astype(np.float32)


def _candidates(index: Index, probes: list[_Probe]) -> tuple[Array, Array]:
    """(probe, listed word) for all that share a key, each once; chance collisions included."""
    per_probe = [[keys.exact_key(probe.spelling)] if probe.exact else keys.near_keys(probe.spelling) for probe in probes]
    wanted = np.fromiter((key for found in per_probe for key in found), np.uint32)
    owner = np.repeat(np.arange(len(probes)), [len(found) for found in per_probe])
    at = index["near_at"]
    bucket = wanted & np.uint32(len(at) - 2)
    starts = at[bucket]
    counts = at[bucket + 1] - starts
    places = expand(starts, counts)
    matches = index["near_check"][places] == np.repeat((wanted >> np.uint32(16)).astype(np.uint16), counts)
    pairs = np.unique((np.repeat(owner, counts) << 32 | index["near_words"][places])[matches])
    return pairs >> 32, (pairs & 0xFFFFFFFF).astype(np.int32)


def expand(starts: Array, counts: Array) -> Array:
    """All positions of several ranges, one after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - (ends - counts), counts)


def _best_of_each(owners: Array, ids: Array, likeness: Array) -> tuple[Array, Array, Array]:
    order = np.lexsort((ids, -likeness, owners))
    owners, ids, likeness = owners[order], ids[order], likeness[order]
    _, first = np.unique(owners.astype(np.int64) << 32 | ids, return_index=True)
    first.sort()
    return owners[first], ids[first], likeness[first]
