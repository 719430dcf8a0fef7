"""The only thing that compliance announces; exactly one listener follows it."""

from __future__ import annotations

from datetime import datetime

from django.dispatch import Signal

from compliance.answer import Answer
from compliance.models import Subject
from partnerhub.accounts.models import User

# Sent with sender=Subject, answer: Answer, by: User, at: datetime.
verdict_changed = Signal()


def announce(answer: Answer, *, by: User, at: datetime) -> None:
    """Tell the listener, inside the transaction of the decision: if it fails, the decision fails with it."""
    verdict_changed.send(sender=Subject, answer=answer, by=by, at=at)
