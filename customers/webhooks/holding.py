"""Holding a webhook's row while it is changed."""

from __future__ import annotations

from customers.models import Webhook
from partnerhub.api import ids


def lock(webhook: Webhook) -> Webhook:
    """The row as it is now, held until the transaction ends. Raises UnknownId once it is deleted."""
    rows = Webhook.objects.select_for_update(of=("self",)).select_related("partner")
    row = rows.filter(pk=webhook.pk).first()
    if row is None:
        raise ids.UnknownId
    return row
