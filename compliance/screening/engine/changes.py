"""Whom may some listed parties touch? After a change of the lists only they are compared with every customer.

Compared in the whole index, narrowed to these parties: words lie as near and weigh as much as in a full run, so
that a pair scores the same, bit for bit. Most customers share too little with them for any name to be aligned
(`reach`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import compress
from typing import Any

import numpy as np

from compliance.profile import PostalAddress, Profile
from compliance.screening.engine import near
from compliance.screening.engine.addresses import (
    MIN_SHARED,
    AddressHit,
    address_words,
    find_addresses,
    word_hash,
)
from compliance.screening.engine.fold import is_vowelless
from compliance.screening.engine.index import Index
from compliance.screening.engine.names import Name, read, restored
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
        self._address_words: dict[PostalAddress, Sequence[str]] = {}
        self._texts: dict[str, bool] = {}
        self._scores: dict[tuple[str, Scorecard], float] = {}

    def look_ahead(self, asked: Iterable[tuple[Profile, Mapping[str, Any]]]) -> None:
        """What will be asked of these profiles is worked out for all at once, which is quicker than one by one. Each
        comes with what a search of this engine has `normalised` it to, or with nothing.
        """
        if len(self._texts) >= _REMEMBERED:
            self._texts.clear()
        self._names, self._address_words = {}, {}
        for profile, stored in asked:
            if stored:
                self._address_words[profile.address] = stored["address"]
            for field, text in (("name", profile.name), ("administrator", profile.administrator)):
                if text not in self._texts:
                    self._names[text] = self._read_again(text, field, stored)
        names = [(text, name) for text, names in self._names.items() for name in names]
        is_reached = self._reach.of([name for _, name in names]).tolist()
        reached = list(compress(names, is_reached))
        self._texts |= dict.fromkeys(self._names, False) | {text: True for text, _ in reached}
        # Those without vowels are searched in the whole index.
        near.look_ahead(
            self.index, (w for _, name in reached if name.vowelless for w in name.words), vowelless=True
        )

    def _read_again(self, text: str, field: str, stored: Mapping[str, Any]) -> list[Name]:
        if "written" not in stored or is_vowelless(text):
            return read(text, self.index.rarity)
        return restored(zip(stored[field], stored["written"][field], strict=True), self.index.rarity)

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
        card = scorecard(threshold, weights)
        best = max(self._best_alone(profile.name, card), self._best_alone(profile.administrator, card))
        if self._at_the_address(profile):
            where = find_addresses(self.index, self._words_of(profile.address))
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
        hits, is_cut = find_hits(index, self._read(text), where, card)
        return max([float(is_cut), *(hit.score for hit in hits.values())])

    def _at_the_address(self, profile: Profile) -> bool:
        if not self._addresses:
            return False
        asked = set(map(word_hash, self._words_of(profile.address)))
        return len(asked & self._addresses) >= max(MIN_SHARED, len(asked) / 2)

    def _words_of(self, place: PostalAddress) -> Sequence[str]:
        words = self._address_words.get(place)
        return address_words(place.as_line(), place.country) if words is None else words

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
