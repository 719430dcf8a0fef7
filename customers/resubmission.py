"""After a refusal or an expiry the partner asks again, with the order as it should be (review-queue.md)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError

from compliance.enums import Trigger
from compliance.screening import screen
from compliance.screening.found import Found
from customers import (
    administrators,
    announcements,
    changes,
    lifecycle,
    onboarding,
    packages,
    precheck,
    proposals,
)
from customers.enums import AnnouncementKind, CustomerStatus
from customers.models import Customer
from customers.orders import Change, Order
from customers.precheck import Checked
from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import DomainError


class NothingToResubmit(DomainError):
    """Only a customer in error after the denied-party check is resubmitted."""

    code, status = 90042, 409


def resubmit(customer: Customer, order: Order, *, by: User, at: datetime) -> Customer:
    """Ask compliance again, with this order in place of the old one. Gives the customer as it then is.

    A customer that was never live takes the order as it is; a suspended one keeps what is in force, its
    services off, until a person has approved. Raises NothingToResubmit and what `onboarding.onboard` raises.
    """
    check_may_resubmit(customer)
    checked = onboarding.name_from_platform(
        precheck.require(order, partner=customer.partner, customer=customer)
    )
    if not checked.order.name and customer.is_live:
        checked = precheck.with_name(checked, customer.name)  # It has one; the platform only knows it too.
    if customer.is_live:
        packages.check_change(customer, order.packages, order.quantities)

    def write(found: Found) -> Customer:
        return _ask_again(customer, checked, found, by=by, at=at)

    try:
        return screen.ask(
            checked.order.profile, write, in_force=customer.profile if customer.is_live else None
        )
    except IntegrityError:
        # Somebody was quicker with the same externalId: now the check finds it.
        precheck.require(order, partner=customer.partner, customer=customer)
        raise


def check_may_resubmit(customer: Customer) -> None:
    """Raise NothingToResubmit, unless the denied-party check brought it into error."""
    if not can_resubmit(customer):
        raise NothingToResubmit


def can_resubmit(customer: Customer) -> bool:
    """Is it in error by the denied-party check?"""
    return customer.status == CustomerStatus.ERROR and (customer.is_refused or customer.is_suspended)


def _ask_again(customer: Customer, checked: Checked, found: Found, *, by: User, at: datetime) -> Customer:
    customer = changes.locked(customer)
    check_may_resubmit(customer)
    if customer.is_live:
        proposals.open_for(customer, Change.of_order(checked.order), by=by, at=at)
    else:
        _replace(customer, checked, at=at)
        change = announcements.words_of(Change.of_order(checked.order))
        announcements.of_customer(AnnouncementKind.UPDATED, customer, by=by, at=at, changed=change)
    trail.record("customer.resubmitted", on=customer, by=by, at=at, partner=customer.partner)
    answer = screen.record(found, subject=customer.subject, trigger=Trigger.RESUBMIT, by=by, at=at)
    lifecycle.apply_verdict(customer, answer, by=by, at=at)
    return customer


def _replace(customer: Customer, checked: Checked, *, at: datetime) -> None:
    """Everything as ordered now, unsaved but for packages and administrator; the organization stays."""
    customer.clearance = None
    for name, value in onboarding.values_of(checked).items():
        setattr(customer, name, value)
    packages.replace_all(customer, checked.packages, checked.order.quantities)
    if checked.order.administrator.email:
        administrators.replace_full(customer, checked.order.administrator, at=at)
        customer.administrators.update(level=customer.admin_level)
