"""The order of a domain's numbers decides which one is the first available (M20): 1, 2, 3 without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F

from partnerhub.accounts.models import User
from partnerhub.audit import trail
from telephony import policies
from telephony.models import CallInNumber, TelephonyDomain


class Direction(StrEnum):
    """One place towards the beginning of the list, or towards its end."""

    UP = "up"
    DOWN = "down"


def move(number: CallInNumber, direction: Direction, *, by: User, at: datetime) -> bool:
    """Swap a number with its neighbour; at the end of the list nothing happens. True if it moved."""
    policies.check_can_edit(by)
    with transaction.atomic():
        domain = lock(number.domain_id)
        order = ids_in_order(domain)
        here = order.index(number.pk)
        there = here - 1 if direction == Direction.UP else here + 1
        if not 0 <= there < len(order):
            return False
        order[here], order[there] = order[there], order[here]
        arrange(domain, order)
        trail.record(
            "call_in_number.moved",
            on=domain,
            by=by,
            at=at,
            partner=domain.partner,
            before={"number": number.e164, "order": here + 1},
            after={"number": number.e164, "order": there + 1},
        )
    number.refresh_from_db(fields=["display_order"])
    return True


def lock(domain_id: UUID) -> TelephonyDomain:
    """The domain, held until the transaction ends: whoever changes its list goes one at a time."""
    return TelephonyDomain.objects.select_for_update().get(pk=domain_id)


def ids_in_order(domain: TelephonyDomain) -> list[UUID]:
    """The ids of the domain's numbers as they stand in its list."""
    return list(domain.numbers.order_by("display_order", "id").values_list("pk", flat=True))


def arrange(domain: TelephonyDomain, order: Sequence[UUID]) -> None:
    """Give all numbers of a locked domain their places, 1 first. Three queries for any list."""
    places = dict(domain.numbers.values_list("pk", "display_order"))
    moving = [pk for place, pk in enumerate(order, start=1) if places[pk] != place]
    if not moving:
        return
    # A place holds one number at any moment, also in the middle of an UPDATE: first they all step aside.
    domain.numbers.filter(pk__in=moving, display_order__gt=0).update(display_order=-F("display_order"))
    rows = [CallInNumber(pk=pk, display_order=order.index(pk) + 1) for pk in moving]
    CallInNumber.objects.bulk_update(rows, ["display_order"])
