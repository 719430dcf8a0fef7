"""Which delivery is due, and whose it is: a claim is one conditional update, with a lease against workers that vanish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet

from customers.enums import DeliveryOccasion, DeliveryState, WebhookStatus
from customers.models import WebhookDelivery
from customers.webhooks.backoff import LEASE

# At the same time: in all, and to one webhook.
PARALLEL = 16
PER_WEBHOOK = 8

_OPEN = Q(state__in=sorted(DeliveryState.OPEN))
_BY_HAND = Q(occasion__in=sorted(DeliveryOccasion.BY_HAND))
_EARLIER = WebhookDelivery.objects.filter(
    _OPEN,
    occasion=DeliveryOccasion.EVENT,
    webhook=OuterRef("webhook"),
    queue=OuterRef("queue"),
    announcement__lt=OuterRef("announcement"),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours until its lease is out; `delivery` knows its claim of it."""

    delivery: WebhookDelivery


def due(*, at: datetime) -> QuerySet[WebhookDelivery]:
    """Deliveries that may be claimed at this moment: of one queue only the earliest that is open."""
    is_served = Q(webhook__status=WebhookStatus.ACTIVE) & (
        Q(webhook__paused_until=None) | Q(webhook__paused_until__lte=at)
    )
    return WebhookDelivery.objects.filter(_OPEN, _is_free(at), _BY_HAND | (is_served & ~Exists(_EARLIER)))


def claim_some(*, at: datetime) -> list[Claim]:
    """Claim a fair share for each webhook for which something is due, as far as there is room."""
    running = WebhookDelivery.objects.filter(state=DeliveryState.RUNNING, lease_until__gt=at).count()
    room = PARALLEL - running
    if room <= 0:
        return []
    longest_waiting = due(at=at).order_by().values("webhook").annotate(since=Min("next_attempt_at"))
    webhooks = [row["webhook"] for row in longest_waiting.order_by("since")[:room]]
    share = max(1, min(PER_WEBHOOK, room // len(webhooks))) if webhooks else 0
    return [claim for webhook in webhooks for claim in _claim_of(webhook, share, at)]


def holds(claim: Claim) -> QuerySet[WebhookDelivery]:
    """The delivery while it is still ours."""
    return WebhookDelivery.objects.filter(
        pk=claim.delivery.pk, state=DeliveryState.RUNNING, claims=claim.delivery.claims
    )


def _claim_of(webhook: UUID, most: int, at: datetime) -> Iterator[Claim]:
    found = due(at=at).filter(webhook=webhook).select_related("webhook")
    # By hand first: somebody waits for it.
    for delivery in found.order_by(F("announcement").asc(nulls_first=True), "created_at")[:most]:
        free = WebhookDelivery.objects.filter(_is_free(at), pk=delivery.pk, claims=delivery.claims)
        taken = free.update(
            state=DeliveryState.RUNNING,
            lease_until=at + LEASE,
            attempts=F("attempts") + 1,
            claims=F("claims") + 1,
            tried_at=at,
        )
        if taken:
            delivery.attempts += 1
            delivery.claims += 1
            yield Claim(delivery)


def _is_free(at: datetime) -> Q:
    return Q(state=DeliveryState.WAITING, next_attempt_at__lte=at) | Q(
        state=DeliveryState.RUNNING, lease_until__lte=at
    )
