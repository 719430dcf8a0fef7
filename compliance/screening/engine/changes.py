"""Whom may some listed parties touch? After a change of the lists only they are compared with every customer.

Compared in the whole index, narrowed to these parties: words lie as near and weigh as much as in a full run, so
that a pair scores the same, bit for bit. Most customers share too little with them for any name to be aligned;
that is seen word by word, from answers that are remembered for all customers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise, repeat
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from compliance.profile import Profile
from compliance.screening.engine import near, retrieve, words
from compliance.screening.engine.addresses import (
    MIN_SHARED,
    AddressHit,
    address_words,
    find_addresses,
    word_hash,
)
from compliance.screening.engine.fold import is_vowelless
from compliance.screening.engine.index import Index
from compliance.screening.engine.names import Name, read
from compliance.screening.engine.narrowing import is_found, narrowed, of_few_words, of_found_words, places
from compliance.screening.engine.query import MEANT_ROOM
from compliance.screening.engine.rarity import TELLING
from compliance.screening.engine.score import SHIPPED_THRESHOLD, Scorecard, scorecard
from compliance.screening.engine.screening import find_hits

_REMEMBERED = 200_000
_LIGHT = 0.12  # a word of less weight is counted as if every name had it: it says too little to be looked up
_ROUNDING = 1e-3
# Less of the customer's weight is never enough, unless a whole name of two telling words stands in it.
_LEAST = 1 / (1 + (1 / retrieve.MIN_ESTIMATE - 1) / retrieve.EXTRA) - _ROUNDING
_WHOLE = 2 * TELLING * retrieve.CONTAINED - _ROUNDING


class _Way(NamedTuple):
    """A way to listed names: in how much each agrees at most, and any of them."""

    top: float
    names: Mapping[int, float]

    @classmethod
    def to(cls, names: Mapping[int, float]) -> _Way:
        return cls(max(names.values(), default=0.0), names)


_NO_WAY = _Way(0.0, {})


class _Word(NamedTuple):
    """A customer's word: what it weighs in a search, its way to listed names, and in how much it agrees with any
    name where that is too little to tell them apart.
    """

    weight: float
    way: _Way
    anywhere: float


class Changes:
    """Some parties of an index. `index` is to be screened with for whomever they `may_touch`."""

    def __init__(self, whole: Index, keys: Collection[str]) -> None:
        self.index = narrowed(whole, keys)
        self._few = of_few_words(self.index)
        self._fewest = of_found_words(self.index)
        self._few.spellings.unpack()
        self._few.spoken.unpack()
        self._addresses = frozenset(np.unique(self.index["addr_words"][places(self.index)]).tolist())
        self._listed: list[float] = self.index["name_total"].tolist()
        self._telling: list[int] = self.index["name_telling"].tolist()
        self._weights: list[float] = self.index["word_weight"].tolist()
        found = np.flatnonzero(is_found(self.index)).tolist()
        self._found = {word: self._names_with(word) for word in found}
        self._found_written = dict(self._written(found))
        self._beginnings = frozenset(
            word[:end] for word in map(self.index.word, found) for end in range(1, len(word))
        )
        self._words: dict[tuple[str, float, bool], _Word] = {}
        self._names: dict[str, list[Name]] = {}
        self._texts: dict[str, bool] = {}
        self._scores: dict[tuple[str, Scorecard], float] = {}

    def look_ahead(self, profiles: Iterable[Profile]) -> None:
        """What will be asked of these profiles is worked out for all at once, which is quicker than one by one."""
        texts = {text for profile in profiles for text in (profile.name, profile.administrator)}
        self._names = {text: read(text, self.index.rarity) for text in texts - self._texts.keys()}
        names = [name for names in self._names.values() for name in names if not name.vowelless]
        near.look_ahead(self._few, [word for name in names for word in name.words])

    def may_touch(self, profile: Profile) -> bool:
        """False only if a search for this profile finds none of these parties, not even below the threshold."""
        return (
            self._by_text(profile.name)
            or self._by_text(profile.administrator)
            or self._at_the_address(profile)
        )

    def best_score(
        self,
        profile: Profile,
        *,
        threshold: float = SHIPPED_THRESHOLD,
        weights: Mapping[str, float] | None = None,
    ) -> float:
        """Of these parties for this profile, as `screen` has it but without the reasons; 1 if the search was
        not complete.
        """
        card, place = scorecard(threshold, weights), profile.address
        best = max(self._best_alone(profile.name, card), self._best_alone(profile.administrator, card))
        if self._at_the_address(profile):
            where = find_addresses(self.index, place.as_line(), place.country)
            best = max(best, self._best(profile.name, where, card))
        return best

    def _best_alone(self, text: str, card: Scorecard) -> float:
        """Of a name wherever it is. An address only adds to that."""
        if not self._by_text(text):
            return 0.0
        known = self._scores.get((text, card))
        if known is None:
            known = _remember(self._scores, (text, card), self._best(text, [], card))
        return known

    def _best(self, text: str, where: list[AddressHit], card: Scorecard) -> float:
        index = self.index if is_vowelless(text) else self._few
        hits, is_cut = find_hits(index, text, where, card, names=self._read(text))
        return max([float(is_cut), *(hit.score for hit in hits.values())])

    def _at_the_address(self, profile: Profile) -> bool:
        if not self._addresses:
            return False
        place = profile.address
        asked = set(map(word_hash, address_words(place.as_line(), place.country)))
        return len(asked & self._addresses) >= max(MIN_SHARED, len(asked) / 2)

    def _by_text(self, text: str) -> bool:
        known = self._texts.get(text)
        if known is None:
            known = _remember(self._texts, text, any(map(self._may_agree, self._read(text))))
        return known

    def _read(self, text: str) -> list[Name]:
        return self._names.get(text) or read(text, self.index.rarity)

    def _may_agree(self, name: Name) -> bool:
        """Could a name agree in enough weight to be aligned? As `retrieve` estimates, at the best."""
        total, anywhere, top = 0.0, _ROUNDING, 0.0
        ways: list[_Way] = []
        for key in zip(name.words, name.weights, repeat(name.vowelless)):
            weight, way, slight = self._words.get(key) or _remember(self._words, key, self._look_up(*key))
            total += weight
            anywhere += slight
            if way.names:
                ways.append(way)
                top += way.top
        if _estimate(anywhere, total, 0.0) >= retrieve.MIN_ESTIMATE:
            return True  # a name of hardly more than words that say little
        for way in self._other_ways(name):
            ways.append(way)
            top += way.top
        enough = min(_LEAST * total, _WHOLE) - anywhere
        if top < enough:
            return False
        names = [way.names for way in ways]
        for row in _in_reach(ways, enough):
            mass = sum([agreed[row] for agreed in names if row in agreed])
            if mass >= enough and self._is_near(row, mass + anywhere, total):
                return True
        return False

    def _is_near(self, row: int, mass: float, total: float) -> bool:
        listed = self._listed[row]
        if mass >= retrieve.CONTAINED * listed and self._telling[row] >= 2:
            return True
        return _estimate(mass, total, listed) >= retrieve.MIN_ESTIMATE

    def _other_ways(self, name: Name) -> Iterator[_Way]:
        """Through two words that are a listed one together, and through the last as the beginning of one."""
        for left, right in pairwise(name.written):
            together = left + right
            if together in self._found_written:
                yield self._way_through(self._found_written[together])
            elif name.vowelless and words.CANONICAL.get(together, together) not in self.index.word_ids:
                alike, _ = near.look_up(self._fewest, together, vowelless=True)
                yield from map(self._way_through, self._found.keys() & alike.tolist())
        if name.words[-1] in self._beginnings:
            yield from map(self._way_through, near.begun(self.index, name.words[-1]).tolist())

    def _written(self, found: list[int]) -> Iterator[tuple[str, int]]:
        """Each way to write one of these words together."""
        for number in found:
            word = self.index.word(number)
            for spelling in (word, *words.WRITTEN.get(word, ())):
                if words.CANONICAL.get(spelling, spelling) == word:
                    yield spelling, number

    def _way_through(self, word: int) -> _Way:
        return _Way.to(dict.fromkeys(self._found.get(word, ()), self._weights[word]))

    def _look_up(self, word: str, weight: float, vowelless: bool) -> _Word:
        ids, grains = near.kin_of(self._few, word, vowelless)
        halves = near.find_halves(self.index, word)
        numbers = ids.tolist()
        likeness = [grain / near.GRAIN for grain in grains.tolist()]
        weighs = weight
        if numbers and near.MEANT <= likeness[0] < 1:
            meant = [
                self._weights[each]
                for each, like in zip(numbers, likeness, strict=True)
                if like >= near.MEANT
            ]
            weighs = min(weight, min(meant) + MEANT_ROOM)
        if weighs < _LIGHT and not halves:
            return _Word(weighs, _NO_WAY, weighs)
        names = self._agreeing(zip(numbers, likeness, strict=True), weighs)
        self._add_halves(names, halves, weight)
        return _Word(weighs, _Way.to(names) if names else _NO_WAY, 0.0)

    def _agreeing(self, alike: Iterable[tuple[int, float]], weight: float) -> dict[int, float]:
        """The names with words as like as that to one of this weight, and in how much each agrees at most."""
        names: dict[int, float] = {}
        for word, likeness in alike:
            if word in self._found:
                agrees = min(self._weights[word], weight) * likeness
                for row in self._found[word]:
                    names[row] = max(agrees, names.get(row, 0.0))
        return names

    def _add_halves(
        self, names: dict[int, float], halves: Iterable[tuple[int, int, float]], weight: float
    ) -> None:
        for left, right, share in halves:  # each is a way in of its own
            for half, part in ((left, share), (right, 1 - share)):
                for row in self._found.get(half, ()):
                    names[row] = names.get(row, 0.0) + weight * part

    def _names_with(self, word: int) -> list[int]:
        start, end = self.index["post_at"][word : word + 2].tolist()
        return self.index["post_names"][start:end].tolist()


def _in_reach(ways: list[_Way], enough: float) -> set[int]:
    """The names that may agree in so much by all of these ways. What only the lightest ways lead to cannot."""
    rows: set[int] = set()
    for way in sorted(ways, key=_top):
        enough -= way.top
        if enough <= 0:
            rows.update(way.names)
    return rows


_top = itemgetter(0)


def _remember[K, V](memory: dict[K, V], key: K, value: V) -> V:
    if len(memory) >= _REMEMBERED:
        memory.clear()
    memory[key] = value
    return value


def _estimate(mass: float, total: float, listed: float) -> float:
    """As `retrieve` orders names, at most, for a name that weighs so much; more agreement is never less."""
    mass = min(mass, max(total, _ROUNDING))
    return mass / (mass + retrieve.EXTRA * (total - mass) + retrieve.MISSING * max(listed - mass, 0.0))
