"""A customer is removed: first it is released from the platform, then its row is hidden; evidence stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import ngettext

from compliance import monitoring
from compliance.review import withdrawal
from customers import announcements, changes, lifecycle, proposals, subscribers
from customers.enums import AnnouncementKind, CustomerStatus
from customers.locking import Unchanged, whatever_it_is
from customers.models import Customer
from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import DomainError


class StillHasSubscribers(DomainError):
    """This customer still has subscribers: remove them first."""

    code, status = 90012, 409


@dataclass(frozen=True)
class Blockers:
    """What stands in the way of removing a customer."""

    is_busy: bool
    subscribers: int

    def __bool__(self) -> bool:
        return self.is_busy or self.subscribers > 0


def get_blockers(customer: Customer) -> Blockers:
    """What stands in the way now; administrators never do."""
    return Blockers(
        is_busy=customer.status in CustomerStatus.BEING_SET_UP, subscribers=customer.subscribers.count()
    )


def delete(customer: Customer, *, by: User, at: datetime, unchanged: Unchanged = whatever_it_is) -> Customer:
    """Begin the removal; once begun, asking again changes nothing. A suspended partner may, too.

    Withdraws an open case. Raises changes.CustomerBusy (90011) while it is set up, StillHasSubscribers
    (90012) with their count. `unchanged` may refuse once the row is held.
    """
    with transaction.atomic():
        customer = changes.locked(customer)
        unchanged()
        if customer.status != CustomerStatus.DELETING:
            _check_blockers(customer)
            _begin(customer, by=by, at=at)
    return customer


def delete_with_subscribers(customer: Customer, *, by: User, at: datetime) -> Customer:
    """Remove all subscribers and begin the removal, both or neither."""
    with transaction.atomic():
        customer = changes.locked(customer)
        for subscriber in customer.subscribers.all():
            subscribers.remove(subscriber, by=by, at=at)
        return delete(customer, by=by, at=at)


def finish(customer: Customer, *, by: User, at: datetime) -> None:
    """The platform has released it: from now on it is not found. A second call changes nothing."""
    if customer.deleted_at is not None:
        return
    lifecycle.close(customer, at=at)
    trail.record("customer.deleted", on=customer, by=by, at=at, partner=customer.partner)
    announcements.of_customer(AnnouncementKind.DELETED, customer, by=by, at=at)


def _check_blockers(customer: Customer) -> None:
    blockers = get_blockers(customer)
    if blockers.is_busy:
        raise changes.CustomerBusy
    if blockers.subscribers:
        raise StillHasSubscribers(
            ngettext(
                "This customer still has %(count)d subscriber: remove it first.",
                "This customer still has %(count)d subscribers: remove them first.",
                blockers.subscribers,
            )
            % {"count": blockers.subscribers}
        )


def _begin(customer: Customer, *, by: User, at: datetime) -> None:
    # The status first: from then on the withdrawn case can do nothing to it.
    proposals.drop_open(customer, by=by, at=at)
    lifecycle.begin_deleting(customer, by=by, at=at)
    withdrawal.withdraw(customer.subject, by=by, at=at)
    monitoring.unwatch(customer.subject, by=by, at=at)
