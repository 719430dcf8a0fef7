"""Whom may some listed parties touch? After a change of the lists only they are compared with every customer.

Compared in the whole index, narrowed to these parties: words lie as near and weigh as much as in a full run, so
that a pair scores the same, bit for bit. Most customers share too little with them for any name to be aligned;
that is seen word by word, from answers that are remembered for all customers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
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
from compliance.screening.engine.index import Index
from compliance.screening.engine.names import Name, read
from compliance.screening.engine.narrowing import HEAVY, is_found, narrowed, of_few_words, places
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


class _Word(NamedTuple):
    """A customer's word: what it weighs in a search at least and at most, its way to listed names, and in how much
    it agrees with any name where that is too little to tell them apart.
    """

    least: float
    most: float
    way: _Way
    anywhere: float


class Changes:
    """Some parties of an index. `index` is to be screened with for whomever they `may_touch`."""

    def __init__(self, whole: Index, keys: Collection[str]) -> None:
        self.index = narrowed(whole, keys)
        self._few = of_few_words(self.index)
        self._addresses = frozenset(np.unique(self.index["addr_words"][places(self.index)]).tolist())
        self._listed: list[float] = self.index["name_total"].tolist()
        self._telling: list[int] = self.index["name_telling"].tolist()
        self._weights: list[float] = self.index["word_weight"].tolist()
        found = np.flatnonzero(is_found(self.index)).tolist()
        self._found = frozenset(found)
        self._beginnings = frozenset(
            word[:end] for word in map(self.index.word, found) for end in range(1, len(word))
        )
        self._glances: dict[tuple[str, float], _Word] = {}
        self._words: dict[tuple[str, float], _Word] = {}
        self._texts: dict[str, bool] = {}
        self._scores: dict[tuple[str, Scorecard], float] = {}

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
        hits, is_cut = find_hits(self.index, text, where, card)
        return max([float(is_cut), *(hit.score for hit in hits.values())])

    def _at_the_address(self, profile: Profile) -> bool:
        if not self._addresses:
            return False
        asked = {
            word_hash(word) for word in address_words(profile.address.as_line(), profile.address.country)
        }
        return len(asked & self._addresses) >= max(MIN_SHARED, len(asked) / 2)

    def _by_text(self, text: str) -> bool:
        known = self._texts.get(text)
        if known is None:
            known = _remember(self._texts, text, any(map(self._by_name, read(text, self.index.rarity))))
        return known

    def _by_name(self, name: Name) -> bool:
        """Could a name agree in enough weight to be aligned? Most cannot, which is seen without a search in the
        whole index.
        """
        return name.vowelless or (
            self._may_agree(name, self._glance) and self._may_agree(name, self._look_closely)
        )

    def _may_agree(self, name: Name, ask: Callable[[str, float], _Word]) -> bool:
        """As `retrieve` estimates, at the best."""
        found = list(map(ask, name.words, name.weights))
        least, most = sum([word.least for word in found]), sum([word.most for word in found])
        anywhere = _ROUNDING + sum([word.anywhere for word in found])
        if _estimate(anywhere, least, most, 0.0) >= retrieve.MIN_ESTIMATE:
            return True  # a name of hardly more than words that say little
        ways = [word.way for word in found if word.way.names]
        ways += self._other_ways(name)
        enough = min(_LEAST * least, _WHOLE) - anywhere
        names = [way.names for way in ways]
        for row in _in_reach(ways, enough):
            mass = sum([agreed[row] for agreed in names if row in agreed])
            if mass >= enough and self._is_near(row, mass + anywhere, least, most):
                return True
        return False

    def _is_near(self, row: int, mass: float, least: float, most: float) -> bool:
        listed = self._listed[row]
        if mass >= retrieve.CONTAINED * listed and self._telling[row] >= 2:
            return True
        return _estimate(mass, least, most, listed) >= retrieve.MIN_ESTIMATE

    def _other_ways(self, name: Name) -> Iterator[_Way]:
        """Through two words that are a listed one together, and through the last as the beginning of one."""
        for left, right in zip(name.written, name.written[1:], strict=False):
            together = self.index.word_ids.get(words.CANONICAL.get(left + right, left + right))
            if together in self._found:
                yield self._way_through(together)
        if name.words[-1] in self._beginnings:
            yield from map(self._way_through, near.begun(self.index, name.words[-1]).tolist())

    def _way_through(self, word: int) -> _Way:
        return _Way.to(dict.fromkeys(self._names_with(word), self._weights[word]))

    def _glance(self, word: str, weight: float) -> _Word:
        """Looked up among the words of these parties and those of little weight. So it may mean a heavy word
        unseen, and weighs as much as that or more.
        """
        known = self._glances.get((word, weight))
        if known is None:
            takes_no_search = word in self.index.kin_places
            look = self._look_closely if takes_no_search else self._look_among_few
            known = _remember(self._glances, (word, weight), look(word, weight))
        return known

    def _look_among_few(self, word: str, weight: float) -> _Word:
        found = [
            (listed, grain / near.GRAIN)
            for listed, grain in zip(*(each.tolist() for each in near.look_up(self._few, word)), strict=True)
        ]
        may_be_meant = [self._weights[listed] for listed, likeness in found if likeness >= near.MEANT]
        meant = min([HEAVY, *may_be_meant])
        names = self._agreeing(found, weight)
        self._add_halves(names, near.find_halves(self.index, word), weight)
        return _Word(min(weight, meant + MEANT_ROOM), weight, _Way.to(names), 0.0)

    def _look_closely(self, word: str, weight: float) -> _Word:
        """Looked up in the whole index."""
        known = self._words.get((word, weight))
        if known is None:
            known = _remember(self._words, (word, weight), self._look_up(word, weight))
        return known

    def _look_up(self, word: str, weight: float) -> _Word:
        (like,) = near.find_near(self.index, [word])
        weighs = min(weight, like.meant + MEANT_ROOM) if like.alike else weight
        if weighs < _LIGHT and not like.halves:
            return _Word(weighs, weighs, _Way.to({}), weighs)
        names = self._agreeing(like.alike.items(), weighs)
        self._add_halves(names, like.halves, weight)
        return _Word(weighs, weighs, _Way.to(names), 0.0)

    def _agreeing(self, alike: Iterable[tuple[int, float]], weight: float) -> dict[int, float]:
        """The names with words as like as that to one of this weight, and in how much each agrees at most."""
        names: dict[int, float] = {}
        for word, likeness in alike:
            if word in self._found:
                agrees = min(self._weights[word], weight) * likeness
                for row in self._names_with(word):
                    names[row] = max(agrees, names.get(row, 0.0))
        return names

    def _add_halves(
        self, names: dict[int, float], halves: Iterable[tuple[int, int, float]], weight: float
    ) -> None:
        for left, right, share in halves:  # each is a way in of its own
            for half, part in ((left, share), (right, 1 - share)):
                if half in self._found:
                    for row in self._names_with(half):
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


def _estimate(mass: float, least: float, most: float, listed: float) -> float:
    """As `retrieve` orders names, at most, for a name that weighs so much; more agreement is never less, more
    weight never more.
    """
    mass = min(mass, max(most, _ROUNDING))
    extra = max(least - mass, 0.0)
    return mass / (mass + retrieve.EXTRA * extra + retrieve.MISSING * max(listed - mass, 0.0))
