"""How good is the search? Labelled queries asked of the lists in force, counted at one threshold after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.lists import parties
from compliance.lists.index_store import LoadedIndex
from compliance.models import RestrictedParty, ScreeningSettings
from compliance.screening import engines
from compliance.screening.labelled import LabelledQuery

NOT_FOUND = -1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One query. `reach` is the highest threshold at which it is still found, by the right party if it has
    one; `best` is what came back first at the lowest threshold: entry key and score.
    """

    query: LabelledQuery
    reach: float
    best: tuple[str, float] | None


@dataclass(frozen=True, slots=True)
class Point:
    """What one threshold gives. Shares from 0 to 1; `hard_alarms` are of negatives made to be mistaken."""

    threshold: float
    recall: float
    false_alarms: float
    hard_alarms: float
    f1: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All answers."""

    asked: tuple[Asked, ...]

    def at(self, threshold: float) -> Point:
        """The counts at one threshold within the range that was asked for."""
        found = [each.reach >= threshold for each in self.positives]
        ordinary = [each.reach >= threshold for each in self.negatives if not each.query.is_hard]
        hard = [each.reach >= threshold for each in self.negatives if each.query.is_hard]
        right, wrong = sum(found), sum(ordinary)
        f1 = 2 * right / (right + wrong + len(found)) if found else 0.0
        return Point(threshold, _share(found), _share(ordinary), _share(hard), f1)

    def recall_by_change(self, threshold: float) -> dict[str, tuple[float, int]]:
        """Per kind of change: recall, and how many queries there are; the most frequent first."""
        kinds: dict[str, list[bool]] = defaultdict(list)
        for each in self.positives:
            kinds[each.query.change].append(each.reach >= threshold)
        ordered = sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0]))
        return {kind: (_share(found), len(found)) for kind, found in ordered}

    def misses(self, threshold: float) -> list[Asked]:
        """Those that should have been found, in the order of the file."""
        return [each for each in self.positives if each.reach < threshold]

    @property
    def positives(self) -> list[Asked]:
        """Queries that are a listed party."""
        return [each for each in self.asked if each.query.targets]

    @property
    def negatives(self) -> list[Asked]:
        """Queries that are none."""
        return [each for each in self.asked if not each.query.targets]


def evaluate(
    queries: Iterable[LabelledQuery],
    loaded: LoadedIndex,
    thresholds: Sequence[float],
    *,
    at: datetime,
    on_each: Callable[[], object] = lambda: None,
) -> Evaluation:
    """Ask each query with the weights in force, at the lowest and at the highest of `thresholds`.

    That is enough for all between: a score moves with the threshold only for what is found at every one (the
    same name, the same address), and that is what the highest finds.
    """
    weights = loaded.settings.weights if loaded.settings else {}
    low, high = (
        ScreeningSettings(threshold=each, weights=weights) for each in (min(thresholds), max(thresholds))
    )
    asked = []
    for query in queries:
        asked.append(_ask(query, loaded, low, high, at.date().isoformat()))
        on_each()
    return Evaluation(tuple(asked))


def unlisted(queries: Iterable[LabelledQuery], loaded: LoadedIndex) -> int:
    """How many queries name only parties that are on no list in force, so that they cannot be found."""
    keys: set[str] = set()
    for version in loaded.versions:
        slug = version.restricted_list.slug
        of_list = set(RestrictedParty.objects.of_version(version).values_list("key", flat=True))
        keys |= of_list | {f"{slug}{parties.SEPARATOR}{key}" for key in of_list}
    return sum(bool(query.targets) and not query.targets & keys for query in queries)


def _ask(
    query: LabelledQuery, loaded: LoadedIndex, low: ScreeningSettings, high: ScreeningSettings, on: str
) -> Asked:
    found = engines.screen(loaded.index, query.profile, low, on=on).candidates
    reach = _best_score(query, found)
    if reach > NOT_FOUND:
        at_high = _best_score(query, engines.screen(loaded.index, query.profile, high, on=on).candidates)
        reach = 1.0 if at_high > NOT_FOUND else reach
    best = (found[0].entry_key, found[0].score) if found else None
    return Asked(query, reach, best)


def _best_score(query: LabelledQuery, candidates: Iterable[Any]) -> float:
    """Of the right party; of any for somebody who is on no list."""
    scores = [each.score for each in candidates if not query.targets or _is_target(query, each.entry_key)]
    return max(scores, default=NOT_FOUND)


def _is_target(query: LabelledQuery, entry_key: str) -> bool:
    return entry_key in query.targets or entry_key.partition(parties.SEPARATOR)[2] in query.targets


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 0.0
