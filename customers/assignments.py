"""Which customers a limited partner admin works for (wholesale-api.md section 6, Roles)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from customers.models import Customer, CustomerAssignment
from partnerhub.accounts.models import User
from partnerhub.accounts.roles import Role
from partnerhub.audit import trail
from partnerhub.errors import DomainError


class NotALimitedAdmin(DomainError):
    """Only a limited admin of the customer's partner is assigned to a customer."""

    code, status = 90045, 400


def assign(customer: Customer, person: User, *, by: User, at: datetime) -> None:
    """Let a limited admin see and edit this customer; twice is once. Raises NotALimitedAdmin."""
    if not _is_limited_admin_for(person, customer):
        raise NotALimitedAdmin(field="user")
    with transaction.atomic():
        _row, is_new = CustomerAssignment.objects.get_or_create(user=person, customer=customer)
        if is_new:
            _tell("customer.assigned", customer, person, by, at)


def withdraw(customer: Customer, person: User, *, by: User, at: datetime) -> None:
    """The limited admin does not see this customer any more."""
    with transaction.atomic():
        gone, _rows = CustomerAssignment.objects.filter(user=person, customer=customer).delete()
        if gone:
            _tell("customer.assignment_withdrawn", customer, person, by, at)


def _is_limited_admin_for(person: User, customer: Customer) -> bool:
    return person.memberships.filter(
        role=Role.LIMITED, partner__in=[pk for pk in (customer.partner_id, customer.partner.parent_id) if pk]
    ).exists()


def _tell(action: str, customer: Customer, person: User, by: User, at: datetime) -> None:
    trail.record(
        action,
        on=customer,
        by=by,
        at=at,
        partner=customer.partner,
        after={"user": str(person), "email": person.email},
    )
