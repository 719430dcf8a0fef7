"""The filters of the contract's lists."""

from __future__ import annotations

from dataclasses import dataclass

from customers.enums import CustomerStatus, SubscriberState
from customers.models.subscriber import SubscriberQuerySet
from partnerhub.api import ids, queries
from partnerhub.api.requests import Request
from partnerhub.api.wishes import Wishes


def customer_wishes(request: Request) -> Wishes:
    """By externalId, orgId and status; and by ownOrganization, which is ours (M5)."""
    return Wishes(
        {
            "external_id": queries.text(request, "externalId"),
            "org_id": queries.opaque_id(request, "orgId", "ORGANIZATION"),
            "status__in": queries.choices(request, "status", CustomerStatus.values) or None,
            "is_own_organization": queries.maybe(request, "ownOrganization"),
        }
    )


@dataclass(frozen=True, slots=True)
class Order:
    """By which column a list is ordered, and which way."""

    column: str
    descending: bool


_SUBSCRIBER_ORDERS = {"created": "created_at", "lastStatusChange": "status_changed_at"}


def order_of(request: Request) -> Order:
    """sortBy and sortOrder of subscribers; the newest first unless asked otherwise."""
    by = queries.choice(request, "sortBy", _SUBSCRIBER_ORDERS, default="created")
    way = queries.choice(request, "sortOrder", ("ASC", "DESC"), default="DESC")
    return Order(_SUBSCRIBER_ORDERS[by], descending=way == "DESC")


def narrow_subscribers(subscribers: SubscriberQuerySet, request: Request) -> SubscriberQuerySet:
    """By customer, person, e-mail, status, and later than a moment."""
    wanted = {
        "customer_id": queries.opaque_id(request, "customerId", *ids.CUSTOMER_KINDS),
        "person_id": queries.opaque_id(request, "personId", "PEOPLE"),
        "customer__external_id": queries.text(request, "externalCustomerId"),
        "email": (queries.text(request, "email") or "").lower() or None,
        "state__in": queries.choices(request, "status", SubscriberState.values) or None,
        "created_at__gt": queries.instant(request, "after"),
        "status_changed_at__gt": queries.instant(request, "lastStatusChange"),
    }
    return subscribers.filter(**{path: value for path, value in wanted.items() if value is not None})
