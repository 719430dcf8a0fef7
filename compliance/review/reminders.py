"""The service levels: 15 min first touch, 60 min soft target, 24 h warning, 48 h escalation (M13)."""

from __future__ import annotations

from datetime import datetime

import structlog

from compliance import notices
from compliance.enums import NoticeKind, ServiceLevel
from compliance.models import ReviewCase
from compliance.review import deadlines
from compliance.review.escalation import escalate_by_itself
from compliance.service_levels import STEPS
from partnerhub.accounts.jobs import job_user
from partnerhub.errors import DomainError

log = structlog.get_logger(__name__)


def remind(*, at: datetime) -> int:
    """Tell the RPL team of each step that a case has passed, each once; returns how many were told."""
    told = 0
    for level, after in STEPS[:-1]:
        late = ReviewCase.objects.open().filter(submitted_at__lte=at - after, service_level__lt=level)
        told += sum(
            _pass_step(case, level, at=at) for case in late.select_related("subject").order_by("due_at")
        )
    return told + _remind_of_overdue(at=at)


def _pass_step(case: ReviewCase, level: ServiceLevel, *, at: datetime) -> bool:
    """Only one of two sweeps moves the level on."""
    waiting = ReviewCase.objects.open().filter(pk=case.pk, service_level__lt=level)
    if not waiting.update(service_level=level):
        return False
    if level == ServiceLevel.ESCALATION:
        _escalate(case, at=at)
    if level == ServiceLevel.FIRST_TOUCH and case.first_touched_at is not None:
        return False
    return notices.tell(
        NoticeKind.SERVICE_LEVEL,
        f"level:{case.pk}:{level}",
        f"{case}: {level.label}",
        at=at,
        case=case,
        level=level,
        for_leads=level >= ServiceLevel.WARNING,
    )


def _escalate(case: ReviewCase, *, at: datetime) -> None:
    try:
        escalate_by_itself(case, by=job_user("review-deadlines"), at=at)
    except DomainError as refusal:  # decided or expired in this moment: nothing to escalate
        log.info("not_escalated", case=str(case.pk), reason=str(refusal.message))


def _remind_of_overdue(*, at: datetime) -> int:
    overdue = ReviewCase.objects.open().filter(overdue_since__isnull=False).select_related("subject")
    return sum(deadlines.alert_overdue(case, at=at) for case in overdue)
