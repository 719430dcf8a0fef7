"""What a matcher finds, what it raises falsely, and how fast: the numbers of the table, from its answers
alone.
"""

from __future__ import annotations

import csv
import gzip
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

type Screen = Callable[[str, str, str], list[tuple[str, float]]]

NOT_FOUND = -1.0


@dataclass(slots=True)
class Run:
    """Scores of one matcher on labelled queries; `positives` by kind of change."""

    positives: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    ordinary: list[float] = field(default_factory=list)
    hard: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)  # CPU time of each query, in the order asked
    passes: list[list[float]] = field(
        default_factory=list
    )  # the same for each pass, where there were several

    def scores(self) -> list[float]:
        return [score for scores in self.positives.values() for score in scores]


def read_queries(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(screen: Screen, queries: Iterable[dict[str, str]]) -> Run:
    """All queries asked once, in order, with the CPU time of each."""
    measured = Run()
    for query in queries:
        start = time.process_time_ns()
        answers = screen(query["name"], query["country"], query["address"])
        measured.milliseconds.append((time.process_time_ns() - start) / 1e6)
        if query["label"] == "1":
            targets = set(query["targets"].split("|"))
            found = max((score for party, score in answers if party in targets), default=NOT_FOUND)
            measured.positives[query["transform"]].append(found)
        else:
            best = answers[0][1] if answers else 0.0
            (measured.hard if query["group"].startswith("hard") else measured.ordinary).append(best)
    return measured


def run_often(make: Callable[[], Screen], queries: Sequence[dict[str, str]], *, passes: int) -> Run:
    """All queries asked several times, each time of a matcher that was newly made; a query's time is the median of its
    own: a machine that others use, too, is slower by half in some seconds than in others.
    """
    return middle([run(make(), queries) for _ in range(passes)])


def middle(runs: Sequence[Run]) -> Run:
    """Several runs of the same queries as one."""
    spent = [times for each in runs for times in each.passes or [each.milliseconds]]
    return replace(runs[0], milliseconds=[median(times) for times in zip(*spent, strict=True)], passes=spent)


def recall_at(measured: Run, false_alarms: float) -> float:
    """Recall at the lowest threshold that sends at most this share of ordinary customers to review."""
    alarms = sorted(measured.ordinary, reverse=True)
    return share_above(measured.scores(), alarms[int(len(alarms) * false_alarms)])


def alarms_at(measured: Run, recall: float) -> float:
    """Share of ordinary customers sent to review at the highest threshold with this recall; 1 if it is
    never reached.
    """
    found = sorted(measured.scores(), reverse=True)
    threshold = found[min(-(-int(len(found) * recall * 1000) // 1000), len(found)) - 1]
    return 1.0 if threshold == NOT_FOUND else share_from(measured.ordinary, threshold)


def best_f1(measured: Run) -> tuple[float, float]:
    """The best F1 over all thresholds, and where it lies."""
    found, best = measured.scores(), (0.0, 0.0)
    for threshold in sorted({score for score in found if score > NOT_FOUND}):
        hits = sum(score >= threshold for score in found)
        alarms = sum(score >= threshold for score in measured.ordinary)
        best = max(best, (2 * hits / (hits + alarms + len(found)), threshold))
    return best


def share_above(scores: list[float], threshold: float) -> float:
    return sum(score > threshold for score in scores) / max(len(scores), 1)


def share_from(scores: list[float], threshold: float) -> float:
    return sum(score >= threshold for score in scores) / max(len(scores), 1)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else 0.0


def summary(measured: Run) -> dict[str, float]:
    """The rows that every matcher has."""
    f1, threshold = best_f1(measured)
    spent = sum(measured.milliseconds)
    return {
        "recall at 1 % false alarms": recall_at(measured, 0.01),
        "recall at 0.5 % false alarms": recall_at(measured, 0.005),
        "false alarms at recall 0.95": alarms_at(measured, 0.95),
        "false alarms at recall 0.98": alarms_at(measured, 0.98),
        "best F1": f1,
        "  at threshold": threshold,
        "screens per CPU second": 1000 * len(measured.milliseconds) / spent,
        "CPU p50, ms": percentile(measured.milliseconds, 0.5),
        "CPU p99, ms": percentile(measured.milliseconds, 0.99),
    }


def recall_by_kind(measured: Run, false_alarms: float = 0.01) -> dict[str, tuple[float, int]]:
    """Per kind of change: recall at this share of false alarms, and how many queries there are."""
    threshold = sorted(measured.ordinary, reverse=True)[int(len(measured.ordinary) * false_alarms)]
    kinds = sorted(measured.positives.items(), key=lambda item: -len(item[1]))
    return {kind: (share_above(scores, threshold), len(scores)) for kind, scores in kinds}
