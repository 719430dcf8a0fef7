"""The outbox: a row per event, written in the transaction of the change; `customers.webhooks` sends it from there.

What is told is what the partner may read: nothing of what a check found.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from compliance import queue
from customers.enums import AnnouncementKind, CustomerStatus, WebhookResource
from customers.models import Announcement, BillingReport, Customer, MeetingSite, Subscriber
from customers.orders import Change
from partnerhub.accounts.models import User
from partnerhub.api import ids
from partnerhub.inserts import insert

# What a change touches, in the words of the API.
_WORDS = {
    "quantities": "limits",
    "external_id": "externalId",
    "administrator": "primaryEmail",
    "calling_location": "location",
    "meetings_timezone": "timezone",
    "sub_partner_admin_email": "subPartnerAdminEmail",
}


def of_customer(kind: AnnouncementKind, customer: Customer, *, by: User, at: datetime, **more: Any) -> None:
    """Note what happened to a customer; `more` is told beside what is told of every customer."""
    told = {
        "id": ids.encode("ENTERPRISE", customer.pk),
        "orgId": ids.encode("ORGANIZATION", customer.org_id) if customer.org_id else None,
        "externalId": customer.external_id,
        "name": customer.name,
        "status": str(customer.status),
        "errors": customer.errors,
        "created": moment(customer.created_at),
        "lastStatusChange": moment(customer.status_changed_at),
        "rpl": _rpl(customer),
        **more,
    }
    _write(WebhookResource.CUSTOMERS, kind, customer, told, by=by, at=at)


def of_call_in_numbers(site: MeetingSite, *, by: User, at: datetime) -> None:
    """Note which call-in numbers the customer's meeting site now shows, and why these (M20, M21)."""
    numbers = [
        {
            "callInNumber": number["e164"],
            "displayNumber": number.get("display", ""),
            "label": number.get("label", ""),
            "tollType": number.get("tollType", "toll"),
        }
        for number in site.numbers_in_force
    ]
    of_customer(
        AnnouncementKind.UPDATED,
        site.customer,
        by=by,
        at=at,
        changed=["callInNumbers"],
        callInNumbers=numbers,
        callInReason="override" if site.is_overridden else site.reason,
    )


def of_subscriber(
    kind: AnnouncementKind, subscriber: Subscriber, *, by: User, at: datetime, changed: Iterable[str] = ()
) -> None:
    """Note what happened to a subscriber."""
    customer = subscriber.customer
    told = {
        "id": ids.encode("SUBSCRIBER", subscriber.pk),
        "personId": ids.encode("PEOPLE", subscriber.person_id) if subscriber.person_id else None,
        "email": subscriber.email,
        "customerId": ids.encode("ENTERPRISE", customer.pk),
        "externalCustomerId": customer.external_id,
        "packages": [subscriber.package_id, *subscriber.addons.values_list("pk", flat=True)],
        "status": str(subscriber.state),
        "errors": subscriber.errors,
        "created": moment(subscriber.created_at),
        "lastStatusChange": moment(subscriber.status_changed_at),
        "changed": list(changed) or None,
    }
    _write(WebhookResource.SUBSCRIBERS, kind, customer, told, by=by, at=at)


def of_report(kind: AnnouncementKind, report: BillingReport, *, by: User, at: datetime) -> None:
    """Note what happened to a billing report."""
    told = {
        "id": ids.encode("BILLING_REPORT", report.pk),
        "billingStartDate": report.start_date.isoformat(),
        "billingEndDate": report.end_date.isoformat(),
        "type": str(report.type),
        "category": str(report.category),
        "status": str(report.state),
        "errors": report.errors,
        "created": moment(report.created_at),
    }
    insert(
        Announcement,
        partner_id=report.partner_id,
        queue=report.pk,
        resource=WebhookResource.BILLING_REPORTS,
        kind=kind,
        payload=_present(told),
        actor_id=by.pk,
        at=at,
    )


def words_of(change: Change, *, proposed: bool = False) -> list[str]:
    """Which fields of the API a change touches; while it waits for its check those of the proposal."""
    words = [_WORDS.get(name, name) for name in change.to_json()]
    return [f"proposed{word[0].upper()}{word[1:]}" for word in words] if proposed else words


def moment(at: datetime) -> str:
    """UTC in ISO 8601 with milliseconds and +00:00, as everything of webhooks (wholesale-api.md section 8)."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def _write(
    resource: WebhookResource,
    kind: AnnouncementKind,
    customer: Customer,
    told: dict[str, Any],
    *,
    by: User,
    at: datetime,
) -> None:
    insert(
        Announcement,
        partner_id=customer.partner_id,
        customer_id=customer.pk,
        queue=customer.pk,
        resource=resource,
        kind=kind,
        payload=_present(told),
        actor_id=by.pk,
        at=at,
    )


def _rpl(customer: Customer) -> dict[str, str] | None:
    """While it waits for the check: how that stands, and until when it is decided."""
    if customer.status != CustomerStatus.PENDING_RPL_REVIEW:
        return None
    view = queue.partner_view(customer.subject)
    return _present({"state": str(view.state), "dueAt": moment(view.due_at) if view.due_at else None})


def _present(told: dict[str, Any]) -> dict[str, Any]:
    """What is not there is left out, as in the API's answers."""
    return {name: value for name, value in told.items() if value is not None}
