"""Who is kept screened: subjects are opened, watched while they are live, and let go."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from math import inf
from typing import NamedTuple
from uuid import UUID

import structlog
from django.db.models import Q

from compliance import delta, notices
from compliance.answer import Answer
from compliance.enums import LISTWIDE, Trigger, Verdict
from compliance.models import Publication, ScreeningHold, Subject
from compliance.models.subject import SubjectQuerySet
from compliance.policies import NotAReviewer
from compliance.profile import Profile
from compliance.screening import readiness, screen
from compliance.screening.found import Found
from compliance.screening.readiness import Readiness
from compliance.signals import announce
from partnerhub.accounts.jobs import job_user
from partnerhub.accounts.models import Partner, User
from partnerhub.accounts.roles import Role
from partnerhub.audit import trail

log = structlog.get_logger(__name__)

CHUNK = 500
MOST_SHARES = 4


class Share(NamedTuple):
    """Subjects by their keys, as texts: from the `first` on, before the `end`; an empty one is no bound."""

    first: str = ""
    end: str = ""


EVERYBODY = Share()


def new_subject(*, partner: Partner, label: str, at: datetime) -> Subject:
    """A subject of a partner; `label` is what reviewers call it. `screen.record` saves it with its first answer."""
    return Subject(partner=partner, label=label[:255], created_at=at)


def watch(subject: Subject, profile: Profile, *, at: datetime) -> None:
    """`profile` is in force from now on: the subject is live and follows list updates with it.

    Whatever was proposed is thereby settled, and what was switched off may run again.
    """
    locked = Subject.objects.select_for_update().get(pk=subject.pk)
    locked.profile_in_force, locked.profile_proposed = profile.to_json(), None
    locked.watched, locked.is_barred, locked.label = True, False, profile.name[:255]
    locked.save(update_fields=["profile_in_force", "profile_proposed", "watched", "is_barred", "label"])
    subject.refresh_from_db()


def unwatch(subject: Subject, *, by: User, at: datetime) -> None:
    """The subject is gone for good: nothing is screened any more; its evidence stays (R1)."""
    locked = Subject.objects.select_for_update().get(pk=subject.pk)
    locked.watched, locked.closed_at, locked.rescreening_due = False, at, False
    locked.profile_proposed = None
    locked.save(update_fields=["watched", "closed_at", "rescreening_due", "profile_proposed"])
    trail.record("subject.closed", on=locked, by=by, at=at, partner=locked.partner, internal=True)
    subject.refresh_from_db()


def shares(*, at: datetime) -> list[Share]:
    """Whoever is to be screened again, parted for several workers; undivided where two chunks hold them."""
    keys = _due(readiness.look(at=at), at=at).order_by("pk").values_list("pk", flat=True)
    count = keys.count()
    parts = max(1, min(MOST_SHARES, count // (2 * CHUNK)))
    bounds = [str(keys[count * part // parts]) for part in range(1, parts)]
    return [Share(*each) for each in pairwise(["", *bounds, ""])]


def rescreen_outdated(*, at: datetime, seconds: float = inf, share: Share = EVERYBODY) -> int:
    """Screen again whoever was not screened against the lists in force, and everybody once a week.

    Returns how many subjects were screened. May be stopped and started at any point, and run twice at once:
    each subject is screened exactly once per generation of the lists. It stops by itself after so many `seconds`,
    and where other lists come into force. Where no answer is possible the subject keeps its status and is marked as
    due; it comes back by itself.
    """
    ready = readiness.look(at=at)
    if ready.reason is None:
        notices.outage_ends(at=at)
    screened, failures = 0, []
    started = time.monotonic()
    for chunk in _due_in_chunks(ready, share, at=at):
        done = delta.carry_forward(chunk, ready, at=at) if ready.reason is None else set()
        screened += len(done)
        for subject in chunk:
            if subject.pk in done:
                continue
            try:
                screened += rescreen(subject, at=at) is not None
            except Exception as error:
                log.exception("rescreening_failed", subject=str(subject.pk))
                failures.append(error)
        if time.monotonic() - started > seconds or Publication.current().generation != ready.generation:
            break
    if failures:
        raise ExceptionGroup("Some subjects could not be screened again", failures)
    return screened


def rescreen(subject: Subject, *, at: datetime) -> Answer | None:
    """Screen one subject again with the profiles that it has, if it is due; what it finds is announced.

    None where it was not due any more. A subject that waits on a hold is retried instead.
    """
    hold = subject.holds.filter(resolved_at__isnull=True).first()
    if hold:
        return retry(hold, at=at)
    return _look_again(subject, Trigger.LIST_UPDATE, by=job_user("re-screening"), at=at)


def rescreen_now(subject: Subject, *, by: User, at: datetime) -> Answer | None:
    """Somebody on the RPL team searches again by hand, as after an incomplete search (R2)."""
    if not by.has_role(Role.REVIEWER, Role.LEAD):
        raise NotAReviewer
    hold = subject.holds.filter(resolved_at__isnull=True).first()
    return retry(hold, at=at) if hold else _look_again(subject, Trigger.MANUAL, by=by, at=at)


def retry_unavailable(*, at: datetime) -> int:
    """Try the holds again: all when the lists are back, others with back-off (R5); returns how many ended."""
    ready = readiness.look(at=at)
    waiting = Q(next_attempt_at__lte=at)
    if ready.reason is None:
        notices.outage_ends(at=at)
        waiting |= Q(reason__in=LISTWIDE)
    ended, failures = 0, []
    for hold in ScreeningHold.objects.filter(waiting, resolved_at__isnull=True, due_at__gt=at):
        try:
            answer = retry(hold, at=at)
            ended += answer is not None and answer.verdict != Verdict.UNAVAILABLE
        except Exception as error:
            log.exception("retry_failed", hold=str(hold.pk))
            failures.append(error)
    if failures:
        raise ExceptionGroup("Some holds could not be retried", failures)
    return ended


def retry(hold: ScreeningHold, *, at: datetime) -> Answer | None:
    """Ask again what a hold waits for; the answer is announced. None where it has ended meanwhile."""
    by = job_user("screening-retries")

    def write(found: Found) -> Answer | None:
        subject = Subject.objects.select_for_update().get(pk=hold.subject_id)
        current = ScreeningHold.objects.filter(pk=hold.pk, resolved_at__isnull=True, due_at__gt=at).first()
        if current is None or current.asked != hold.asked:
            return None  # answered, or asked with more, between the search and here
        answer = screen.record(found, subject=subject, trigger=Trigger.RETRY, by=by, at=at, retries=current)
        if answer.verdict != Verdict.UNAVAILABLE:
            announce(answer, by=by, at=at)
        return answer

    return screen.ask(hold.asked, write, in_force=hold.asked_in_force, at=at)


def _look_again(subject: Subject, trigger: Trigger, *, by: User, at: datetime) -> Answer | None:
    profile, in_force = subject.proposed or subject.in_force, subject.in_force
    if profile is None:
        return None

    def write(found: Found) -> Answer | None:
        locked = Subject.objects.select_for_update().get(pk=subject.pk)
        if not _has_profiles(locked, profile, in_force):
            return None  # changed meanwhile: what changed it has screened it, or the next sweep does
        if trigger == Trigger.LIST_UPDATE and not _is_due(locked, found.generation, at):
            return None
        before = dict(locked.cases.open().values_list("pk", "version"))
        answer = screen.record(found, subject=locked, trigger=trigger, by=by, at=at)
        if _is_news(answer, before):
            announce(answer, by=by, at=at)
        return answer

    return screen.ask(profile, write, in_force=in_force, at=at)


def _is_news(answer: Answer, before: dict[UUID, int]) -> bool:
    """Did something join a case, or open one? `before` holds the versions of open cases."""
    if answer.case is None or answer.screening is None:
        return False
    found_something = answer.screening.outcome == Verdict.POTENTIAL_MATCH
    return found_something and before.get(answer.case.pk) != answer.case.version


def _has_profiles(subject: Subject, profile: Profile, in_force: Profile | None) -> bool:
    asked = subject.proposed or subject.in_force
    return subject.closed_at is None and (asked, subject.in_force) == (profile, in_force)


def _is_due(subject: Subject, generation: int, at: datetime) -> bool:
    is_week_old = subject.screened_at is None or subject.screened_at <= at - delta.FULL_EVERY
    return subject.screened_generation < generation or is_week_old


def _due(ready: Readiness, *, at: datetime) -> SubjectQuerySet:
    outdated = Q(screened_generation__lt=ready.generation) | Q(screened_at__lte=at - delta.FULL_EVERY)
    outdated |= Q(screened_at__isnull=True)
    due = Subject.objects.to_rescreen().filter(outdated).exclude(rescreen_after__gt=at)
    if ready.reason in LISTWIDE:
        due = due.filter(rescreening_due=False)  # marked once; nothing to try before the lists are back
    return due


def _due_in_chunks(ready: Readiness, share: Share, *, at: datetime) -> Iterator[list[Subject]]:
    """Who has to be screened, by keyset; whoever joins behind the present key comes with the next sweep."""
    due = _due(ready, at=at)
    if share.end:
        due = due.filter(pk__lt=share.end)
    rows = due.filter(pk__gte=share.first) if share.first else due
    while chunk := list(rows.order_by("pk")[:CHUNK]):
        yield chunk
        rows = due.filter(pk__gt=chunk[-1].pk)
