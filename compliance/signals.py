"""What compliance announces: an answer that comes late, and a question to the partner. Each has exactly one listener."""

from __future__ import annotations

from datetime import datetime

from django.dispatch import Signal

from compliance.answer import Answer
from compliance.models import Subject
from partnerhub.accounts.models import User

# Sent with sender=Subject, answer: Answer, by: User, at: datetime.
verdict_changed = Signal()
# Sent with sender=Subject, subject: Subject, by: User, at: datetime; what is asked is read from `queue`.
inquiry_changed = Signal()


def announce(answer: Answer, *, by: User, at: datetime) -> None:
    """Tell the listener, inside the transaction of the decision: if it fails, the decision fails with it."""
    verdict_changed.send(sender=Subject, answer=answer, by=by, at=at)


def announce_inquiry(subject: Subject, *, by: User, at: datetime) -> None:
    """Tell the listener that the partner was asked something, or has answered; inside that transaction."""
    inquiry_changed.send(sender=Subject, subject=subject, by=by, at=at)
