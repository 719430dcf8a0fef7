"""The few names worth aligning: those that share enough of the customer's rare words, found through postings.

MaxScore: words are walked from the rarest on; when what is left cannot lift an unseen name over the floor
any more, the long lists of common words are not opened at all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from compliance.screening.engine.index import Array, Index, expand
from compliance.screening.engine.names import Name
from compliance.screening.engine.query import Query, Unit, prepare
from compliance.screening.engine.rarity import TELLING
from compliance.screening.engine.tally import Tally

# of the weight of the customer's words (or of all the name has): less never reaches a score worth telling
MIN_SHARE = 0.36
EXTRA, MISSING = 0.6, 0.4  # what a word too many, a word missing costs in the estimate that orders names
CONTAINED = 0.9  # share of a listed name's weight from which on it may stand in the customer's as a whole
AS_WHOLE = 0.7  # what such a name is worth in the estimate, however much else the customer's name holds
MIN_ESTIMATE = 0.48
_MAX_UNITS = 250
_LONG = 300  # a list of so many names is worth leaving shut ...
LIGHT = 0.1  # ... where it is of words that tell nothing and have so small a share of the customer's weight
_MANY = 100_000  # names to walk before lists of words that do tell something are left shut, too
_GRAIN = 30_000  # of agreement: whole numbers add up to the same in whatever order


class Listed(NamedTuple):
    """A listed name as it is compared: its row in the index, its words and their weights."""

    row: int
    entry: int
    words: list[int]
    weights: list[float]
    is_acronym: bool


def find_names(index: Index, name: Name, limit: int) -> tuple[Query, list[Listed], bool]:
    """The names worth aligning, best first by estimate; and whether more were left out for want of room."""
    query, units = prepare(index, name)
    if not units:
        return query, [], False
    rows, estimate = _collect(index, units[:_MAX_UNITS], sum(query.weights))
    cut = len(rows) > limit
    if cut:
        best = np.argpartition(-estimate, limit)[:limit]
        rows, estimate = rows[best], estimate[best]
    return query, read_rows(index, rows[np.lexsort((rows, -estimate))]), cut


def read_rows(index: Index, rows: Array) -> list[Listed]:
    """These names of the index, to be aligned."""
    if not len(rows):
        return []
    at = index["name_at"]
    starts = at[rows]
    counts = at[rows + 1] - starts
    places = expand(starts, counts)
    flat_words, flat_weights = index["name_words"][places].tolist(), index["name_weights"][places].tolist()
    found, start = [], 0
    facts = (rows, index["name_entry"][rows], index["name_acronym"][rows], counts)
    for row, entry, is_acronym, count in zip(*(fact.tolist() for fact in facts), strict=True):
        end = start + count
        found.append(Listed(row, entry, flat_words[start:end], flat_weights[start:end], bool(is_acronym)))
        start = end
    return found


def _collect(index: Index, units: list[Unit], total: float) -> tuple[Array, Array]:
    """Names that agree in enough weight, and an estimate of each that orders them."""
    reachable = min(total, sum([unit.weight for unit in units]))
    units, shut, is_light = _open(units, reachable)
    rows, mass = _add_up(index, units)
    listed = index["name_total"][rows]
    most = mass + shut
    kept = np.flatnonzero((most >= MIN_SHARE * reachable) | (most >= CONTAINED * listed))
    rows, mass, most, listed = rows[kept], mass[kept], most[kept], listed[kept]
    # All of a listed name of two telling words or more may stand in the customer's, among whatever else.
    contained = (most >= CONTAINED * listed) & (index["name_telling"][rows] >= 2)
    mass = np.minimum(mass if is_light else most, np.minimum(total, listed * 1.25))
    estimate = mass / (mass + EXTRA * (total - mass) + MISSING * np.maximum(listed - mass, 0))
    estimate = np.where(contained, np.maximum(estimate, AS_WHOLE), estimate)
    good = np.flatnonzero(estimate >= MIN_ESTIMATE)
    good = good[rows[good].argsort()]
    return rows[good], estimate[good]


def _open(units: list[Unit], reachable: float) -> tuple[list[Unit], float, bool]:
    """The ways in that are taken; the weight of those left shut, long lists of words that say too little to
    matter; and whether that is so little that it need not be counted.
    """
    is_light = sum([unit.names for unit in units]) <= _MANY
    budget = reachable * (LIGHT if is_light else MIN_SHARE)
    shut, opened = 0.0, []
    for unit in sorted(units, key=lambda unit: unit.weight):
        says_little = unit.weight < TELLING or not is_light
        if unit.names >= _LONG and says_little and shut + unit.weight < budget:
            shut += unit.weight
        else:
            opened.append(unit)
    return opened, shut, is_light


def _add_up(index: Index, units: list[Unit]) -> tuple[Array, Array]:
    """Names that share a word with the customer's, and the weight in which they agree with it at most."""
    by_position: dict[int, list[Unit]] = {}
    for unit in units:
        by_position.setdefault(unit.position, []).append(unit)
    units = [unit for same in by_position.values() for unit in same]
    counts = np.concatenate([unit.counts for unit in units])
    names = index["post_names"][expand(np.concatenate([unit.starts for unit in units]), counts)]
    names = names.astype(np.intp)
    agreed = np.concatenate([unit.agreed for unit in units])
    agreed *= _GRAIN
    agreed = agreed.astype(np.int32).repeat(counts)
    # One tally per search; one that an error left half added up is not used again.
    tally = index.tallies.pop() if index.tallies else Tally.of(index.name_count)
    start = 0
    for same in by_position.values():
        end = start + sum([unit.names for unit in same])
        tally.add(names[start:end], agreed[start:end])
        start = end
    rows, mass = tally.take(names)
    index.tallies.append(tally)
    return rows, mass * (1 / _GRAIN)
