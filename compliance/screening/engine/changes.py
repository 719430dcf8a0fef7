"""Whom may some listed parties touch? After a change of the lists only they are compared with every customer.

Compared in the whole index, narrowed to these parties: words lie as near and weigh as much as in a full run, so
that a pair scores the same, bit for bit. Most customers share too little with them for any name to be aligned
(`reach`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np

from compliance.profile import Profile
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
from compliance.screening.engine.narrowing import narrowed, places
from compliance.screening.engine.reach import Reach
from compliance.screening.engine.score import SHIPPED_THRESHOLD, Scorecard, scorecard
from compliance.screening.engine.screening import find_hits

_REMEMBERED = 200_000


class Changes:
    """Some parties of an index. `index` is to be screened with for whomever they `may_touch`."""

    def __init__(self, whole: Index, keys: Collection[str]) -> None:
        self.index = narrowed(whole, keys)
        self._reach = Reach(self.index)
        self._addresses = frozenset(np.unique(self.index["addr_words"][places(self.index)]).tolist())
        self._names: dict[str, list[Name]] = {}
        self._texts: dict[str, bool] = {}
        self._scores: dict[tuple[str, Scorecard], float] = {}

    def look_ahead(self, profiles: Iterable[Profile]) -> None:
        """What will be asked of these profiles is worked out for all at once, which is quicker than one by one."""
        texts = {text for profile in profiles for text in (profile.name, profile.administrator)}
        if len(self._texts) >= _REMEMBERED:
            self._texts.clear()
        unknown = list(texts - self._texts.keys())
        readings = [read(text, self.index.rarity) for text in unknown]
        self._names = dict(zip(unknown, readings, strict=True))
        reached = self._reach.of([name for names in readings for name in names]).tolist()
        owners = [text for text, names in self._names.items() for _ in names]
        self._texts |= dict.fromkeys(unknown, False)
        self._texts |= {text: True for text, is_reached in zip(owners, reached, strict=True) if is_reached}

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
        index = self.index if is_vowelless(text) else self._reach.few
        hits, is_cut = find_hits(index, text, where, card, names=self._read(text))
        return max([float(is_cut), *(hit.score for hit in hits.values())])

    def _at_the_address(self, profile: Profile) -> bool:
        if not self._addresses:
            return False
        place = profile.address
        asked = set(map(word_hash, address_words(place.as_line(), place.country)))
        return len(asked & self._addresses) >= max(MIN_SHARED, len(asked) / 2)

    def _by_text(self, text: str) -> bool:
        if text not in self._texts:
            names = read(text, self.index.rarity)
            _remember(self._texts, text, bool(self._reach.of(names).any()))
        return self._texts[text]

    def _read(self, text: str) -> list[Name]:
        return self._names.get(text) or read(text, self.index.rarity)


def _remember[K, V](memory: dict[K, V], key: K, value: V) -> V:
    if len(memory) >= _REMEMBERED:
        memory.clear()
    memory[key] = value
    return value
