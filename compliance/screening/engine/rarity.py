"""How much a word says: next to nothing if half of all customers carry it, much if nobody does.

Weights come from shipped tables alone, never from the index at hand. So a party scores the same in a small
index
(a delta, a test) as in the full one, and a further alias of one party never changes the score of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import log

from compliance.screening.engine import words
from compliance.screening.engine.tables import load_lines

CUSTOMERS, LISTED = 74_800, 14_160  # names counted in the shipped table
COMMON = 3  # customers with a word from which on its neighbours are worked out beforehand
_MOST_CUSTOMERS, _MOST_LISTED = log(CUSTOMERS), log(LISTED * 3)
PEOPLE = 30  # customers whose administrator has a name, for each country in which people are called so
TELLING = 0.2  # a word of this weight says something of who is meant
FORM_WEIGHT = 0.03
FORM_WORD_WEIGHT = 0.08
PARTICLE_WEIGHT = 0.05
_SHORT = {1: 0.16, 2: 0.6, 3: 0.8}


class Rarity:
    """Word weights between `FORM_WEIGHT` and 1.0.

    `own_customers` adds counts of the portal's own customers (word as folded -> names that carry it, out of
    `own_total`).
    """

    def __init__(self, own_customers: Mapping[str, int] | None = None, own_total: int = 0) -> None:
        self._weights: dict[str, float] = {}
        self._own = dict(own_customers or {})
        self._own_total = own_total

    def weight(self, word: str) -> float:
        """The lesser of the rarity among customers and on lists, and less for very short words and
        numbers.
        """
        known = self._weights.get(word)
        if known is None:
            if len(self._weights) > 50_000:
                self._weights.clear()
            known = self._weights[word] = self._compute(word)
        return known

    def weights(self, many: Iterable[str]) -> list[float]:
        known = self._weights
        return [known[word] if word in known else self.weight(word) for word in many]

    def common_words(self) -> list[str]:
        """The words that many customers or people are called by, in alphabetical order."""
        counts = _shipped_counts().items()
        return sorted(
            word for word, (customers, _, countries) in counts if customers >= COMMON or countries > 1
        )

    def _compute(self, word: str) -> float:
        if word in words.PARTICLES or word in words.TITLES or word in words.APPENDED:
            return PARTICLE_WEIGHT
        if word in words.FORM_WORDS:
            return FORM_WORD_WEIGHT
        customers, listed, countries = _shipped_counts().get(word, (0, 0, 0))
        customers = max(customers, PEOPLE * countries)
        if self._own_total:
            customers = max(customers, round(self._own.get(word, 0) * CUSTOMERS / self._own_total))
        rarity = min(1 - log(1 + customers) / _MOST_CUSTOMERS, 1 - log(1 + listed) / _MOST_LISTED)
        if word.isdigit():
            return 0.45 * rarity
        return max(FORM_WEIGHT, rarity * _SHORT.get(len(word), 1.0))


@lru_cache(maxsize=1)
def _shipped_counts() -> dict[str, tuple[int, int, int]]:
    rows = (line.split("\t") for line in load_lines("rarity.tsv.gz"))
    return {
        word: (int(customers), int(listed), int(countries)) for word, customers, listed, countries in rows
    }
