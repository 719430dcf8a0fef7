"""Writes and reads the history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from partnerhub.accounts.models import Partner, User
from partnerhub.audit import context
from partnerhub.audit.models import AuditEvent
from partnerhub.inserts import insert


def record(
    action: str,
    *,
    on: models.Model,
    by: User,
    at: datetime,
    partner: Partner | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
    internal: bool = False,
) -> None:
    """Tell what `by` did to `on`. To be called inside the transaction of the change.

    `before` and `after` hold changed values only, JSON-ready. `internal` events are not shown to partners.
    """
    door = context.current()
    insert(
        AuditEvent,
        at=at,
        action=action,
        object_type=on._meta.label_lower,
        object_id=str(on.pk),
        object_label=str(on)[:255],
        partner_id=partner.pk if partner else None,
        actor_kind=by.kind,
        actor_id=by.pk,
        actor_label=str(by)[:255],
        client=door.client[:255],
        address=door.address[:64],
        request_id=door.request_id[:80],
        before=before or {},
        after=after or {},
        note=note,
        internal=internal,
    )


def history_of(on: models.Model, *, public: bool = False) -> models.QuerySet[AuditEvent]:
    """The events of one row, newest first; `public` leaves out what is not for partners."""
    events = AuditEvent.objects.filter(object_type=on._meta.label_lower, object_id=str(on.pk))
    return events.filter(internal=False) if public else events
