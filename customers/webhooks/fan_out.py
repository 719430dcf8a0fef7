"""Each announcement becomes a delivery for every webhook that wants it, exactly once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from customers.enums import DeliveryOccasion, DisabledReason, WebhookOwner, WebhookStatus
from customers.models import Announcement, Webhook, WebhookDelivery
from customers.webhooks import disabling, events, messages
from partnerhub.accounts.models import Membership

BATCH = 500


def fan_out(*, at: datetime) -> int:
    """Hand over whatever was announced; returns the number of deliveries made."""
    made = 0
    while Announcement.objects.filter(told_at=None).exists():
        made += _hand_over_some(at, made)
    return made


def _hand_over_some(at: datetime, made: int) -> int:
    with transaction.atomic():
        # Held, so that a second sweep waits: it would otherwise hand over later events first.
        waiting = Announcement.objects.select_for_update().filter(told_at=None).order_by("id")
        announced = list(waiting[:BATCH])
        deliveries = list(_deliveries_of(announced, at))
        for place, delivery in enumerate(deliveries, start=made):
            # So that the log, read by this moment, has what one sweep hands over in its order.
            delivery.created_at = at + timedelta(microseconds=place)
        WebhookDelivery.objects.bulk_create(deliveries)
        Announcement.objects.filter(pk__in=[one.pk for one in announced]).update(told_at=at)
    return len(deliveries)


def _deliveries_of(announced: Sequence[Announcement], at: datetime) -> Iterable[WebhookDelivery]:
    webhooks = _webhooks_of({one.partner_id for one in announced}, at)
    actors = _known_to_partners({one.actor_id for one in announced if one.actor_id})
    for one in announced:
        for webhook in webhooks[one.partner_id, one.resource]:
            if webhook.created_at <= one.at and events.wants(
                webhook.event, webhook.filter, kind=one.kind, payload=one.payload
            ):
                yield _delivery(webhook, one, actors, at)


def _webhooks_of(partner_ids: set[UUID], at: datetime) -> dict[tuple[UUID, str], list[Webhook]]:
    found: dict[tuple[UUID, str], list[Webhook]] = defaultdict(list)
    active = Webhook.objects.filter(partner__in=partner_ids, status=WebhookStatus.ACTIVE)
    belonging = _belonging_to(partner_ids)
    for webhook in active.select_related("partner", "created_by"):
        owners = {webhook.partner_id, webhook.partner.parent_id}
        if webhook.owned_by == WebhookOwner.CREATOR and not owners & belonging[webhook.created_by_id]:
            # What somebody set up who has left would go on telling them.
            disabling.disable_for(webhook, DisabledReason.OWNER_LEFT, at=at)
        else:
            found[webhook.partner_id, webhook.resource].append(webhook)
    return found


def _belonging_to(partner_ids: set[UUID]) -> dict[UUID, set[UUID | None]]:
    """The partners of each active person who made one of these partners' webhooks."""
    people = Webhook.objects.filter(partner__in=partner_ids).values("created_by")
    found: dict[UUID, set[UUID | None]] = defaultdict(set)
    members = Membership.objects.filter(user__in=people, user__is_active=True, partner__isnull=False)
    for user_id, partner_id in members.values_list("user_id", "partner_id"):
        found[user_id].add(partner_id)
    return found


def _known_to_partners(actor_ids: set[UUID]) -> set[UUID]:
    """Of those who acted, the people of partners; the others are the portal's own."""
    members = Membership.objects.filter(user__in=actor_ids)
    staff = set(members.filter(partner=None).values_list("user_id", flat=True))
    return set(members.exclude(partner=None).values_list("user_id", flat=True)) - staff


def _delivery(webhook: Webhook, one: Announcement, actors: set[UUID], at: datetime) -> WebhookDelivery:
    actor_id = one.actor_id if one.actor_id in actors else messages.PORTAL
    return WebhookDelivery(
        webhook=webhook,
        announcement=one,
        occasion=DeliveryOccasion.EVENT,
        queue=one.queue,
        event=one.kind,
        about=about(one.payload),
        body=messages.body_of(
            webhook, event=one.kind, data=one.payload, actor_id=actor_id or messages.PORTAL
        ),
        next_attempt_at=at,
        created_at=at,
    )


def about(payload: dict[str, object]) -> str:
    """By what people know the thing that the event is about."""
    named = (payload.get(name) for name in ("email", "externalId", "type"))
    return str(next((value for value in named if value), ""))[:255]
