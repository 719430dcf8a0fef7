"""A webhook is disabled, by its owner or by itself, and enabled again; what waits for it waits."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from customers.enums import DeliveryOccasion, DeliveryState, DisabledReason, WebhookStatus
from customers.models import Webhook, WebhookDelivery
from customers.webhooks import holding, mail
from partnerhub.accounts.jobs import job_user
from partnerhub.accounts.models import User
from partnerhub.audit import trail

_DELIVERED_BY_HAND = WebhookDelivery.objects.filter(
    webhook=OuterRef("webhook"),
    message_id=OuterRef("message_id"),
    occasion=DeliveryOccasion.RESEND,
    state=DeliveryState.DELIVERED,
)


def disable(webhook: Webhook, *, by: User, at: datetime) -> None:
    """Send nothing any more: what happens from now on is not told, what waits already is kept."""
    with transaction.atomic():
        row = holding.lock(webhook)
        _disable(row, DisabledReason.BY_HAND, by=by, at=at)


def disable_for(webhook: Webhook, reason: DisabledReason, *, at: datetime) -> None:
    """The portal disables it, and tells its owner. In the caller's transaction, with the row locked or unique."""
    if _disable(webhook, reason, by=job_user("webhooks"), at=at):
        webhook_id = str(webhook.pk)
        transaction.on_commit(lambda: mail.send_disabled_mail.enqueue(webhook_id))


def enable(webhook: Webhook, *, by: User, at: datetime) -> None:
    """Send again: first, in their order, what was given up or waited."""
    with transaction.atomic():
        row = holding.lock(webhook)
        if row.is_active:
            return
        row.status, row.disabled_at, row.disabled_reason = WebhookStatus.ACTIVE, None, ""
        row.failures, row.paused_until = 0, None
        row.save(update_fields=["status", "disabled_at", "disabled_reason", "failures", "paused_until"])
        _begin_anew(row, at)
        _tell(row, "webhook.enabled", by, at)


def _begin_anew(webhook: Webhook, at: datetime) -> None:
    events = webhook.deliveries.filter(occasion=DeliveryOccasion.EVENT)
    events.filter(state=DeliveryState.WAITING).update(attempts=0, next_attempt_at=at)
    given_up = events.filter(~Exists(_DELIVERED_BY_HAND), state=DeliveryState.FAILED)
    given_up.update(state=DeliveryState.WAITING, attempts=0, next_attempt_at=at, finished_at=None)


def _disable(webhook: Webhook, reason: DisabledReason, *, by: User, at: datetime) -> bool:
    if not webhook.is_active:
        return False
    webhook.status, webhook.disabled_at, webhook.disabled_reason = WebhookStatus.INACTIVE, at, reason
    webhook.save(update_fields=["status", "disabled_at", "disabled_reason"])
    _tell(webhook, "webhook.disabled", by, at, reason=str(reason))
    return True


def _tell(webhook: Webhook, action: str, by: User, at: datetime, **after: str) -> None:
    trail.record(action, on=webhook, by=by, at=at, partner=webhook.partner, after=after)
