"""A customer's history as its partner may read it: all that happened, the portal's staff without names."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers.models import Customer
from partnerhub.accounts.access import Access
from partnerhub.accounts.models import Membership
from partnerhub.accounts.roles import Role
from partnerhub.audit import trail
from partnerhub.audit.models import AuditEvent


def events_of(customer: Customer) -> QuerySet[AuditEvent]:
    """What partners may read, the check's and the meeting site's part included, newest first."""
    events = trail.history_of(customer, public=True) | trail.history_of(customer.subject, public=True)
    site = getattr(customer, "meeting_site", None)
    return events | trail.history_of(site, public=True) if site else events


def highlights_of(customer: Customer) -> QuerySet[AuditEvent]:
    """The same without the single steps of the set-up."""
    return events_of(customer).exclude(action__startswith="provisioning.")


def of_check(customer: Customer) -> QuerySet[AuditEvent]:
    """The check's part alone."""
    return trail.history_of(customer.subject, public=True)


def for_reader(events: Iterable[AuditEvent], access: Access) -> list[AuditEvent]:
    """The events with the names that this reader may see: not those of the portal's staff for partners."""
    shown = list(events)
    if access.is_partner:
        staff = _staff_among(shown)
        for event in shown:
            if event.actor_id in staff:
                event.actor_label, event.client = staff[event.actor_id], ""
    return shown


def _staff_among(events: list[AuditEvent]) -> dict[object, str]:
    people = {event.actor_id for event in events if event.actor_kind != "job"}
    rows = Membership.objects.filter(user__in=people, partner=None).values_list("user", "role")
    reviews = (Role.REVIEWER, Role.LEAD)
    return {user: _("RPL team") if role in reviews else _("Partner Hub staff") for user, role in rows}
