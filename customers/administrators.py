"""A customer's administrators and their package level: that of its creation, never lower (M9)."""

from __future__ import annotations

from datetime import datetime

from customers.models import Customer, CustomerAdministrator, Package
from customers.orders import Administrator
from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import DomainError
from partnerhub.inserts import insert


class DowngradeRefused(DomainError):
    """The customer's full administrator cannot be moved to a lower package."""

    code, status = 90014, 409


def appoint(customer: Customer, person: Administrator, *, is_full: bool, at: datetime) -> None:
    """A new administrator, at the level with which the customer was created."""
    insert(
        CustomerAdministrator,
        customer_id=customer.pk,
        email=person.email.lower(),
        first_name=person.first_name,
        last_name=person.last_name,
        level_id=customer.admin_level_id,
        is_full=is_full,
        created_at=at,
    )


def replace_full(customer: Customer, person: Administrator, *, at: datetime) -> None:
    """Another person becomes the full administrator; the level stays."""
    full = customer.get_full_administrator()
    if full is None:
        appoint(customer, person, is_full=True, at=at)
        return
    customer.administrators.filter(email__iexact=person.email, is_full=False).delete()
    if full.email != person.email.lower():
        full.person_id = None
    full.email, full.first_name, full.last_name = person.email.lower(), person.first_name, person.last_name
    full.save()


def move(administrator: CustomerAdministrator, level: Package, *, by: User, at: datetime) -> None:
    """Another package level. Raises DowngradeRefused for the full administrator and a lower rank (90014)."""
    current = administrator.level
    if administrator.is_full and current is not None and level.rank < current.rank:
        raise DowngradeRefused(field="package")
    administrator.level = level
    administrator.save(update_fields=["level"])
    trail.record(
        "administrator.moved",
        on=administrator.customer,
        by=by,
        at=at,
        partner=administrator.customer.partner,
        before={"package": current.code if current else ""},
        after={"administrator": administrator.email, "package": level.code},
    )


def check_level_of_subscriber(customer: Customer, email: str, package: Package) -> None:
    """A subscriber with the full administrator's e-mail may not go below its level either (90014)."""
    full = customer.get_full_administrator()
    if full is None or full.level is None or full.email != email.lower():
        return
    if package.rank < full.level.rank:
        raise DowngradeRefused(field="package")
