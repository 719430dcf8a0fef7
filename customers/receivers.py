"""Follows the answers of compliance that come later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from compliance.answer import Answer
from customers import lifecycle
from customers.models import Customer
from partnerhub.accounts.models import User


def follow_verdict(*, answer: Answer, by: User, at: datetime, **kwargs: Any) -> None:
    """Move the customer of this subject. If it cannot follow, the decision rolls back with it."""
    rows = Customer.everything.select_for_update(of=("self",)).select_related("partner", "subject")
    customer = rows.filter(subject=answer.subject).first()
    if customer is not None:
        lifecycle.apply_verdict(customer, answer, by=by, at=at)
