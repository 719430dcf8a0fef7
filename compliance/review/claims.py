"""A case is claimed, handed out, given back."""

from __future__ import annotations

from datetime import datetime

from compliance import policies
from compliance.enums import CaseState
from compliance.models import ReviewCase
from compliance.review.facts import check, person_of
from compliance.review.writing import tell, writing
from compliance.service_levels import IDLE_CLAIM
from partnerhub.accounts.jobs import job_user
from partnerhub.accounts.models import User
from partnerhub.errors import DomainError

_CANDIDATES = 20


class NobodyWaits(DomainError):
    """There is no case to claim."""

    code, status = 91043, 404


class NotOnTheTeam(DomainError):
    """Cases are assigned to reviewers and leads only."""

    code, status = 91044, 400


def claim(case: ReviewCase, *, by: User, at: datetime, version: int | None = None) -> ReviewCase:
    """`by` works on it from now on; of two at once one wins, the other gets AlreadyClaimed."""
    with writing(case, by=by, at=at, version=version) as current:
        check(policies.check_claim, current, by=by, at=at)
        before = str(current.assignee or "")
        current.let_go()
        _take(current, by, at)
        tell("case.claimed", current, by=by, at=at, before={"assignee": before}, assignee=str(by))
    return current


def claim_next(*, by: User, at: datetime) -> ReviewCase:
    """Claim the most urgent case that nobody works on and that `by` may decide, or NobodyWaits."""
    if not person_of(by).is_reviewer:
        raise policies.NotAReviewer
    unclaimed = ReviewCase.objects.open().filter(state=CaseState.NEW).exclude(screenings__requested_by=by)
    for case in unclaimed.order_by("due_at", "-severity", "-top_score", "id")[:_CANDIDATES]:
        try:
            return claim(case, by=by, at=at)
        except DomainError:
            continue  # taken or expired meanwhile: the next one
    raise NobodyWaits


def assign(case: ReviewCase, to: User, *, by: User, at: datetime, version: int | None = None) -> ReviewCase:
    """A lead hands the case to a reviewer, also from another one."""
    if not person_of(to).is_reviewer:
        raise NotOnTheTeam(field="assignee")
    with writing(case, by=by, at=at, version=version) as current:
        check(policies.check_assign, current, by=by, at=at)
        before = str(current.assignee or "")
        current.let_go()
        _take(current, to, at)
        tell("case.assigned", current, by=by, at=at, before={"assignee": before}, assignee=str(to))
    return current


def release(case: ReviewCase, *, by: User, at: datetime, version: int | None = None) -> ReviewCase:
    """Back to the queue; draft notes and dispositions stay."""
    with writing(case, by=by, at=at, version=version) as current:
        check(policies.check_release, current, by=by, at=at)
        _give_back(current, "case.released", by=by, at=at)
    return current


def release_idle_claims(*, at: datetime) -> int:
    """Claims of 30 idle minutes go back to the queue; returns how many."""
    idle = ReviewCase.objects.filter(state=CaseState.IN_REVIEW, active_at__lte=at - IDLE_CLAIM)
    return sum(_release_if_idle(case, at=at) for case in idle)


def _release_if_idle(case: ReviewCase, *, at: datetime) -> bool:
    by = job_user("review-claims")
    try:
        with writing(case, by=by, at=at, version=case.version) as current:
            _give_back(current, "case.claim_lapsed", by=by, at=at)
    except DomainError:
        return False  # somebody worked on it, or its time was over, in this very moment
    return True


def _take(case: ReviewCase, person: User, at: datetime) -> None:
    """An escalated case stays escalated: a lead works on it."""
    if case.state == CaseState.ESCALATED:
        case.hold(person, at)
    else:
        case.claim(by=person, at=at)
    case.save()


def _give_back(case: ReviewCase, action: str, *, by: User, at: datetime) -> None:
    before = str(case.assignee or "")
    case.release()
    case.save()
    tell(action, case, by=by, at=at, before={"assignee": before})
