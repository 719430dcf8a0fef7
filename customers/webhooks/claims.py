"""Which delivery is due, and whose it is: a claim is one conditional update, with a lease against workers that vanish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from customers.enums import DeliveryOccasion, DeliveryState, WebhookStatus
from customers.models import Webhook, WebhookDelivery
from customers.webhooks.backoff import LEASE

# At the same time: in all, and to one webhook.
PARALLEL = 16
PER_WEBHOOK = 8

_OPEN = Q(state__in=sorted(DeliveryState.OPEN))
# What is sent by hand stands in no queue; by that the index finds it among many that wait.
_BY_HAND = Q(queue=None, occasion__in=sorted(DeliveryOccasion.BY_HAND))
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


def due(webhook: Webhook, *, at: datetime) -> QuerySet[WebhookDelivery]:
    """Events for this webhook that may be claimed at this moment: of one queue only the earliest that is open."""
    return _ready(at).filter(~Exists(_EARLIER), webhook=webhook, occasion=DeliveryOccasion.EVENT)


def claim_some(*, at: datetime) -> list[Claim]:
    """Claim a fair share for each webhook for which something is due, as far as there is room."""
    _take_from_the_vanished(at)
    room = PARALLEL - WebhookDelivery.objects.filter(lease_until__gt=at).count()
    # In any order: none comes first each time.
    webhooks = list(_with_something_ready(at).order_by("?")) if room > 0 else []
    share = max(1, min(PER_WEBHOOK, room // len(webhooks))) if webhooks else 0
    claimed: list[Claim] = []
    for webhook in webhooks:
        if len(claimed) >= room:
            break
        claimed += _claim_of(webhook, min(share, room - len(claimed)), at)
    return claimed


def holds(claim: Claim) -> QuerySet[WebhookDelivery]:
    """The delivery while it is still ours."""
    return WebhookDelivery.objects.filter(
        pk=claim.delivery.pk, state=DeliveryState.RUNNING, claims=claim.delivery.claims
    )


def _with_something_ready(at: datetime) -> QuerySet[Webhook]:
    ready = _ready(at).filter(webhook=OuterRef("pk"))
    is_served = Q(status=WebhookStatus.ACTIVE) & (Q(paused_until=None) | Q(paused_until__lte=at))
    return Webhook.objects.filter((is_served & Exists(ready)) | Exists(ready.filter(_BY_HAND)))


def _claim_of(webhook: Webhook, most: int, at: datetime) -> Iterator[Claim]:
    # By hand first: somebody waits for it.
    found = list(_ready(at).filter(_BY_HAND, webhook=webhook).order_by("created_at")[:most])
    is_paused = webhook.paused_until is not None and webhook.paused_until > at
    if webhook.is_active and not is_paused:
        found += due(webhook, at=at).order_by("announcement_id")[: most - len(found)]
    for delivery in found:
        delivery.webhook = webhook
        free = _ready(at).filter(pk=delivery.pk, claims=delivery.claims)
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


def _take_from_the_vanished(at: datetime) -> None:
    """What a worker held beyond its lease waits again; should the worker still come, it has lost its claim."""
    held = WebhookDelivery.objects.filter(lease_until__lte=at)
    if held.exists():
        held.update(state=DeliveryState.WAITING, lease_until=None, next_attempt_at=at)


def _ready(at: datetime) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(state=DeliveryState.WAITING, next_attempt_at__lte=at)
