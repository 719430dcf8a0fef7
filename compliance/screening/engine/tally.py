"""Sums per listed name, kept between searches: a search touches few of the names, so it puts back what it touched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compliance.screening.engine.index import Array


@dataclass(frozen=True, slots=True)
class Tally:
    """What was added up for each name since it was last taken. For one search at a time."""

    _sums: Array
    _best: Array
    _places: Array

    @classmethod
    def of(cls, names: int) -> Tally:
        return cls(np.zeros(names, np.int32), np.zeros(names, np.int32), np.empty(names, np.int32))

    def add(self, names: Array, amounts: Array) -> None:
        """To each of these names, which may be there several times, the highest of its amounts."""
        np.maximum.at(self._best, names, amounts)
        self._sums[names] += self._best[names]  # the same sum each time
        self._best[names] = 0

    def take(self, names: Array) -> tuple[Array, Array]:
        """Each of these names once, and its sum, which is 0 again. All that was added to must be among them."""
        places = np.arange(len(names), dtype=np.int32)
        self._places[names] = places
        once = names[self._places[names] == places]
        sums = self._sums[once]
        self._sums[once] = 0
        return once, sums
