"""Waiting for a screening that is not possible now: retried with back-off, ended by the deadline (R5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from compliance import notices
from compliance.answer import Answer
from compliance.enums import LISTWIDE, NoticeKind, UnavailableReason, Verdict
from compliance.models import Screening, ScreeningHold, Subject
from compliance.screening.run import Run
from compliance.service_levels import LONGEST_WAIT
from compliance.signals import announce
from partnerhub.accounts.models import User
from partnerhub.audit import trail

SOONEST, LATEST = timedelta(seconds=15), timedelta(hours=1)


def back_off(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling from 15 s to an hour."""
    return min(SOONEST * 2 ** min(attempts, 10), LATEST)


def open_hold_of(subject: Subject) -> ScreeningHold | None:
    """The hold on which this subject waits."""
    return subject.holds.filter(resolved_at__isnull=True).select_for_update().first()


def keep(run: Run, screening: Screening, hold: ScreeningHold | None) -> ScreeningHold:
    """The hold goes on if this was its retry; something else was asked: a new one, on the same clock."""
    if hold and run.retries and run.retries.pk == hold.pk:
        hold.attempts += 1
        hold.reason = screening.unavailable_reason
        hold.profile = screening.profile  # A retry may know more: the next one asks the same.
        hold.next_attempt_at = run.at + back_off(hold.attempts)
        hold.save()
        return hold
    if hold:
        resolve(hold, ScreeningHold.Resolution.WITHDRAWN, by=run.by, at=run.at)
    return _open(run, screening, due_at=hold.due_at if hold else run.at + LONGEST_WAIT)


def _open(run: Run, screening: Screening, *, due_at: datetime) -> ScreeningHold:
    hold = ScreeningHold.objects.create(
        subject=run.subject,
        screening=screening,
        trigger=run.asked_trigger,
        requested_by=run.requested_by,
        resubmits=run.resubmits,
        profile=screening.profile,
        in_force=screening.in_force,
        reason=screening.unavailable_reason,
        opened_at=run.at,
        due_at=due_at,
        next_attempt_at=run.at + back_off(0),
    )
    _tell("hold.opened", hold, by=run.by, at=run.at)
    return hold


def resolve_if_open(hold: ScreeningHold | None, verdict: Verdict, *, by: User, at: datetime) -> None:
    """An answer has come."""
    if hold:
        resolve(hold, ScreeningHold.Resolution(verdict.value), by=by, at=at)


def resolve(hold: ScreeningHold, resolution: ScreeningHold.Resolution, *, by: User, at: datetime) -> None:
    """The waiting has ended."""
    hold.resolution, hold.resolved_at = resolution, at
    hold.save()
    _tell("hold.resolved", hold, by=by, at=at)


def put_off_rescreening(subject: Subject, *, at: datetime) -> None:
    """A list update could not be checked: the status stays, the re-screening is due. Saved by the caller."""
    subject.rescreening_due = True
    subject.rescreen_attempts += 1
    subject.rescreen_after = at + back_off(subject.rescreen_attempts)


def alert(subject: Subject, screening: Screening, *, at: datetime) -> None:
    """The RPL team hears of it: once for a failure that stops everybody, else once per subject (R5)."""
    reason = UnavailableReason(screening.unavailable_reason)
    text = f"{reason.label} {screening.unavailable_detail}".strip()
    if reason in LISTWIDE:
        notices.outage_begins(text, at=at)
    else:
        notices.tell(NoticeKind.HELD, f"held:{subject.pk}:{at:%Y-%m-%d}", f"{subject}: {text}", at=at)


def expire_overdue(*, at: datetime, by: User) -> int:
    """End the holds whose 72 hours have passed and announce it; returns how many."""
    due = ScreeningHold.objects.filter(resolved_at__isnull=True, due_at__lte=at).values_list("pk", flat=True)
    return sum(expire(pk, by=by, at=at) for pk in list(due))


def expire(pk: UUID, *, by: User, at: datetime) -> bool:
    """End one hold if it is still open and past its deadline."""
    with transaction.atomic():
        hold = ScreeningHold.objects.select_related("subject__partner").get(pk=pk)
        subject = Subject.objects.select_for_update().get(pk=hold.subject_id)
        if not ScreeningHold.objects.filter(pk=pk, resolved_at=None, due_at__lte=at).exists():
            return False
        resolve(hold, ScreeningHold.Resolution.EXPIRED, by=by, at=at)
        subject.profile_proposed = None
        subject.save(update_fields=["profile_proposed"])
        trail.record("compliance.expired", on=subject, by=by, at=at, partner=subject.partner)
        verdict = Verdict.EXPIRED
        answer = Answer(subject, verdict, trigger=hold.asked_trigger, screening=hold.screening)
        announce(answer, by=by, at=at)
    return True


def _tell(action: str, hold: ScreeningHold, *, by: User, at: datetime) -> None:
    trail.record(
        action,
        on=hold.subject,
        by=by,
        at=at,
        partner=hold.subject.partner,
        after={"hold": str(hold.pk), "reason": hold.reason, "resolution": hold.resolution},
        internal=True,
    )
