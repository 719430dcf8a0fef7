"""The question has gone: the customer was deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from compliance import holds
from compliance.models import ScreeningHold, Subject
from compliance.review.opening import open_case_of
from compliance.review.writing import tell
from partnerhub.accounts.models import User


def withdraw(subject: Subject, *, by: User, at: datetime) -> None:
    """Close whatever waits for this subject, without a verdict. Nothing is announced; evidence stays.

    Also past the deadline and without a case: the caller deletes in any event.
    """
    with transaction.atomic():
        locked = Subject.objects.select_for_update().get(pk=subject.pk)
        if hold := holds.open_hold_of(locked):
            holds.resolve(hold, ScreeningHold.Resolution.WITHDRAWN, by=by, at=at)
        if case := open_case_of(locked):
            case.withdraw(at=at)
            case.version += 1
            case.save()
            tell("case.withdrawn", case, by=by, at=at)
        locked.profile_proposed = None
        locked.save(update_fields=["profile_proposed"])
