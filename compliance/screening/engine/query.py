"""The customer's name as it is compared: the listed words that each of its words may stand for, what they weigh,
and what they cost where the listed name lacks them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from compliance.screening.engine import legal_forms, near, words
from compliance.screening.engine.index import Array, Index
from compliance.screening.engine.names import Name
from compliance.screening.engine.near import Near
from compliance.screening.engine.rarity import PARTICLE_WEIGHT

PREFIX_LIKENESS = 0.82  # of a word to the one of which it is the beginning
MEANT_ROOM = 0.1  # how much more than the word that is meant a misspelled one may weigh
DESCRIBING = 0.4  # of its weight is what a describing word costs that the listed name lacks
MISSPELLED_FORM = 0.15


class Unit(NamedTuple):
    """A way into the index: listed words that one position of the name (or a pair, or a half) may stand
    for.
    """

    position: int
    weight: float
    agreed: Array  # the weight in which a name with each of the listed words agrees
    starts: Array
    counts: Array
    names: int

    @classmethod
    def of(cls, position: int, weight: float, like: Near) -> Unit:
        agreed = np.minimum(like.weights, weight)
        agreed *= like.likeness
        return cls(position, weight, agreed, like.starts, like.counts, like.names)

    @classmethod
    def of_begun(cls, index: Index, position: int, weight: float, words: Array) -> Unit:
        """The way in for a last word that was cut off."""
        agreed = np.minimum(index["word_weight"][words].astype(float), weight) * PREFIX_LIKENESS
        starts = index["post_at"][words]
        counts = index["post_at"][words + 1] - starts
        return cls(position, weight, agreed, starts, counts, int(counts.sum()))

    @classmethod
    def one(cls, index: Index, position: int, weight: float, word: int) -> Unit:
        """The way in through exactly this listed word."""
        start, end = index["post_at"][word : word + 2].tolist()
        return cls(
            position, weight, np.array([weight]), np.array([start]), np.array([end - start]), end - start
        )


@dataclass(frozen=True, slots=True)
class Query:
    """The customer's name as it is compared.

    `near` has for each word the listed words it may stand for; `joined` maps positions to the listed word
    that the word there and the next one are together.
    """

    name: Name
    near: list[Near]
    joined: dict[int, int]
    weights: tuple[float, ...]
    costs: tuple[float, ...]  # what each word costs if the listed name lacks it
    lengths: tuple[int, ...]
    has_halves: bool
    # The customer's words, by position, and listed ones that `align` has compared where both were left over.
    loosely: dict[tuple[int, int], tuple[float, str, bool] | None] = field(default_factory=dict)

    def alike(self, among: Collection[int]) -> dict[int, list[tuple[int, int, float]]]:
        """Per listed word among these that some of the customer's words may stand for: (first position,
        words joined, likeness) of each.
        """
        found: dict[int, list[tuple[int, int, float]]] = {}
        for position, like in enumerate(self.near):
            for word in like.alike.keys() & among:
                found.setdefault(word, []).append((position, 1, like.alike[word]))
        for position, word in self.joined.items():
            found.setdefault(word, []).append((position, 2, near.JOINED))
        return found


def prepare(index: Index, name: Name) -> tuple[Query, list[Unit]]:
    """The query, and its ways into the index. (`changes` counts the same ways in.)"""
    found = near.find_near(index, name.words, vowelless=name.vowelless)
    weights: list[float] = []
    units: list[Unit] = []
    spare = len(found)  # positions beyond those of the words: pairs and halves
    for position, (weight, like) in enumerate(zip(name.weights, found, strict=True)):
        for left, right, share in like.halves:
            units.append(Unit.one(index, spare, weight * share, left))
            units.append(Unit.one(index, spare + 1, weight * (1 - share), right))
            spare += 2
        if like.alike:
            weight = min(weight, like.meant + MEANT_ROOM)  # a misspelled word weighs what is meant by it
            units.append(Unit.of(position, weight, like))
        weights.append(weight)
    joined = _find_joined(index, name)
    for position, word in joined.items():
        together = min(weights[position] + weights[position + 1], float(index["word_weight"][word]))
        units.append(Unit.one(index, spare, together, word))
        spare += 1
    last = len(weights) - 1
    begun = near.begun(index, name.words[last])
    if len(begun):
        units.append(Unit.of_begun(index, last, weights[last], begun))
    costs = costs_of_extra(name, weights)
    has_halves = any(like.halves for like in found)
    return Query(name, found, joined, tuple(weights), costs, tuple(map(len, name.words)), has_halves), units


def costs_of_extra(name: Name, weights: list[float]) -> tuple[float, ...]:
    """A word that only describes (`Holding`, `America`) is dropped or added freely, and so is a misspelled
    legal form, and what an order appends (`and any successor or sub-unit`), wherever it stands.
    """
    last = len(weights) - 1
    beside = words.APPENDED_BESIDE if not words.APPENDED.isdisjoint(name.words) else frozenset[str]()
    costs = []
    for position, (word, weight) in enumerate(zip(name.words, weights, strict=True)):
        if word in words.DESCRIPTIONS:
            weight *= DESCRIBING
        elif word in beside:
            weight = min(weight, PARTICLE_WEIGHT)
        elif position in (0, last) and weight > 0.5 and legal_forms.is_misspelled(word):
            weight = min(weight, MISSPELLED_FORM)
        costs.append(weight)
    return tuple(costs)


def _find_joined(index: Index, name: Name) -> dict[int, int]:
    """First position of a pair of neighbours -> the listed word that they are when written together."""
    found = {}
    written = name.written
    for position in range(len(written) - 1):
        together = written[position] + written[position + 1]
        word = index.word_ids.get(words.CANONICAL.get(together, together))
        if word is None and name.vowelless:
            (like,) = near.find_near(index, [together], vowelless=True)
            word = next(iter(like.alike), None)
        if word is not None:
            found[position] = word
    return found
