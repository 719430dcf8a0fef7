"""Sent because somebody asked: a test event, or a message once more. Tried once; the log shows the outcome."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.module_loading import import_string

from customers.enums import DeliveryOccasion
from customers.models import Webhook, WebhookDelivery
from customers.webhooks import messages
from partnerhub.accounts.models import User
from partnerhub.audit import trail

_TASK = "customers.tasks.deliver_webhooks"


def send_test(webhook: Webhook, *, by: User, at: datetime) -> WebhookDelivery:
    """A message with the event `test` and no data of a customer, also to a webhook that is disabled."""
    body = messages.body_of(webhook, event=messages.TEST, data={"test": True}, actor_id=by.pk)
    return _send("webhook.tested", WebhookDelivery(webhook=webhook, body=body, event=messages.TEST), by, at)


def resend(delivery: WebhookDelivery, *, by: User, at: datetime) -> WebhookDelivery:
    """The same message under the same id, out of its order."""
    again = WebhookDelivery(
        webhook=delivery.webhook,
        message_id=delivery.message_id,
        announcement=delivery.announcement,
        event=delivery.event,
        about=delivery.about,
        body=delivery.body,
    )
    return _send("webhook.resent", again, by, at)


def _send(action: str, delivery: WebhookDelivery, by: User, at: datetime) -> WebhookDelivery:
    webhook = delivery.webhook
    is_test = delivery.event == messages.TEST
    delivery.occasion = DeliveryOccasion.TEST if is_test else DeliveryOccasion.RESEND
    delivery.next_attempt_at = delivery.created_at = at
    with transaction.atomic():
        delivery.save(force_insert=True)
        about = {"event": delivery.event, "about": delivery.about}
        trail.record(action, on=webhook, by=by, at=at, partner=webhook.partner, after=about)
        # By name: the sweep finds it as well, only later.
        transaction.on_commit(lambda: import_string(_TASK).enqueue())
    return delivery
