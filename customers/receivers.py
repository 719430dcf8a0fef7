"""Follows what compliance announces: answers that come later, and questions to the partner."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from compliance.answer import Answer
from compliance.models import Subject
from customers import announcements, lifecycle
from customers.enums import AnnouncementKind
from customers.models import Customer
from partnerhub.accounts.models import User


def follow_verdict(*, answer: Answer, by: User, at: datetime, **kwargs: Any) -> None:
    """Move the customer of this subject. If it cannot follow, the decision rolls back with it."""
    rows = Customer.everything.select_for_update(of=("self",)).select_related("partner", "subject")
    customer = rows.filter(subject=answer.subject).first()
    if customer is not None:
        lifecycle.apply_verdict(customer, answer, by=by, at=at)


def tell_of_inquiry(*, subject: Subject, by: User, at: datetime, **kwargs: Any) -> None:
    """Partners' programs learn that a question waits for them, and until when; its text they read from the API."""
    customer = Customer.objects.filter(subject=subject).select_related("partner", "subject").first()
    if customer is not None:
        announcements.of_customer(AnnouncementKind.UPDATED, customer, by=by, at=at, changed=["rpl"])
