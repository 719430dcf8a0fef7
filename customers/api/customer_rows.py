"""What is asked of the database about customers, one or a page of them alike: plain rows, without a model's detour.

Keys and moments are asked for as text, which they are in the answer: neither the driver nor we make objects of them.
Values are as the database gives them: what writes them out takes either one's spelling.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from customers.models import Customer, PackageAssignment
from partnerhub.accounts.access import Access
from partnerhub.accounts.models import Partner
from partnerhub.accounts.roles import Role
from partnerhub.api.pagination import KeysetPage, Way
from partnerhub.api.wishes import Wishes, given_access, values_of
from partnerhub.json_rows import JsonRows
from partnerhub.prepared import Given, prepared


def _text(column: str) -> Cast:
    return Cast(column, TextField())


# Begins with the moment and the id, by which pages are cut. The order is that of Row below.
COLUMNS = (
    _text("created_at"), _text("id"), _text("org_id"), "external_id", "status", "errors", "name", "primary_email",
    "line1", "line2", "city", "state", "postal_code", "country",
    _text("status_changed_at"), _text("subject_id"), _text("suspended_at"), "is_own_organization",
    _text("template_id"), "version",
    "meeting_site__numbers", "meeting_site__override_numbers", "meeting_site__is_overridden",
    "meeting_site__reason", "meeting_site__country", "meeting_site__location",
    "packages",
)  # fmt: skip


class Row(NamedTuple):
    """One row of COLUMNS."""

    created_at: str
    id: str
    org_id: str | None
    external_id: str
    status: str
    errors: str
    name: str
    primary_email: str
    line1: str
    line2: str
    city: str
    state: str
    postal_code: str
    country: str
    status_changed_at: str
    subject_id: str
    suspended_at: str | None
    is_own_organization: bool
    template_id: str
    version: int
    numbers: str | None
    override_numbers: str | None
    is_overridden: bool | None
    reason: str | None
    call_in_country: str | None
    location: str | None
    packages: str | None


class PackageRow(NamedTuple):
    """A package that a customer has; `order` is its place in the catalogue."""

    order: int
    package_id: str
    state: str
    quantity: int | None
    used: int
    warnings: str
    errors: str
    licence_code: str


def page_of(access: Access, *, owner: Partner | None, wishes: Wishes, page: KeysetPage) -> list[Row]:
    """A page of what this access may know of, of one owner's if named, in the page's order."""
    shape = access.role, owner is not None, wishes.shape
    values = values_of(access) | wishes.values | {"owner": owner.pk if owner is not None else None}
    rows = page.ask(lambda way, count: _listed(*shape, way, count), lambda way: _places(*shape, way), values)
    return page.cut([Row._make(row) for row in rows])


def one_of(access: Access, pk: UUID, *, owner: Partner | None = None) -> list[Row]:
    """The customer with this id among what this access may know of, of one owner's if named; else nothing."""
    question = _single(access.role, owner is not None)
    values = values_of(access) | {"pk": pk, "owner": owner.pk if owner is not None else None}
    return [Row._make(row) for row in question.ask(values)]


def packages_of(row: Row) -> list[PackageRow]:
    """The packages of this customer, in the order of the catalogue."""
    return sorted(_decode_packages(row.packages)) if row.packages else []


# The numbers among them are texts, too.
_decode_packages = msgspec.json.Decoder(list[PackageRow], strict=False).decode


@prepared
def _listed(role: Role | None, has_owner: bool, wishes: Any, way: Way, count: int) -> QuerySet[Any]:
    # Which ones first, in an index: so PostgreSQL keeps one plan for whatever place a page begins at.
    page = _wished(role, has_owner, wishes, way).values("pk")[:count]
    return way.sort(_rows(Customer.objects.filter(pk__in=page)))


@prepared
def _places(role: Role | None, has_owner: bool, wishes: Any, way: Way) -> QuerySet[Any]:
    return _wished(role, has_owner, wishes, way).values_list("created_at", "id")


def _wished(role: Role | None, has_owner: bool, wishes: Any, way: Way) -> QuerySet[Customer]:
    customers = Customer.objects.visible_to(given_access(role))
    if has_owner:
        customers = customers.owned_by(Given("owner"))
    return way.narrow(customers.filter(**Wishes.given(wishes)))


@prepared
def _single(role: Role | None, has_owner: bool) -> QuerySet[Any]:
    customers = Customer.objects.visible_to(given_access(role)).filter(pk=Given("pk"))
    if has_owner:
        customers = customers.filter(partner=Given("owner"))
    return _rows(customers.order_by())


def _rows(customers: QuerySet[Customer]) -> QuerySet[Any]:
    held = PackageAssignment.objects.filter(customer=OuterRef("pk")).order_by()
    columns = map(_text, ("package__order", "package", *PackageRow._fields[2:]))
    packages = Subquery(held.values(rows=JsonRows(*columns)))
    return customers.annotate(packages=packages).values_list(*COLUMNS)
