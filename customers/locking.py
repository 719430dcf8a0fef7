"""Holding a customer's row, in the one order that keeps decisions and changes from waiting for each other."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from compliance.models import Subject
from customers.models import Customer

# Raises where the caller has not seen the row as it is; asked while the row is held.
type Unchanged = Callable[[], None]


def whatever_it_is() -> None:
    """The caller does not care what the row was."""


def lock(customer_id: UUID) -> Customer | None:
    """The row as it is now, held until the transaction ends; None once it is deleted.

    For whatever may ask compliance, watch or withdraw: the subject is held first, as a decision does.
    """
    Subject.objects.select_for_update().filter(customer=customer_id).first()
    return lock_alone(customer_id)


def lock_alone(customer_id: UUID) -> Customer | None:
    """The same where compliance has no part."""
    rows = Customer.objects.select_for_update(of=("self",)).select_related("partner__parent", "subject")
    return rows.filter(pk=customer_id).first()
