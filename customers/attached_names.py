"""The name of an organization that is attached comes from the platform (2.3); where it was silent, it is read later."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from compliance import holds
from compliance.enums import Trigger
from compliance.screening import screen
from compliance.screening.found import Found
from customers import lifecycle, locking, platform
from customers.enums import CustomerStatus
from customers.models import Customer
from customers.platform.base import PlatformUnavailable
from customers.precheck import NAME_MAX
from partnerhub.accounts.jobs import job_user
from partnerhub.audit import trail


def nameless() -> QuerySet[Customer]:
    """Customers that wait for the denied-party check, and whose name only the platform knows."""
    waiting = Customer.objects.filter(status=CustomerStatus.PENDING_RPL_REVIEW, name="")
    return waiting.filter(requested_org_id__isnull=False).select_related("partner", "subject")


def read_missing(*, at: datetime) -> int:
    """Read the names that are missing and ask compliance anew; returns how many were read.

    Until then such a customer waits: nobody is cleared without a name (M17). Ends at once where the platform does
    not answer, and comes back with the next sweep.
    """
    read = 0
    for customer in nameless().order_by("created_at", "id").iterator():
        try:
            name = _name_of(customer.requested_org_id)
        except PlatformUnavailable:
            break
        if name:
            read += _ask_again(customer, name, at=at)
    return read


def _name_of(org_id: UUID | None) -> str:
    """What the platform calls it; empty where it knows none."""
    found = platform.current().find_organization(org_id) if org_id else None
    return found.name.strip()[:NAME_MAX] if found else ""


def _ask_again(customer: Customer, name: str, *, at: datetime) -> bool:
    by = job_user("organization-names")
    profile = replace(customer.profile, name=name)

    def write(found: Found) -> bool:
        row = locking.lock(customer.pk)
        if row is None or row.status != CustomerStatus.PENDING_RPL_REVIEW:
            return False
        if row.name or replace(row.profile, name=name) != found.profile:
            return False  # Read or changed between the search and here.
        row.name = name
        trail.record("customer.name_read", on=row, by=by, at=at, partner=row.partner, after={"name": name})
        # As the retry of what waits: on the same clock, and asked by whoever asked first.
        hold = holds.open_hold_of(row.subject)
        trigger = Trigger.RETRY if hold else Trigger.CREATE
        answer = screen.record(found, subject=row.subject, trigger=trigger, by=by, at=at, retries=hold)
        lifecycle.apply_verdict(row, answer, by=by, at=at)
        return True

    return screen.ask(profile, write, at=at)
