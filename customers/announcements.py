"""The outbox: a row per event, written in the transaction of the change; sending is somebody else's story."""

from __future__ import annotations

from datetime import datetime

from customers.enums import AnnouncementKind
from customers.models import Announcement, Customer


def announce(kind: AnnouncementKind, customer: Customer, *, at: datetime) -> Announcement:
    """Note what partners are to be told of this customer: its status and errors, nothing of a check."""
    payload = {"status": customer.status, "externalId": customer.external_id, "errors": customer.errors}
    return Announcement.objects.create(customer=customer, kind=kind, payload=payload, at=at)
