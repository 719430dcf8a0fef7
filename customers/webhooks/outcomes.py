"""What becomes of a delivery once it was tried, with its consequences for the webhook, in one transaction."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from django.db import transaction

from customers.enums import DeliveryError, DeliveryOccasion, DeliveryState, DisabledReason
from customers.models import Webhook, WebhookDelivery
from customers.webhooks import backoff, claims, disabling
from customers.webhooks.backoff import TRIES
from customers.webhooks.claims import Claim
from customers.webhooks.posting import Outcome

GONE = 410


def record(claim: Claim, outcome: Outcome, *, at: datetime) -> bool:
    """Keep what came of a try; False where another worker has taken the delivery over meanwhile."""
    with transaction.atomic():
        webhook = (
            Webhook.objects.select_for_update(of=("self",))
            .select_related("partner")
            .filter(pk=claim.delivery.webhook_id)
            .first()
        )
        delivery = claims.holds(claim).select_for_update(of=("self",)).first()
        if webhook is None or delivery is None:
            return False
        if outcome.is_success:
            _settle(delivery, DeliveryState.DELIVERED, outcome, at=at)
            _forget_failures(webhook)
        elif delivery.occasion in DeliveryOccasion.BY_HAND:
            _settle(delivery, DeliveryState.FAILED, outcome, at=at)
        else:
            _fail(webhook, delivery, outcome, at=at)
    return True


def is_worn_out(claim: Claim) -> bool:
    """Did every try end with the worker, without an outcome?"""
    return claim.delivery.attempts > TRIES


def _fail(webhook: Webhook, delivery: WebhookDelivery, outcome: Outcome, *, at: datetime) -> None:
    webhook.failures += 1
    webhook.paused_until = backoff.paused_until(webhook.failures, at=at)
    webhook.save(update_fields=["failures", "paused_until"])
    if outcome.status_code == GONE:
        _settle(delivery, DeliveryState.FAILED, outcome, at=at)
        disabling.disable_for(webhook, DisabledReason.GONE, at=at)
    elif delivery.attempts >= TRIES:
        _settle(delivery, DeliveryState.FAILED, outcome, at=at)
        disabling.disable_for(webhook, DisabledReason.GAVE_UP, at=at)
    else:
        luck = random.random()  # noqa: S311 - spreads load, guards nothing
        next_at = backoff.next_attempt(delivery.attempts, at=at, luck=luck)
        _write(delivery, DeliveryState.WAITING, outcome, next_attempt_at=next_at)


def _forget_failures(webhook: Webhook) -> None:
    if webhook.failures or webhook.paused_until:
        webhook.failures, webhook.paused_until = 0, None
        webhook.save(update_fields=["failures", "paused_until"])


def _settle(delivery: WebhookDelivery, state: DeliveryState, outcome: Outcome, *, at: datetime) -> None:
    _write(delivery, state, outcome, finished_at=at)


def _write(delivery: WebhookDelivery, state: DeliveryState, outcome: Outcome, **more: Any) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=state,
        lease_until=None,
        status_code=outcome.status_code,
        latency_ms=outcome.latency_ms,
        response=outcome.response,
        error=outcome.error,
        **more,
    )


INTERRUPTED = Outcome(error=DeliveryError.INTERRUPTED)
