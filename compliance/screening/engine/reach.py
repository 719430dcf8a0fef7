"""Which of many names could agree with a listed one in enough weight to be aligned? Told for all of them at once.

A word of a name is a way to the listed names that have one near it; so are two words that are a listed one together,
the halves of a word, and the beginning of one. Along each way a listed name agrees in some weight at most. Added up,
that is what `retrieve` estimates it by, or more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import pairwise, repeat
from typing import NamedTuple

import numpy as np

from compliance.screening.engine import near, retrieve, words
from compliance.screening.engine.index import Array, Index, expand
from compliance.screening.engine.kin import GRAIN, look_up_all
from compliance.screening.engine.names import Name
from compliance.screening.engine.narrowing import is_found, of_few_words, of_found_words
from compliance.screening.engine.query import MEANT_ROOM
from compliance.screening.engine.rarity import TELLING

_LIGHT = 0.12  # a word of less weight is counted as if every name had it: it says too little to be looked up
_ROUNDING = 1e-3
# Less of the customer's weight is never enough, unless a whole name of two telling words stands in it.
_LEAST = 1 / (1 + (1 / retrieve.MIN_ESTIMATE - 1) / retrieve.EXTRA) - _ROUNDING
_WHOLE = 2 * TELLING * retrieve.CONTAINED - _ROUNDING
_REMEMBERED = 100_000

type _Word = tuple[str, float, bool]  # as written, what it weighs, and whether its name has no vowels


class _Steps(NamedTuple):
    """Each leads from a word, or a name, through a listed word to the names that have it, which agree in so much."""

    start: Array
    through: Array
    agreed: Array

    @classmethod
    def of(cls, steps: Sequence[tuple[int, int, float]]) -> _Steps:
        start, through, agreed = zip(*steps, strict=True) if steps else ((), (), ())
        return cls(np.array(start, int), np.array(through, int), np.array(agreed, float))

    def which(self, kept: Array) -> _Steps:
        return _Steps(self.start[kept], self.through[kept], self.agreed[kept])


class _Looked(NamedTuple):
    """What is known of some words: what each weighs in a search; in how much of it any name may agree, where that is
    too little to tell names apart; the steps to what is near it, and to its halves.
    """

    weighs: Array
    anywhere: Array
    near: _Steps
    halves: _Steps


class Reach:
    """What names reach in a narrowed index. `few` is that index to look words up in."""

    def __init__(self, index: Index) -> None:
        self.few = of_few_words(index)
        self._index, self._fewest = index, of_found_words(index)
        self._is_found = is_found(index)
        self._weights = index["word_weight"].astype(float)
        self._halves = lru_cache(_REMEMBERED)(partial(near.find_halves, index))
        found = self._is_found.nonzero()[0].tolist()
        self._written = dict(_spellings(index, found))
        self._beginnings = frozenset(
            word[:end] for word in map(index.word, found) for end in range(1, len(word))
        )

    def of(self, names: Sequence[Name]) -> Array:
        """For each of these names: False only if no listed one agrees with it in enough."""
        owner, word, asked = _words_of(names)
        looked = self._look_up(asked)
        total = np.bincount(owner, looked.weighs[word], len(names))
        anywhere = np.bincount(owner, looked.anywhere[word], len(names)) + _ROUNDING
        # A name of hardly more than words that say little may agree with any.
        is_reached = _estimate(anywhere, total, 0.0) >= retrieve.MIN_ESTIMATE
        enough = np.where(is_reached, np.inf, np.minimum(_LEAST * total, _WHOLE) - anywhere)
        others = _Steps.of(list(self._other_ways(names)))
        name, row, mass = self._add_up(self._steps(owner, word, looked, others, enough))
        is_near = mass >= enough[name]
        is_near[is_near] = self._is_near(row[is_near], (mass + anywhere[name])[is_near], total[name[is_near]])
        is_reached[name[is_near]] = True
        return is_reached

    def _is_near(self, row: Array, mass: Array, total: Array) -> Array:
        """Would `retrieve` align these listed names with names that weigh so much, of which they agree in so much?"""
        listed = self._index["name_total"][row]
        is_whole = (mass >= retrieve.CONTAINED * listed) & (self._index["name_telling"][row] >= 2)
        return is_whole | (_estimate(mass, total, listed) >= retrieve.MIN_ESTIMATE)

    def _steps(self, owner: Array, word: Array, looked: _Looked, others: _Steps, enough: Array) -> _Steps:
        """The steps of each name that may reach enough by the heaviest of every way."""
        top = np.zeros(len(looked.weighs))
        np.maximum.at(top, looked.near.start, looked.near.agreed)
        np.add.at(top, looked.halves.start, looked.halves.agreed)
        tops = np.bincount(owner, top[word], len(enough))
        tops += np.bincount(others.start, others.agreed, len(enough))
        may = tops >= enough
        owner, word = owner[may[owner]], word[may[owner]]
        return _joined(
            _followed(owner, word, looked.near),
            _followed(owner, word, looked.halves),
            others.which(may[others.start]),
        )

    def _add_up(self, steps: _Steps) -> tuple[Array, Array, Array]:
        """Pairs of a name and a listed one, and in how much they agree by all steps together."""
        at = self._index["post_at"]
        first = at[steps.through]
        counts = at[steps.through + 1] - first
        rows = self._index["post_names"][expand(first, counts)].astype(np.int64)
        pairs = np.repeat(steps.start, counts) * self._index.name_count + rows
        order = pairs.argsort(kind="stable")
        pairs, agreed = pairs[order], np.repeat(steps.agreed, counts)[order]
        starts = np.flatnonzero(np.diff(pairs, prepend=-1))
        mass = np.add.reduceat(agreed, starts) if len(starts) else agreed
        return *np.divmod(pairs[starts], self._index.name_count), mass

    def _look_up(self, asked: Sequence[_Word]) -> _Looked:
        starts, through, likeness = self._near(asked)
        weights = np.array([weight for _, weight, _ in asked])
        weighs = self._weighs(weights, starts, through, likeness)
        halves = [
            (number, half, weight * part)
            for number, (word, weight, _) in enumerate(asked)
            for left, right, share in self._halves(word)
            for half, part in ((left, share), (right, 1 - share))
        ]
        is_light = weighs < _LIGHT
        is_light[[number for number, _, _ in halves]] = False
        kept = self._is_found[through] & ~is_light[starts]
        starts, through, likeness = starts[kept], through[kept], likeness[kept]
        agreed = np.minimum(self._weights[through], weighs[starts]) * likeness
        found = [half for half in halves if self._is_found[half[1]]]
        return _Looked(
            weighs, np.where(is_light, weighs, 0.0), _Steps(starts, through, agreed), _Steps.of(found)
        )

    def _near(self, asked: Sequence[_Word]) -> tuple[Array, Array, Array]:
        """The number of a word, all of one together; a listed word near it, best first; how like."""
        parts = []
        for vowelless in (False, True):
            some = [number for number, each in enumerate(asked) if each[2] is vowelless]
            owners, ids, grains = near.kin_of_all(self.few, [asked[number][0] for number in some], vowelless)
            parts.append((np.array(some, int)[owners], ids, grains))
        numbers, ids, grains = (np.concatenate(each) for each in zip(*parts, strict=True))
        return numbers, ids, grains / GRAIN

    def _weighs(self, weights: Array, starts: Array, through: Array, likeness: Array) -> Array:
        """A word that may be misspelled weighs what is meant by it, as in `query.prepare`."""
        firsts = np.flatnonzero(np.diff(starts, prepend=-1))
        lightest = np.where(likeness >= near.MEANT, self._weights[through], np.inf)
        lightest = np.minimum.reduceat(lightest, firsts) if len(firsts) else lightest
        is_meant = (likeness[firsts] >= near.MEANT) & (likeness[firsts] < 1)
        weighs, which = weights.copy(), starts[firsts[is_meant]]
        weighs[which] = np.minimum(weighs[which], lightest[is_meant] + MEANT_ROOM)
        return weighs

    def _other_ways(self, names: Sequence[Name]) -> Iterator[tuple[int, int, float]]:
        """Through two words that are a listed one together, and through the last as the beginning of one."""
        written = self._written
        for number, name in enumerate(names):
            for left, right in pairwise(name.written):
                together = left + right
                if together in written:
                    yield number, written[together], self._weights[written[together]]
                elif name.vowelless and words.CANONICAL.get(together, together) not in self._index.word_ids:
                    alike = look_up_all(self._fewest, [together], vowelless=True)
                    yield from self._through(number, alike.ids)
            if name.words[-1] in self._beginnings:
                yield from self._through(number, near.begun(self._index, name.words[-1]))

    def _through(self, number: int, alike: Array) -> Iterator[tuple[int, int, float]]:
        found = alike[self._is_found[alike]]
        return zip(repeat(number), found.tolist(), self._weights[found].tolist())


def _words_of(names: Sequence[Name]) -> tuple[Array, Array, list[_Word]]:
    """The words of these names: to which name each belongs, which it is of the different ones, and those."""
    numbers: dict[_Word, int] = {}
    each = [
        numbers.setdefault(word, len(numbers))
        for name in names
        for word in zip(name.words, name.weights, repeat(name.vowelless))
    ]
    owner = np.repeat(np.arange(len(names)), [len(name.words) for name in names])
    return owner, np.array(each, int), list(numbers)


def _spellings(index: Index, found: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Each way to write one of these words together."""
    for number in found:
        word = index.word(number)
        for spelling in (word, *words.WRITTEN.get(word, ())):
            if words.CANONICAL.get(spelling, spelling) == word:
                yield spelling, number


def _followed(owner: Array, word: Array, steps: _Steps) -> _Steps:
    """The steps from words, as steps from the names that have the words."""
    order = steps.start.argsort(kind="stable")
    steps = steps.which(order)
    first, last = steps.start.searchsorted(word), steps.start.searchsorted(word, "right")
    places = expand(first, last - first)
    return _Steps(np.repeat(owner, last - first), steps.through[places], steps.agreed[places])


def _joined(*parts: _Steps) -> _Steps:
    return _Steps(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def _estimate(mass: Array, total: Array, listed: Array | float) -> Array:
    """As `retrieve` orders names, at most, for a name that weighs so much; more agreement is never less."""
    mass = np.minimum(mass, np.maximum(total, _ROUNDING))
    return mass / (mass + retrieve.EXTRA * (total - mass) + retrieve.MISSING * np.maximum(listed - mass, 0.0))
