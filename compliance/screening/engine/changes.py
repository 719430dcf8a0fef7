"""Whom may some listed parties touch? After a change of the lists only they are compared with every customer.

Compared in the whole index, narrowed to these parties: words lie as near and weigh as much as in a full run, so
that a pair scores the same, bit for bit. Most customers share too little with them for any name to be aligned;
that is seen word by word, from answers that are remembered for all customers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from compliance.profile import Profile
from compliance.screening.engine import near, retrieve, words
from compliance.screening.engine.addresses import MIN_SHARED, address_words, find_addresses, word_hash
from compliance.screening.engine.index import Array, Index
from compliance.screening.engine.names import Name, read
from compliance.screening.engine.query import MEANT_ROOM
from compliance.screening.engine.rarity import TELLING
from compliance.screening.engine.score import SHIPPED_THRESHOLD, scorecard
from compliance.screening.engine.screening import find_hits

_REMEMBERED = 200_000
_LIGHT = 0.12  # a word of less weight is counted as if every name had it: it says too little to be looked up
_ROUNDING = 1e-3
# Less of the customer's weight is never enough, unless a whole name of two telling words stands in it.
_LEAST = 1 / (1 + (1 / retrieve.MIN_ESTIMATE - 1) / retrieve.EXTRA) - _ROUNDING
_WHOLE = 2 * TELLING * retrieve.CONTAINED - _ROUNDING


class _Word(NamedTuple):
    """A customer's word: what it weighs in a search, in how much it agrees with each of the listed names, and
    with any name at most where that is too little to tell them apart.
    """

    weight: float
    names: Mapping[int, float]
    anywhere: float


class Changes:
    """Some parties of an index. `index` is to be screened with for whomever they `may_touch`."""

    def __init__(self, whole: Index, keys: Collection[str]) -> None:
        self.index = narrowed(whole, keys)
        self._addresses = frozenset(np.unique(self.index["addr_words"][_places(self.index)]).tolist())
        self._listed: list[float] = self.index["name_total"].tolist()
        self._telling: list[int] = self.index["name_telling"].tolist()
        self._words: dict[tuple[str, float], _Word] = {}

    def may_touch(self, profile: Profile) -> bool:
        """False only if a search for this profile finds none of these parties, not even below the threshold."""
        return self._at_the_address(profile) or any(
            self._by_name(name)
            for text in (profile.name, profile.administrator)
            for name in read(text, self.index.rarity)
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
        where = find_addresses(self.index, place.as_line(), place.country)
        best = 0.0
        for text, near_by in ((profile.name, where), (profile.administrator, [])):
            hits, is_cut = find_hits(self.index, text, near_by, card)
            best = max([best, float(is_cut), *(hit.score for hit in hits.values())])
        return best

    def _at_the_address(self, profile: Profile) -> bool:
        if not self._addresses:
            return False
        asked = {
            word_hash(word) for word in address_words(profile.address.as_line(), profile.address.country)
        }
        return len(asked & self._addresses) >= max(MIN_SHARED, len(asked) / 2)

    def _by_name(self, name: Name) -> bool:
        """Could a name agree in enough weight to be aligned? As `retrieve` estimates, at the best."""
        if name.vowelless:
            return True
        agreed: dict[int, float] = {}
        total, anywhere = 0.0, _ROUNDING
        for word in self._words_of(name):
            total += word.weight
            anywhere += word.anywhere
            for row, weight in word.names.items():
                agreed[row] = agreed.get(row, 0.0) + weight
        if _estimate(anywhere, total, 0.0) >= retrieve.MIN_ESTIMATE:
            return True  # a name of hardly more than words that say little
        enough = min(_LEAST * total, _WHOLE) - anywhere
        return any(
            mass >= enough and self._is_near(row, mass + anywhere, total) for row, mass in agreed.items()
        )

    def _is_near(self, row: int, mass: float, total: float) -> bool:
        listed = self._listed[row]
        if mass >= retrieve.CONTAINED * listed and self._telling[row] >= 2:
            return True
        return _estimate(mass, total, listed) >= retrieve.MIN_ESTIMATE

    def _words_of(self, name: Name) -> Iterator[_Word]:
        for word, weight in zip(name.words, name.weights, strict=True):
            known = self._words.get((word, weight))
            if known is None:
                if len(self._words) >= _REMEMBERED:
                    self._words.clear()
                known = self._words[word, weight] = self._look_up(word, weight)
            yield known
        for left, right in zip(name.written, name.written[1:], strict=False):
            together = self.index.word_ids.get(words.CANONICAL.get(left + right, left + right))
            if together is not None:
                weight = float(self.index["word_weight"][together])
                yield _Word(0.0, dict.fromkeys(self._names_with(together), weight), 0.0)
        for begun in near.begun(self.index, name.words[-1]).tolist():
            weight = float(self.index["word_weight"][begun])
            yield _Word(0.0, dict.fromkeys(self._names_with(begun), weight), 0.0)

    def _look_up(self, word: str, weight: float) -> _Word:
        (like,) = near.find_near(self.index, [word])
        weighs = min(weight, like.meant + MEANT_ROOM) if like.alike else weight
        if weighs < _LIGHT and not like.halves:
            return _Word(weighs, {}, weighs)
        names: dict[int, float] = {}
        agreed = (np.minimum(like.weights, weighs) * like.likeness).tolist()
        for listed, agrees in zip(like.alike, agreed, strict=True):
            for row in self._names_with(listed):
                names[row] = max(agrees, names.get(row, 0.0))
        for left, right, share in like.halves:  # each is a way in of its own
            for half, part in ((left, share), (right, 1 - share)):
                for row in self._names_with(half):
                    names[row] = names.get(row, 0.0) + weight * part
        return _Word(weighs, names, 0.0)

    def _names_with(self, word: int) -> list[int]:
        start, end = self.index["post_at"][word : word + 2].tolist()
        return self.index["post_names"][start:end].tolist()


def _estimate(mass: float, total: float, listed: float) -> float:
    """As `retrieve` orders names; more agreement is never less."""
    mass = min(mass, max(total, _ROUNDING))
    return mass / (mass + retrieve.EXTRA * (total - mass) + retrieve.MISSING * max(listed - mass, 0.0))


def narrowed(index: Index, keys: Collection[str]) -> Index:
    """The index in which only these parties can be found; all else is shared with the whole one."""
    wanted = frozenset(keys)
    listed = index.entry_keys
    is_wanted = np.array([listed[number] in wanted for number in range(len(listed))], bool)
    arrays = dict(index.arrays)
    for at, post, owners in (
        ("post_at", "post_names", "name_entry"),
        ("addr_post_at", "addr_post", "addr_entry"),
    ):
        arrays[at], arrays[post] = _only(index[at], index[post], is_wanted[index[owners]])
    return replace(index, arrays=arrays)


def _only(at: Array, post: Array, is_wanted: Array) -> tuple[Array, Array]:
    """Postings of the wanted rows alone, and where those of each word begin."""
    kept = is_wanted[post]
    before = np.concatenate([[0], np.cumsum(kept)])
    return before[at].astype(at.dtype), post[kept]


def _places(index: Index) -> Array:
    """Where in `addr_words` the words of the addresses stand that can be found."""
    rows = np.unique(index["addr_post"])
    at = index["addr_at"]
    return retrieve.expand(at[rows], at[rows + 1] - at[rows])
