"""The body of a message, as the contract has it (wholesale-api.md section 8)."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from customers.models import Webhook
from partnerhub.api import ids

TEST = "test"
# Stands for the portal and its staff: partners are not told who of them it was.
PORTAL = UUID(int=0)


def body_of(webhook: Webhook, *, event: str, data: dict[str, Any], actor_id: UUID) -> str:
    """JSON; the same text is signed and sent at every try."""
    return json.dumps(
        {
            "id": ids.encode("WEBHOOK", webhook.pk),
            "name": webhook.name,
            "resource": webhook.resource,
            "event": event,
            **({"filter": webhook.filter} if webhook.filter else {}),
            "orgId": ids.encode("ORGANIZATION", webhook.partner.org_id),
            "createdBy": ids.encode("PEOPLE", webhook.created_by_id),
            "appId": app_id_of(webhook),
            "ownedBy": webhook.owned_by,
            "status": webhook.status,
            "actorId": ids.encode("PEOPLE", actor_id),
            "data": data,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def app_id_of(webhook: Webhook) -> str:
    """The API client that made it; the portal itself where a person did, in the browser."""
    return ids.encode("APPLICATION", webhook.app or "partnerhub")
