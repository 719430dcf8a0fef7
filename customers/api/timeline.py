"""/v1/wholesale/customers/{id}/timeline: what happened to a customer, and who did it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse

from customers import history
from customers.api.customers import READ, CustomerRows
from partnerhub.accounts.roles import Permission
from partnerhub.api.pagination import LinkPage
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.api.responses import Document, answer, moment
from partnerhub.audit.models import AuditEvent


class Actor(Document, kw_only=True):
    """A person or a job, as it was called then."""

    kind: str
    name: str
    client: str = ""


class Event(Document, kw_only=True):
    """One thing that was done."""

    at: str
    action: str
    actor: Actor
    before: dict[str, Any]
    after: dict[str, Any]
    note: str = ""
    tracking_id: str = ""


class Timeline(Document, kw_only=True):
    """Events, newest first."""

    items: list[Event]


class TimelineViewSet(CustomerRows):
    """The history of one customer, without what partners may not see."""

    permissions: ClassVar = {"list": Permission.CUSTOMERS_VIEW}
    scopes: ClassVar = {"list": READ}

    @described("customerTimeline", answer=Timeline, tag="Partner Hub")
    def list(self, request: Request, customer_id: str) -> HttpResponse:
        """What happened, newest first."""
        page = LinkPage(request)
        events = page.rows_of(history.events_of(self.get_object()))
        shown = history.for_reader(events, request.auth)
        return answer(Timeline(items=[_event(event) for event in shown]), headers=page.headers)


def _event(event: AuditEvent) -> Event:
    return Event(
        at=moment(event.at),
        action=event.action,
        actor=Actor(kind=event.actor_kind, name=event.actor_label, client=event.client),
        before=event.before,
        after=event.after,
        note=event.note,
        tracking_id=event.request_id,
    )
