"""How many of a package may be assigned, and who has one: held by the database under any concurrency (M7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext as _

from customers.enums import PackageKind, PackageState
from customers.models import Customer, Package, PackageAssignment, PackageUse, Subscriber
from partnerhub.errors import DomainError
from partnerhub.inserts import insert_all


class LimitReached(DomainError):
    """The quantity of this package is used up, or less is asked for than is in use."""

    code, status = 90013, 409


class NotAssignable(DomainError):
    """This package is not assigned to users: the customer is entitled to it as a whole."""

    code, status = 90041, 400


def order(customer: Customer, packages: Sequence[Package], quantities: Mapping[str, int]) -> None:
    """What a new customer is to have. No quantity means unlimited."""
    insert_all(
        PackageAssignment,
        [
            {"customer_id": customer.pk, "package_id": each.pk, "quantity": quantities.get(each.code)}
            for each in packages
        ],
    )


def change(customer: Customer, codes: Sequence[str] | None, quantities: Mapping[str, int]) -> None:
    """Bring a customer's packages to this complete list (None: keep them); named quantities change.

    Raises LimitReached for a quantity below use and for a package in use that is left out (90013).
    """
    if codes is not None:
        _remove_all_but(customer, codes)
        _add_missing(customer, codes)
    for code, quantity in quantities.items():
        _limit(customer, code, quantity)


def check_change(customer: Customer, codes: Sequence[str] | None, quantities: Mapping[str, int]) -> None:
    """Raise LimitReached where `change` would now. It may still, later: others assign meanwhile."""
    for assignment in customer.assigned_packages.all():
        is_removed = codes is not None and assignment.package_id not in codes
        limit = 0 if is_removed else quantities.get(assignment.package_id)
        if limit is not None and assignment.used > limit:
            raise _too_much_in_use(assignment.package_id, assignment.used)


def check_free(customer: Customer, packages: Sequence[Package]) -> None:
    """Raise LimitReached where `assign` would now."""
    for assignment in customer.assigned_packages.filter(package__in=packages).select_related("package"):
        if assignment.free == 0:
            raise _none_left(assignment.package)


def replace_all(customer: Customer, packages: Sequence[Package], quantities: Mapping[str, int]) -> None:
    """Forget what was ordered before: of a customer that was never live, so that nothing is in use."""
    customer.assigned_packages.all().delete()
    order(customer, packages, quantities)


def assign(subscriber: Subscriber, package: Package, *, at: datetime) -> None:
    """Give a subscriber a package. Raises LimitReached, NotAssignable.

    One conditional UPDATE takes a unit: of two that want the last one, one finds no row.
    """
    if not package.assignable_to_users:
        raise NotAssignable
    rows = PackageAssignment.objects.filter(customer=subscriber.customer_id, package=package)
    free = rows.exclude(state=PackageState.DELETING).filter(Q(quantity=None) | Q(used__lt=F("quantity")))
    if not free.update(used=F("used") + 1):
        raise _none_left(package)
    PackageUse.objects.create(
        subscriber=subscriber, package=package, is_base=package.kind != PackageKind.ADDON, from_at=at
    )


def release(subscriber: Subscriber, package: Package, *, at: datetime) -> None:
    """Take a package back; its use ends at this moment."""
    ended = PackageUse.objects.filter(subscriber=subscriber, package=package, to_at=None).update(to_at=at)
    if ended:
        PackageAssignment.objects.filter(customer=subscriber.customer_id, package=package).update(
            used=F("used") - 1
        )


def has(customer: Customer, package: Package) -> bool:
    """Does the customer have this package, and is it not being removed?"""
    return customer.assigned_packages.filter(package=package).exclude(state=PackageState.DELETING).exists()


def _remove_all_but(customer: Customer, codes: Sequence[str]) -> None:
    left_out = customer.assigned_packages.exclude(package__in=codes)
    for assignment in left_out:
        row = PackageAssignment.objects.filter(pk=assignment.pk, used=0)
        gone = row.update(state=PackageState.DELETING, quantity=None) if customer.is_live else row.delete()[0]
        if not gone:
            raise _too_much_in_use(assignment.package_id, assignment.used)


def _add_missing(customer: Customer, codes: Sequence[str]) -> None:
    back = customer.assigned_packages.filter(package__in=codes, state=PackageState.DELETING)
    back.update(state=PackageState.PROVISIONING)
    present = set(customer.assigned_packages.values_list("package_id", flat=True))
    PackageAssignment.objects.bulk_create(
        PackageAssignment(customer=customer, package_id=code) for code in codes if code not in present
    )


def _limit(customer: Customer, code: str, quantity: int) -> None:
    row = customer.assigned_packages.filter(package=code)
    assignment = row.get()
    if assignment.quantity == quantity:
        return
    if not row.filter(used__lte=quantity).update(quantity=quantity, state=PackageState.PROVISIONING):
        raise _too_much_in_use(code, assignment.used)


def _too_much_in_use(code: str, used: int) -> LimitReached:
    sentence = _("%(used)d subscribers use %(package)s: less cannot be set.") % {
        "used": used,
        "package": code,
    }
    return LimitReached(sentence, field=f"provisioningParameters.packages.limits.{code}")


def _none_left(package: Package) -> LimitReached:
    sentence = _("No more of %(package)s can be assigned.") % {"package": package.label}
    return LimitReached(sentence, field="packages")
