"""The reading side: what partners may know, and what waits for whom on the desk."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from compliance.enums import OPEN_STATES, CaseState, PartnerState, Verdict
from compliance.models import CaseMatch, Clearance, Inquiry, ReviewCase, ScreeningHold, Subject
from compliance.models.review_case import ReviewCaseQuerySet
from partnerhub.accounts.models import User

SOON = timedelta(hours=12)
_REFERENCE = re.compile(r"(?:RPL-)?([0-9A-F]{4,8})", re.IGNORECASE)

_OF_CLOSED = {
    CaseState.APPROVED: PartnerState.CLEAR,
    CaseState.REFUSED: PartnerState.REFUSED,
    CaseState.EXPIRED: PartnerState.EXPIRED,
}


@dataclass(frozen=True, slots=True)
class PartnerView:
    """All that a partner may know: how the check stands, until when, and what it is asked.

    `due_at` while it waits (None once overdue or settled); `question` with `case_id` to answer it, while
    information is requested.
    """

    state: PartnerState
    due_at: datetime | None = None
    question: str = ""
    asked_at: datetime | None = None
    case_id: UUID | None = None


def partner_view(subject: Subject) -> PartnerView:
    """How the check of one subject stands."""
    return partner_views([subject])[subject.pk]


def partner_views(subjects: Iterable[Subject]) -> dict[UUID, PartnerView]:
    """The same for many, by subject id, in six queries."""
    ids = [subject.pk for subject in subjects]
    views = {pk: view for pk, (_at, view) in _settled(ids).items()}
    views |= _held(ids)
    views |= _under_review(ids)
    return {pk: views.get(pk, PartnerView(PartnerState.CLEAR)) for pk in ids}


def _settled(ids: list[Any]) -> dict[UUID, tuple[datetime, PartnerView]]:
    """The latest of what was settled for each subject."""
    latest: dict[UUID, tuple[datetime, PartnerView]] = {}
    cleared = Clearance.objects.filter(subject__in=ids).values_list("subject", "at")
    expired = ScreeningHold.objects.filter(subject__in=ids, resolution=Verdict.EXPIRED)
    closed = ReviewCase.objects.filter(subject__in=ids, state__in=_OF_CLOSED)
    events: list[tuple[UUID, Any, PartnerState]] = [
        *((pk, at, PartnerState.CLEAR) for pk, at in cleared),
        *((pk, at, PartnerState.EXPIRED) for pk, at in expired.values_list("subject", "resolved_at")),
        *(
            (pk, at, _OF_CLOSED[CaseState(state)])
            for pk, at, state in closed.values_list("subject", "closed_at", "state")
        ),
    ]
    for pk, at, state in events:
        if pk not in latest or latest[pk][0] <= at:
            latest[pk] = (at, PartnerView(state))
    return latest


def _held(ids: list[Any]) -> dict[UUID, PartnerView]:
    holds = ScreeningHold.objects.filter(subject__in=ids, resolved_at__isnull=True)
    return {
        pk: PartnerView(PartnerState.DELAYED, due_at=due_at)
        for pk, due_at in holds.values_list("subject", "due_at")
    }


def _under_review(ids: list[Any]) -> dict[UUID, PartnerView]:
    questions = {
        inquiry.case_id: inquiry
        for inquiry in Inquiry.objects.filter(
            case__subject__in=ids, case__state__in=OPEN_STATES, answered_at__isnull=True
        )
    }
    cases = ReviewCase.objects.open().filter(subject__in=ids)
    return {case.subject_id: _view_of(case, questions.get(case.pk)) for case in cases}


def _view_of(case: ReviewCase, inquiry: Inquiry | None) -> PartnerView:
    due_at = None if case.overdue_since else case.due_at
    if case.state != CaseState.AWAITING_INFORMATION or inquiry is None:
        return PartnerView(PartnerState.UNDER_REVIEW, due_at=due_at, case_id=case.pk)
    return PartnerView(
        PartnerState.INFORMATION_REQUESTED,
        due_at=due_at,
        question=inquiry.question,
        asked_at=inquiry.asked_at,
        case_id=case.pk,
    )


class Tab(StrEnum):
    """The desk's tabs."""

    MINE = "mine"
    UNCLAIMED = "unclaimed"
    ESCALATED = "escalated"
    SECOND_APPROVAL = "second_approval"
    AWAITING_INFORMATION = "awaiting_information"
    DUE_SOON = "due_soon"
    OPEN = "open"
    CLOSED = "closed"


def cases_of(tab: Tab, *, by: User, at: datetime) -> ReviewCaseQuerySet:
    """The cases of a tab, by deadline, list severity, score; closed ones newest first."""
    cases = ReviewCase.objects.filter(_condition(tab, by=by, at=at))
    return cases.order_by("-closed_at", "id") if tab == Tab.CLOSED else cases.order_by(*IN_ORDER)


def searched(cases: ReviewCaseQuerySet, search: str) -> ReviewCaseQuerySet:
    """The cases whose subject, partner or listed party contains the text, or whose reference begins so."""
    if not search:
        return cases
    if "\0" in search:
        return cases.none()
    of_entry = CaseMatch.objects.filter(evidence__name__icontains=search).values("case")
    wanted = Q(subject__label__icontains=search) | Q(subject__partner__name__icontains=search)
    wanted |= Q(pk__in=of_entry)
    if reference := _REFERENCE.fullmatch(search):
        wanted |= Q(pk__startswith=reference[1].lower())
    return cases.filter(wanted)


def counts(*, by: User, at: datetime) -> dict[Tab, int]:
    """For the badges: how many open cases each tab has, in one query."""
    tabs = [tab for tab in Tab if tab != Tab.CLOSED]
    numbers = ReviewCase.objects.open().aggregate(
        **{tab.value: Count("pk", filter=_condition(tab, by=by, at=at)) for tab in tabs}
    )
    return {tab: numbers[tab.value] for tab in tabs}


def _condition(tab: Tab, *, by: User, at: datetime) -> Q:
    """What belongs to a tab; nobody is offered to confirm their own approval."""
    states = {
        Tab.UNCLAIMED: Q(state=CaseState.NEW),
        Tab.ESCALATED: Q(state=CaseState.ESCALATED),
        Tab.SECOND_APPROVAL: Q(state=CaseState.PENDING_SECOND_APPROVAL) & ~Q(approved_by=by),
        Tab.AWAITING_INFORMATION: Q(state=CaseState.AWAITING_INFORMATION),
        Tab.CLOSED: ~Q(state__in=OPEN_STATES),
    }
    if tab in states:
        return states[tab]
    is_open = Q(state__in=OPEN_STATES)
    if tab == Tab.MINE:
        return is_open & Q(assignee=by)
    return is_open & Q(due_at__lte=at + SOON) if tab == Tab.DUE_SOON else is_open


IN_ORDER = ("due_at", "-severity", "-top_score", "id")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of open cases ended."""

    due_at: datetime
    severity: int
    top_score: float
    id: UUID

    @classmethod
    def of(cls, case: ReviewCase) -> Place:
        """The place of a case."""
        return cls(case.due_at, case.severity, case.top_score, case.pk)


def beyond(place: Place) -> Q:
    """The cases behind a place in the order of the queue: keyset, so that page 200 is as quick as page 1."""
    same_due = Q(due_at=place.due_at)
    same_severity = same_due & Q(severity=place.severity)
    return (
        Q(due_at__gt=place.due_at)
        | (same_due & Q(severity__lt=place.severity))
        | (same_severity & Q(top_score__lt=place.top_score))
        | (same_severity & Q(top_score=place.top_score, id__gt=place.id))
    )
