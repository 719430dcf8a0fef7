"""The few names worth aligning: those that share enough of the customer's rare words, found through postings.

MaxScore: words are walked from the rarest on; when what is left cannot lift an unseen name over the floor any more,
the long lists of common words are not opened at all.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from compliance.screening.engine import near
from compliance.screening.engine.index import Array, Index
from compliance.screening.engine.names import Name

MIN_SHARE = 0.36  # of the weight of the customer's words (or of all the name has): less never reaches a score worth telling
EXTRA, MISSING = 0.6, 0.4  # what a word too many, a word missing costs in the estimate that orders names
MIN_ESTIMATE = 0.40
_LONG = 600  # a list of so many names is worth leaving shut

_local = threading.local()


@dataclass(frozen=True, slots=True)
class Query:
    """The customer's name beside the listed words that each of its words may stand for.

    `alike[listed word]` lists (first position, words joined, likeness) of the customer's words.
    """

    name: Name
    weights: tuple[float, ...]
    alike: dict[int, list[tuple[int, int, float]]]
    halves: dict[int, tuple[tuple[int, int, float], ...]]


def prepare(index: Index, name: Name) -> tuple[Query, list[tuple[float, Array, Array]]]:
    """The query, and its units of search: (weight, listed words, likeness)."""
    found = near.find_near(index, list(name.words), vowelless=name.vowelless)
    word_weight = index["word_weight"]
    alike: dict[int, list[tuple[int, int, float]]] = {}
    weights, units, halves = [], [], {}
    for position, (weight, like) in enumerate(zip(name.weights, found, strict=True)):
        ids = like.ids.tolist()
        for word, likeness in zip(ids, like.likeness.tolist(), strict=True):
            alike.setdefault(word, []).append((position, 1, likeness))
        if like.halves:
            halves[position] = like.halves
            for left, right, share in like.halves:
                units.append((weight * share, np.array([left]), _ONE))
                units.append((weight * (1 - share), np.array([right]), _ONE))
        if ids:
            if like.likeness[0] < 1:
                weight = min(weight, float(word_weight[like.ids].min()) + 0.1)
            units.append((weight, like.ids, like.likeness))
        weights.append(weight)
    for position, word in zip(range(len(found) - 1), _find_joined(index, name), strict=True):
        if word >= 0:
            alike.setdefault(word, []).append((position, 2, near.JOINED))
            units.append((weights[position] + weights[position + 1], np.array([word]), _ONE))
    return Query(name, tuple(weights), alike, halves), units


_ONE = np.ones(1, np.float32)


def _find_joined(index: Index, name: Name) -> list[int]:
    words = name.words
    return near.find_joined(index, [left + right for left, right in zip(words, words[1:], strict=False)])


def find_names(index: Index, name: Name, limit: int) -> tuple[Query, Array, Array, bool]:
    """Rows of names by estimate, best first, with the estimates; and whether more were left out for want of room."""
    query, units = prepare(index, name)
    if not units:
        return query, _NO_ROWS, _NO_SCORES, False
    total = sum(query.weights)
    rows, mass = _collect(index, units, total)
    if not len(rows):
        return query, _NO_ROWS, _NO_SCORES, False
    listed = index["name_total"][rows]
    mass = np.minimum(mass, np.minimum(total, listed * 1.25))
    estimate = mass / (mass + EXTRA * (total - mass) + MISSING * np.maximum(listed - mass, 0))
    good = np.flatnonzero(estimate >= MIN_ESTIMATE)
    cut = len(good) > limit
    if cut:
        good = good[np.argpartition(-estimate[good], limit)[:limit]]
    order = good[np.lexsort((rows[good], -estimate[good]))]
    return query, rows[order], estimate[order], cut


_NO_ROWS, _NO_SCORES = np.empty(0, np.int32), np.empty(0, np.float32)


def _collect(index: Index, units: list[tuple[float, Array, Array]], total: float) -> tuple[Array, Array]:
    """Names with enough weight in common, and that weight (an upper bound)."""
    at, post = index["post_at"], index["post_names"]
    units.sort(key=lambda unit: -unit[0])
    rest = sum(weight for weight, _, _ in units)
    need = MIN_SHARE * min(total, rest)
    all_ids = np.concatenate([ids for _, ids, _ in units])
    values = np.concatenate([likeness * weight for weight, _, likeness in units])
    starts = at[all_ids]
    counts = at[all_ids + 1] - starts
    kept, shut = len(all_ids), 0.0
    if int(counts.sum()) > 4 * _LONG:
        place = len(all_ids)
        for weight, ids, _ in reversed(units):  # commonest first: shut what cannot matter
            if shut + weight >= need or int(counts[place - len(ids) : place].sum()) < _LONG:
                break
            shut += weight
            place -= len(ids)
        kept = place
    rows = post[near.expand(starts[:kept], counts[:kept])]
    mass = _scratch(index.name_count)
    np.add.at(mass, rows, np.repeat(values[:kept], counts[:kept]))
    reached = rows[mass[rows] >= need - shut]
    unique = np.unique(reached)
    shared = mass[unique] + np.float32(shut)
    mass[rows] = 0
    return unique, shared


def _scratch(size: int) -> Array:
    """A zeroed array kept per thread; whoever uses it leaves it zeroed."""
    mass = getattr(_local, "mass", None)
    if mass is None or len(mass) < size:
        mass = _local.mass = np.zeros(size, np.float32)
    return mass
