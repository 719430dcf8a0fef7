"""How the review does: waiting times, breaches, false alarms, load (review-queue.md, The desk)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext as _

from compliance.enums import CaseState, Disposition, NoticeKind, ServiceLevel
from compliance.models import CaseMatch, Notice, ReviewCase, Screening
from partnerhub.audit.models import AuditEvent

AGES = ((0, 1), (1, 4), (4, 24), (24, 48), (48, 72), (72, None))
PERIOD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Times:
    """How long it took in half of the cases, and in 95 of 100; None without a case."""

    count: int
    p50: timedelta | None
    p95: timedelta | None

    @classmethod
    def of(cls, durations: Iterable[timedelta]) -> Times:
        """From durations in any order."""
        ordered = sorted(durations)
        return cls(len(ordered), percentile(ordered, 50), percentile(ordered, 95))


@dataclass(frozen=True, slots=True)
class Load:
    """One reviewer: cases in hand now, cases decided in the period."""

    name: str
    in_hand: int
    decided: int


@dataclass(frozen=True, slots=True)
class Metrics:
    """The numbers of one period. Rates are shares of 1, None where there is nothing to count."""

    since: datetime
    until: datetime
    first_touch: Times
    decision: Times
    open_by_age: dict[str, int]
    breaches: dict[str, int]
    false_positive_rate: float | None
    disagreement_rate: float | None
    unavailable_minutes: float
    screenings_per_lists: dict[str, int]
    load: tuple[Load, ...]

    def rows(self) -> Iterator[tuple[str, str, Any]]:
        """For CSV: (number, of what, value); times in seconds."""
        for name, times in (("first_touch", self.first_touch), ("decision", self.decision)):
            yield name, "count", times.count
            yield name, "p50_seconds", times.p50.total_seconds() if times.p50 is not None else ""
            yield name, "p95_seconds", times.p95.total_seconds() if times.p95 is not None else ""
        yield from (("open_by_age", age, count) for age, count in self.open_by_age.items())
        yield from (("breaches", level, count) for level, count in self.breaches.items())
        yield "false_positive_rate", "", _blank(self.false_positive_rate)
        yield "second_approver_disagreement", "", _blank(self.disagreement_rate)
        yield "unavailable_minutes", "", round(self.unavailable_minutes, 1)
        yield from (("screenings", lists, count) for lists, count in self.screenings_per_lists.items())
        for load in self.load:
            yield "in_hand", load.name, load.in_hand
            yield "decided", load.name, load.decided


def of_period(*, at: datetime, period: timedelta = PERIOD) -> Metrics:
    """The numbers of the time before `at`."""
    since = at - period
    decided = ReviewCase.objects.filter(closed_at__gt=since, closed_at__lte=at).filter(
        state__in=(CaseState.APPROVED, CaseState.REFUSED)
    )
    touched = ReviewCase.objects.filter(first_touched_at__gt=since, first_touched_at__lte=at)
    return Metrics(
        since=since,
        until=at,
        first_touch=Times.of(_spans(touched, "submitted_at", "first_touched_at")),
        decision=Times.of(_spans(decided, "submitted_at", "closed_at")),
        open_by_age=open_by_age(at=at),
        breaches=_breaches(since, at),
        false_positive_rate=_false_positive_rate(since, at),
        disagreement_rate=_disagreement_rate(since, at),
        unavailable_minutes=_unavailable_minutes(since, at),
        screenings_per_lists=_screenings_per_lists(since, at),
        load=tuple(_load(decided)),
    )


def percentile(ordered: Sequence[timedelta], share: int) -> timedelta | None:
    """Nearest rank; None of nothing."""
    return ordered[max(ceil(len(ordered) * share / 100) - 1, 0)] if ordered else None


def open_by_age(*, at: datetime) -> dict[str, int]:
    """Open cases by hours since submission, in one query."""
    conditions = {_age_name(*age): _of_age(*age, at=at) for age in AGES}
    numbers = ReviewCase.objects.open().aggregate(
        **{f"n{place}": Count("pk", filter=condition) for place, condition in enumerate(conditions.values())}
    )
    return {name: numbers[f"n{place}"] for place, name in enumerate(conditions)}


def _age_name(low: int, high: int | None) -> str:
    hours = {"low": low, "high": high}
    return (_("%(low)s-%(high)s h") if high else _("over %(low)s h")) % hours


def _of_age(low: int, high: int | None, *, at: datetime) -> Q:
    older = Q(submitted_at__lte=at - timedelta(hours=low))
    return older & Q(submitted_at__gt=at - timedelta(hours=high)) if high else older


def _spans(cases: Any, begin: str, end: str) -> list[timedelta]:
    return [until - since for since, until in cases.values_list(begin, end)]


def _breaches(since: datetime, at: datetime) -> dict[str, int]:
    told = Notice.objects.filter(kind=NoticeKind.SERVICE_LEVEL, at__gt=since, at__lte=at)
    counted = dict(told.order_by().values_list("level").annotate(Count("pk")))
    counted[ServiceLevel.STOP] = (
        ReviewCase.objects.filter(closed_at__gt=since, closed_at__lte=at, state=CaseState.EXPIRED).count()
        + ReviewCase.objects.filter(overdue_since__gt=since, overdue_since__lte=at).count()
    )
    return {str(level.label): counted.get(level, 0) for level in ServiceLevel if level != ServiceLevel.NONE}


def _false_positive_rate(since: datetime, at: datetime) -> float | None:
    matches = CaseMatch.objects.filter(disposed_at__gt=since, disposed_at__lte=at)
    return _share(matches.filter(disposition=Disposition.FALSE_POSITIVE).count(), matches.count())


def _disagreement_rate(since: datetime, at: datetime) -> float | None:
    events = AuditEvent.objects.filter(at__gt=since, at__lte=at)
    proposed = events.filter(action="case.approval_proposed").count()
    return _share(events.filter(action="case.sent_back").count(), proposed)


def _unavailable_minutes(since: datetime, at: datetime) -> float:
    outages = Notice.objects.filter(kind=NoticeKind.UNAVAILABLE, at__lte=at)
    spans = outages.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=since)).values_list("at", "ended_at")
    lasted = (min(ended or at, at) - max(began, since) for began, ended in spans)
    return sum(span.total_seconds() for span in lasted) / 60


def _screenings_per_lists(since: datetime, at: datetime) -> dict[str, int]:
    """By the versions that were in force together."""
    runs = Screening.objects.filter(at__gt=since, at__lte=at).order_by()
    counted = runs.values("generation").annotate(count=Count("pk"), first=Min("at")).order_by("generation")
    named: dict[str, int] = {}
    for row in counted:
        sample = runs.filter(generation=row["generation"], at=row["first"]).first()
        name = ", ".join(f"{each['list']} v{each['version']}" for each in sample.lists) if sample else ""
        named[name or "none"] = named.get(name or "none", 0) + row["count"]
    return named


def _load(decided: Any) -> Iterator[Load]:
    in_hand = _count_by(ReviewCase.objects.open().exclude(assignee=None), "assignee")
    approved = _count_by(decided.filter(state=CaseState.APPROVED), "approved_by")
    refused = _count_by(decided.filter(state=CaseState.REFUSED), "refused_by")
    names = {pk: name for counts in (in_hand, approved, refused) for pk, (name, _count) in counts.items()}
    for pk, name in sorted(names.items(), key=lambda item: item[1]):
        done = approved.get(pk, ("", 0))[1] + refused.get(pk, ("", 0))[1]
        yield Load(name, in_hand.get(pk, ("", 0))[1], done)


def _count_by(cases: Any, person: str) -> dict[Any, tuple[str, int]]:
    rows = (
        cases.order_by()
        .values(person)
        .annotate(count=Count("pk"), name=Max(f"{person}__name"), email=Max(f"{person}__email"))
    )
    return {row[person]: (row["name"] or row["email"], row["count"]) for row in rows}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _blank(value: float | None) -> Any:
    return "" if value is None else round(value, 4)
