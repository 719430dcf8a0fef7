"""The few names worth aligning: those that share enough of the customer's rare words, found through postings.

MaxScore: words are walked from the rarest on; when what is left cannot lift an unseen name over the floor
any more,
the long lists of common words are not opened at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from compliance.screening.engine import legal_forms, near, words
from compliance.screening.engine.index import Array, Index
from compliance.screening.engine.names import Name

# of the weight of the customer's words (or of all the name has): less never reaches a score worth telling
MEANT = 0.8  # likeness from which on a word may be a misspelling of a listed one
MIN_SHARE = 0.36
EXTRA, MISSING = 0.6, 0.4  # what a word too many, a word missing costs in the estimate that orders names
CONTAINED = 0.9  # share of a listed name's weight from which on it may stand in the customer's as a whole
MIN_ESTIMATE = 0.48
_MAX_UNITS = 250
DESCRIBING = 0.4  # of its weight is what a describing word costs that the listed name lacks
MISSPELLED_FORM = 0.15
_MANY = 20_000  # names to walk before lists are left shut
_LONG = 600  # a list of so many names is worth leaving shut

_GRAIN = 30_000  # agreement is counted in whole grains, so that a posting fits one number


class Unit(NamedTuple):
    """A way into the index: listed words that one position of the name (or a pair, or a half) may stand
    for.
    """

    position: int
    weight: float
    words: Array
    likeness: Array


@dataclass(frozen=True, slots=True)
class Query:
    """The customer's name beside the listed words that each of its words may stand for.

    `alike[listed word]` lists (first position, words joined, likeness) of the customer's words.
    """

    name: Name
    weights: tuple[float, ...]
    costs: tuple[float, ...]  # what each word costs if the listed name lacks it
    lengths: tuple[int, ...]
    alike: dict[int, list[tuple[int, int, float]]]
    halves: dict[int, tuple[tuple[int, int, float], ...]]


def prepare(index: Index, name: Name) -> tuple[Query, list[Unit]]:
    """The query, and its ways into the index."""
    found = near.find_near(index, list(name.words), vowelless=name.vowelless)
    word_weight = index["word_weight"]
    alike: dict[int, list[tuple[int, int, float]]] = {}
    weights: list[float] = []
    units: list[Unit] = []
    halves: dict[int, tuple[tuple[int, int, float], ...]] = {}
    spare = len(found)  # positions beyond those of the words: pairs and halves
    for position, (weight, like) in enumerate(zip(name.weights, found, strict=True)):
        for word, likeness in like.pairs:
            alike.setdefault(word, []).append((position, 1, likeness))
        for left, right, share in like.halves:
            halves[position] = like.halves
            units.append(Unit(spare, weight * share, np.array([left]), _ONE))
            units.append(Unit(spare + 1, weight * (1 - share), np.array([right]), _ONE))
            spare += 2
        if like.pairs:
            if MEANT <= like.pairs[0][1] < 1:  # misspelled: it weighs what the word weighs that is meant
                meant = like.ids[like.likeness >= MEANT]
                weight = min(weight, float(word_weight[meant].min()) + 0.1)
            units.append(Unit(position, weight, like.ids, like.likeness))
        weights.append(weight)
    for position, word in enumerate(_find_joined(index, name)):
        if word >= 0:
            alike.setdefault(word, []).append((position, 2, near.JOINED))
            together = min(weights[position] + weights[position + 1], float(word_weight[word]))
            units.append(Unit(spare, together, np.array([word]), _ONE))
            spare += 1
    return Query(
        name, tuple(weights), costs_of_extra(name, weights), tuple(map(len, name.words)), alike, halves
    ), units


def costs_of_extra(name: Name, weights: list[float]) -> tuple[float, ...]:
    """A word that only describes (`Holding`, `America`) is dropped or added freely, and so is a misspelled
    legal form.
    """
    last = len(weights) - 1
    return tuple(
        weight * DESCRIBING
        if word in words.DESCRIPTIONS
        else min(weight, MISSPELLED_FORM)
        if position in (0, last) and weight > 0.5 and legal_forms.is_misspelled(word)
        else weight
        for position, (word, weight) in enumerate(zip(name.words, weights, strict=True))
    )


_ONE = np.ones(1, np.float32)


def _find_joined(index: Index, name: Name) -> list[int]:
    """Per pair of neighbours the listed word that they are when written together, or -1."""
    joined = (left + right for left, right in zip(name.written, name.written[1:], strict=False))
    return [index.word_ids.get(words.CANONICAL.get(word, word), -1) for word in joined]


def find_names(index: Index, name: Name, limit: int) -> tuple[Query, Array, Array, bool]:
    """Rows of names by estimate, best first, with the estimates; and whether more were left out for want
    of room.
    """
    query, units = prepare(index, name)
    if not units:
        return query, _NO_ROWS, _NO_SCORES, False
    total = sum(query.weights)
    rows, mass, listed = _collect(index, units[:_MAX_UNITS], total)
    if not len(rows):
        return query, _NO_ROWS, _NO_SCORES, False
    contained = is_contained(index, rows, mass, listed)
    mass = np.minimum(mass, np.minimum(total, listed * 1.25))
    estimate = mass / (mass + EXTRA * (total - mass) + MISSING * np.maximum(listed - mass, 0))
    good = np.flatnonzero((estimate >= MIN_ESTIMATE) | contained)
    cut = len(good) > limit
    if cut:
        good = good[np.argpartition(-estimate[good], limit)[:limit]]
    order = good[np.lexsort((rows[good], -estimate[good]))]
    return query, rows[order], estimate[order], cut


def is_contained(index: Index, rows: Array, mass: Array, listed: Array) -> Array:
    """Whether all of a listed name of two telling words or more may stand in the customer's, among
    whatever else.
    """
    return (mass >= CONTAINED * listed) & (index["name_telling"][rows] >= 2)


_NO_ROWS, _NO_SCORES = np.empty(0, np.int32), np.empty(0, np.float32)


def _collect(index: Index, units: list[Unit], total: float) -> tuple[Array, Array, Array]:
    """Names with enough weight in common, that weight (an upper bound), and the weight of the whole name.

    Each posting becomes one number (name, position, agreement); sorted, the last of each position is its
    best agreement.
    """
    at, post = index["post_at"], index["post_names"]
    units.sort(key=lambda unit: -unit.weight)
    need = MIN_SHARE * min(total, sum(unit.weight for unit in units))
    ids = np.concatenate([unit.words for unit in units])
    starts = at[ids]
    counts = at[ids + 1] - starts
    kept, shut = _leave_shut(units, counts, need)
    if kept < len(ids):
        ids, starts, counts = ids[:kept], starts[:kept], counts[:kept]
    agreed = np.concatenate([unit.likeness * (unit.weight * _GRAIN) for unit in units])[:kept].astype(
        np.int64
    )
    places = np.repeat([unit.position << 16 for unit in units], [len(unit.words) for unit in units])[:kept]
    packed = np.repeat(places | agreed, counts)
    packed |= post[near.expand(starts, counts)].astype(np.int64) << 24
    packed.sort()
    spots = packed >> 16
    best = packed[np.append(spots[1:] != spots[:-1], True)]
    rows = best >> 24
    first = np.flatnonzero(np.append(True, rows[1:] != rows[:-1]))
    mass = np.add.reduceat(best & 0xFFFF, first) * np.float32(1 / _GRAIN) + np.float32(shut)
    rows = rows[first]
    listed = index["name_total"][rows]
    enough = np.flatnonzero((mass >= need) | (mass >= CONTAINED * listed))
    return rows[enough], mass[enough], listed[enough]


def _leave_shut(units: list[Unit], counts: Array, need: float) -> tuple[int, float]:
    """How many of the listed words (rarest first) to open, and the weight of the common ones that cannot
    matter.
    """
    place, shut = len(counts), 0.0
    if int(counts.sum()) <= _MANY:
        return place, shut
    for unit in reversed(units):
        if shut + unit.weight >= need or int(counts[place - len(unit.words) : place].sum()) < _LONG:
            break
        shut += unit.weight
        place -= len(unit.words)
    return place, shut
