"""The few names worth aligning: those that share enough of the customer's rare words, found through postings.

MaxScore: words are walked from the rarest on; when what is left cannot lift an unseen name over the floor any more,
the long lists of common words are not opened at all.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from compliance.screening.engine import legal_forms, near, words
from compliance.screening.engine.index import Array, Index
from compliance.screening.engine.names import Name

MIN_SHARE = 0.36  # of the weight of the customer's words (or of all the name has): less never reaches a score worth telling
EXTRA, MISSING = 0.6, 0.4  # what a word too many, a word missing costs in the estimate that orders names
MIN_ESTIMATE = 0.40
DESCRIBING = 0.4  # of its weight is what a describing word costs that the listed name lacks
MISSPELLED_FORM = 0.15
_MANY = 20_000  # names to walk before lists are left shut
_LONG = 600  # a list of so many names is worth leaving shut

_local = threading.local()


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
            if like.likeness[0] < 1 and like.likeness[0] >= 0.8:
                weight = min(weight, float(word_weight[like.ids[like.likeness >= 0.8]].min()) + 0.1)
            units.append((weight, like.ids, like.likeness))
        weights.append(weight)
    for position, word in enumerate(_find_joined(index, name)):
        if word >= 0:
            alike.setdefault(word, []).append((position, 2, near.JOINED))
            together = min(weights[position] + weights[position + 1], float(word_weight[word]))
            units.append((together, np.array([word]), _ONE))
    return Query(name, tuple(weights), costs_of_extra(name, weights), tuple(map(len, name.words)), alike, halves), units


def costs_of_extra(name: Name, weights: list[float]) -> tuple[float, ...]:
    """A word that only describes (`Holding`, `America`) is dropped or added freely, and so is a misspelled legal form."""
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
    good = np.flatnonzero((estimate >= MIN_ESTIMATE) | is_contained(index, rows, mass, listed))
    cut = len(good) > limit
    if cut:
        good = good[np.argpartition(-estimate[good], limit)[:limit]]
    order = good[np.lexsort((rows[good], -estimate[good]))]
    return query, rows[order], estimate[order], cut


def is_contained(index: Index, rows: Array, mass: Array, listed: Array) -> Array:
    """Whether all of a listed name of two telling words or more may stand in the customer's, among whatever else."""
    return (mass >= 0.9 * listed) & (index["name_telling"][rows] >= 2)


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
    if int(counts.sum()) > _MANY:
        place = len(all_ids)
        for weight, ids, _ in reversed(units):  # commonest first: shut what cannot matter
            if shut + weight >= need or int(counts[place - len(ids) : place].sum()) < _LONG:
                break
            shut += weight
            place -= len(ids)
        kept = place
    mass, best = _scratch(index.name_count)
    reached, place = [], 0
    for _, ids, _ in units:
        end = place + len(ids)
        if end > kept:
            break
        if len(ids) == 1:
            rows = post[starts[place] : starts[place] + counts[place]]
            mass[rows] += values[place]
        else:
            rows = post[near.expand(starts[place:end], counts[place:end])]
            np.maximum.at(best, rows, np.repeat(values[place:end], counts[place:end]))
            mass[rows] += best[rows]  # a row met twice is written twice with the same sum
            best[rows] = 0
        reached.append(rows)
        place = end
    rows = np.concatenate(reached)
    found = mass[rows] + np.float32(shut)
    near_enough = np.unique(rows[(found >= need) | is_contained(index, rows, found, index["name_total"][rows])])
    shared = mass[near_enough] + np.float32(shut)
    mass[rows] = 0
    return near_enough, shared


def _scratch(size: int) -> tuple[Array, Array]:
    """Two zeroed arrays kept per thread; whoever uses them leaves them zeroed."""
    scratch = getattr(_local, "scratch", None)
    if scratch is None or len(scratch[0]) < size:
        scratch = _local.scratch = (np.zeros(size, np.float32), np.zeros(size, np.float32))
    return scratch
