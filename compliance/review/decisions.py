"""A case is decided. Each decision, its history and its announcement are one transaction (M14, M15)."""

from __future__ import annotations

from datetime import datetime

from compliance import cleared_pairs, policies, reasons
from compliance.answer import Answer
from compliance.enums import Trigger, Verdict
from compliance.models import Clearance, ReasonCode, ReviewCase
from compliance.review import deadlines
from compliance.review.facts import check
from compliance.review.writing import tell, tell_partner, writing
from compliance.signals import announce
from partnerhub.accounts.models import User


def approve(
    case: ReviewCase,
    *,
    by: User,
    at: datetime,
    reason: str,
    note: str,
    version: int | None = None,
    days: int = cleared_pairs.USUAL_DAYS,
) -> ReviewCase:
    """Not a listed party: the case is approved, or waits for a second person where four eyes are required.

    `reason` is a reason code, `note` 10 characters or more; the matches are cleared pairs for `days`. Ends
    in state APPROVED (then announced) or PENDING_SECOND_APPROVAL.
    """
    text = policies.check_note(note)
    cleared_pairs.check_days(days)
    with writing(case, by=by, at=at, version=version) as current:
        facts = check(policies.check_approve, current, by=by, at=at)
        why = reasons.named(reason, ReasonCode.Kind.APPROVE)
        current.clear_days = days
        if facts.needs_second_person:
            current.propose_approval(by=by, at=at, reason=why, note=text)
            current.save()
            tell("case.approval_proposed", current, by=by, at=at, note=text, reason=why.code)
        else:
            current.approve(by=by, at=at, reason=why, note=text)
            _approved(current, by=by, at=at, note=text)
    return current


def confirm(
    case: ReviewCase, *, by: User, at: datetime, note: str = "", version: int | None = None
) -> ReviewCase:
    """The second person agrees: approved, and announced."""
    with writing(case, by=by, at=at, version=version) as current:
        check(policies.check_confirm, current, by=by, at=at)
        current.confirm(by=by, at=at)
        _approved(current, by=by, at=at, note=note)
    return current


def send_back(
    case: ReviewCase, reason: str, *, by: User, at: datetime, version: int | None = None
) -> ReviewCase:
    """The second person does not agree: the case goes back to the first, with a reason."""
    text = policies.check_note(reason)
    with writing(case, by=by, at=at, version=version) as current:
        check(policies.check_send_back, current, by=by, at=at)
        current.send_back(at=at)
        current.save()
        tell("case.sent_back", current, by=by, at=at, note=text)
    return current


def refuse(
    case: ReviewCase, *, by: User, at: datetime, reason: str, note: str, version: int | None = None
) -> ReviewCase:
    """A listed party, or undecidable, or an earlier refusal stands: refused, and announced."""
    text = policies.check_note(note)
    with writing(case, by=by, at=at, version=version) as current:
        check(policies.check_refuse, current, by=by, at=at)
        why = reasons.named(reason, ReasonCode.Kind.REFUSE)
        in_force = deadlines.touches_in_force(current)
        current.refuse(by=by, at=at, reason=why, note=text)
        current.save()
        _settle_subject(current, barred=in_force or current.subject.is_barred)
        tell("case.refused", current, by=by, at=at, note=text, reason=why.code)
        tell_partner("compliance.refused", current, by=by, at=at)
        answer = Answer(
            subject=current.subject,
            verdict=Verdict.REFUSED,
            trigger=Trigger(current.trigger),
            case=current,
            on_profile_in_force=in_force,
        )
        announce(answer, by=by, at=at)
    return current


def _approved(case: ReviewCase, *, by: User, at: datetime, note: str) -> None:
    """What follows from an approval, by one person or by two."""
    case.save()
    cleared_pairs.clear(case, by=by, at=at, days=case.clear_days)
    clearance = Clearance.objects.create(subject=case.subject, case=case, at=at)
    reason = case.reason.code if case.reason else ""
    tell("case.approved", case, by=by, at=at, note=note, reason=reason, clearance=str(clearance.pk))
    tell_partner("compliance.approved", case, by=by, at=at)
    answer = Answer(
        subject=case.subject,
        verdict=Verdict.APPROVED,
        trigger=Trigger(case.trigger),
        case=case,
        clearance=clearance,
        on_profile_in_force=case.touches_in_force,
    )
    announce(answer, by=by, at=at)


def _settle_subject(case: ReviewCase, *, barred: bool) -> None:
    """What was proposed is dropped; a live subject whose own profile was refused is switched off."""
    subject = case.subject
    subject.profile_proposed, subject.is_barred = None, barred
    subject.save(update_fields=["profile_proposed", "is_barred"])
