"""The reading side of subscribers, like that of customers: plain rows become typed documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from customers.api.documents import Failure, failures_of
from customers.enums import SubscriberState
from customers.models import Subscriber
from partnerhub.api import ids
from partnerhub.api.responses import Document, moment

# What the contract's old single form knows.
OLD_PACKAGES = frozenset(
    {
        "webex_calling",
        "webex_meetings",
        "webex_suite",
        "webex_voice",
        "cx_essentials",
        "webex_calling_standard",
    }
)


class SubscriberDocument(Document, kw_only=True):
    """A subscriber. `personId` is there once it is provisioned; names and numbers are ours."""

    id: str
    person_id: str | None = None
    email: str
    customer_id: str
    external_customer_id: str
    package: str | None = None
    packages: list[str]
    status: str
    errors: list[Failure]
    created: str
    last_status_change: str
    first_name: str = ""
    last_name: str = ""
    primary_phone_number: str = ""
    extension: str = ""
    location_id: str = ""


class SubscriberList(Document, kw_only=True):
    """A page of subscribers, newest first unless asked otherwise."""

    items: list[SubscriberDocument]


class Row(NamedTuple):
    """One subscriber, as `values_list` gives it; `at` is the moment by which the list is ordered."""

    at: datetime
    id: UUID
    person_id: UUID | None
    email: str
    customer_id: UUID
    external_customer_id: str
    package_id: str
    state: str
    errors: list[dict[str, Any]]
    created_at: datetime
    status_changed_at: datetime
    first_name: str
    last_name: str
    phone: str
    extension: str
    location_id: str


def rows_of(subscribers: QuerySet[Subscriber], *, order: str = "created_at") -> list[Row]:
    """The plain rows, in the order of the queryset."""
    columns = (
        "customer__external_id" if name == "external_customer_id" else name for name in Row._fields[1:]
    )
    return [Row._make(row) for row in subscribers.values_list(order, *columns)]


def documents_of(rows: Sequence[Row]) -> list[SubscriberDocument]:
    """What the API says of these subscribers; two queries whatever their number."""
    addons = _addons_of(rows)
    return [_document(row, addons[row.id]) for row in rows]


def _addons_of(rows: Sequence[Row]) -> Mapping[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    links = Subscriber.addons.through.objects.filter(subscriber_id__in=[row.id for row in rows])
    for subscriber_id, code in links.order_by("package__order", "package_id").values_list(
        "subscriber_id", "package_id"
    ):
        found[subscriber_id].append(code)
    return found


def _document(row: Row, addons: list[str]) -> SubscriberDocument:
    is_there = row.state == SubscriberState.PROVISIONED and row.person_id is not None
    return SubscriberDocument(
        id=ids.encode("SUBSCRIBER", row.id),
        person_id=ids.encode("PEOPLE", str(row.person_id)) if is_there else None,
        email=row.email,
        customer_id=ids.encode("ENTERPRISE", row.customer_id),
        external_customer_id=row.external_customer_id,
        package=row.package_id if row.package_id in OLD_PACKAGES else None,
        packages=[row.package_id, *addons],
        status=row.state,
        errors=failures_of(row.errors),
        created=moment(row.created_at),
        last_status_change=moment(row.status_changed_at),
        first_name=row.first_name,
        last_name=row.last_name,
        primary_phone_number=row.phone,
        extension=row.extension,
        location_id=row.location_id,
    )
