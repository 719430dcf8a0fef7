"""72 hours pass: the case expires, or, where services of a live customer hang on it, is overdue (M15)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F

from compliance import notices
from compliance.answer import Answer
from compliance.enums import (
    TOUCHING_IN_FORCE,
    Disposition,
    NoticeKind,
    ServiceLevel,
    Trigger,
    Verdict,
)
from compliance.models import ReviewCase, Subject
from compliance.signals import announce
from partnerhub.accounts.jobs import job_user
from partnerhub.audit import trail

log = structlog.get_logger(__name__)


def expire_overdue(*, at: datetime) -> int:
    """Settle every open case whose deadline has passed; returns how many.

    One that fails does not keep the others waiting; the failures are raised together at the end.
    """
    due = ReviewCase.objects.open().filter(due_at__lte=at, overdue_since__isnull=True)
    settled, failures = 0, []
    for pk in list(due.order_by("due_at").values_list("pk", flat=True)):
        try:
            settled += expire(pk, at=at)
        except Exception as error:
            log.exception("expiry_failed", case=str(pk))
            failures.append(error)
    if failures:
        raise ExceptionGroup("Some cases could not be settled", failures)
    return settled


def expire(case_id: Any, *, at: datetime) -> bool:
    """Settle one case whose deadline has passed; False where that happened already, or it was decided."""
    with transaction.atomic():
        case = ReviewCase.objects.get(pk=case_id)
        subject = Subject.objects.select_for_update().select_related("partner").get(pk=case.subject_id)
        late = ReviewCase.objects.open().filter(pk=case_id, due_at__lte=at, overdue_since__isnull=True)
        if not late.update(version=F("version") + 1):
            return False
        case = ReviewCase.objects.get(pk=case_id)
        case.subject = subject
        if stays_open(case):
            _mark_overdue(case, at=at)
        else:
            _expire(case, at=at)
    return True


def pass_deadline(case_id: Any, *, at: datetime) -> bool:
    """Before a write: settle the case if its time is over. True where it has expired by that."""
    if not ReviewCase.objects.open().filter(pk=case_id, due_at__lte=at, overdue_since=None).exists():
        return False
    expire(case_id, at=at)
    return not ReviewCase.objects.open().filter(pk=case_id).exists()


def stays_open(case: ReviewCase) -> bool:
    """Switching off a live customer takes a person: its case only becomes overdue.

    Not where services are off already (the subject is barred).
    """
    subject = case.subject
    if not subject.watched or subject.is_barred:
        return False
    return case.trigger == Trigger.LIST_UPDATE or touches_in_force(case)


def touches_in_force(case: ReviewCase) -> bool:
    """Is a match on the profile in force not cleared by a person?"""
    uncleared = case.matches.exclude(disposition=Disposition.FALSE_POSITIVE)
    return case.subject.watched and uncleared.filter(on__in=TOUCHING_IN_FORCE).exists()


def _mark_overdue(case: ReviewCase, *, at: datetime) -> None:
    case.overdue_since = at
    case.save()
    by = job_user("review-deadlines")
    trail.record("case.overdue", on=case, by=by, at=at, partner=case.subject.partner, internal=True)
    alert_overdue(case, at=at)


def alert_overdue(case: ReviewCase, *, at: datetime) -> bool:
    """The leads hear of it each day; True if today's alert is new."""
    return notices.tell(
        NoticeKind.OVERDUE,
        f"overdue:{case.pk}:{at:%Y-%m-%d}",
        f"{case} is overdue since {case.due_at:%Y-%m-%d %H:%M} UTC; the customer is in service.",
        at=at,
        case=case,
        level=ServiceLevel.STOP,
        for_leads=True,
    )


def _expire(case: ReviewCase, *, at: datetime) -> None:
    by = job_user("review-deadlines")
    in_force = touches_in_force(case)
    case.expire(at=at)
    case.save()
    case.subject.profile_proposed = None
    case.subject.save(update_fields=["profile_proposed"])
    after = {"version": case.version, "state": case.state}
    partner = case.subject.partner
    trail.record("case.expired", on=case, by=by, at=at, partner=partner, after=after, internal=True)
    trail.record("compliance.expired", on=case.subject, by=by, at=at, partner=partner)
    answer = Answer(
        subject=case.subject,
        verdict=Verdict.EXPIRED,
        trigger=Trigger(case.trigger),
        case=case,
        on_profile_in_force=in_force,
    )
    announce(answer, by=by, at=at)
