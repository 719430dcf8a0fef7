"""A case goes to the leads: because a reviewer wants it, or because it is 48 hours old."""

from __future__ import annotations

from datetime import datetime

from compliance import policies
from compliance.enums import CaseState
from compliance.models import ReviewCase
from compliance.review.dispositions import EmptyText
from compliance.review.facts import check
from compliance.review.writing import tell, writing
from partnerhub.accounts.models import User


def escalate(
    case: ReviewCase, reason: str, *, by: User, at: datetime, version: int | None = None
) -> ReviewCase:
    """To the leads, with a reason; nobody works on it until a lead does."""
    if not reason.strip():
        raise EmptyText(field="reason")
    with writing(case, by=by, at=at, version=version) as current:
        check(policies.check_escalate, current, by=by, at=at)
        _escalate(current, reason.strip(), by=by, at=at)
    return current


def escalate_by_itself(case: ReviewCase, *, by: User, at: datetime) -> bool:
    """After 48 hours. What waits for the partner or a second person is not interrupted: leads are told."""
    with writing(case, by=by, at=at) as current:
        if current.state not in (CaseState.NEW, CaseState.IN_REVIEW):
            return False
        _escalate(current, "open for 48 hours", by=by, at=at)
    return True


def _escalate(case: ReviewCase, reason: str, *, by: User, at: datetime) -> None:
    before = str(case.assignee or "")
    case.escalate(at=at)
    case.save()
    tell("case.escalated", case, by=by, at=at, note=reason, before={"assignee": before})
