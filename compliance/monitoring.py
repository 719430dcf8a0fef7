"""Who is kept screened: subjects are opened, watched while they are live, and let go."""

from __future__ import annotations

from datetime import datetime

from compliance.models import Subject
from compliance.profile import Profile
from partnerhub.accounts.models import Partner, User
from partnerhub.audit import trail


def open_subject(*, partner: Partner, label: str, by: User, at: datetime) -> Subject:
    """A new subject of a partner, not yet screened. `label` is what reviewers call it. In the caller's transaction."""
    subject = Subject.objects.create(partner=partner, label=label[:255], created_at=at)
    trail.record("subject.opened", on=subject, by=by, at=at, partner=partner, internal=True)
    return subject


def watch(subject: Subject, profile: Profile, *, at: datetime) -> None:
    """`profile` is in force from now on: the subject is live and follows list updates with it.

    Whatever was proposed is thereby settled, and what was switched off may run again.
    """
    locked = Subject.objects.select_for_update().get(pk=subject.pk)
    locked.profile_in_force, locked.profile_proposed = profile.to_json(), None
    locked.watched, locked.is_barred = True, False
    locked.save(update_fields=["profile_in_force", "profile_proposed", "watched", "is_barred"])
    subject.refresh_from_db()


def unwatch(subject: Subject, *, by: User, at: datetime) -> None:
    """The subject is gone for good: nothing is screened any more; its evidence stays (R1)."""
    locked = Subject.objects.select_for_update().get(pk=subject.pk)
    locked.watched, locked.closed_at, locked.rescreening_due = False, at, False
    locked.profile_proposed = None
    locked.save(update_fields=["watched", "closed_at", "rescreening_due", "profile_proposed"])
    trail.record("subject.closed", on=locked, by=by, at=at, partner=locked.partner, internal=True)
    subject.refresh_from_db()
