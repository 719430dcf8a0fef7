"""Chains the history after the fact: sealing inside each change would queue all writers behind each other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from partnerhub.audit.models import AuditEvent, AuditSeal

SYSTEM = "system"
LATE = timedelta(minutes=5)
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the history: where, and what."""

    where: str
    what: str


def seal(*, at: datetime) -> int:
    """Seal whatever is unsealed; returns the number of events. One writer per chain: the loser of two fails."""
    sealed = 0
    for chain in _chains():
        sealed += _seal_chain(chain, at=at)
    return sealed


def verify(*, at: datetime) -> Iterator[Finding]:
    """Every event that was changed, removed or slipped in since it was sealed, and events unsealed too long."""
    for chain in _chains():
        yield from _verify_chain(chain)
        late = _events_of(chain).filter(id__gt=_last_sealed(chain), at__lt=at - LATE).first()
        if late:
            yield Finding(f"event {late.pk}", f"unsealed since {late.at:%Y-%m-%d %H:%M:%S}")


def _seal_chain(chain: str, *, at: datetime) -> int:
    with transaction.atomic():
        last = AuditSeal.objects.filter(chain=chain).order_by("-seq").first()
        events = list(_events_of(chain).filter(id__gt=last.last_event if last else 0).order_by("id")[:_BATCH])
        # Ids are handed out before commit: leave the newest moments to the next run, lest one appear below.
        events = [event for event in events if event.at <= at - timedelta(seconds=2)]
        if not events:
            return 0
        previous = last.hash if last else ""
        AuditSeal.objects.create(
            chain=chain,
            seq=last.seq + 1 if last else 1,
            first_event=events[0].pk,
            last_event=events[-1].pk,
            events=len(events),
            previous=previous,
            hash=_hash(previous, events),
            at=at,
        )
    return len(events)


def _verify_chain(chain: str) -> Iterator[Finding]:
    previous = ""
    for seal in AuditSeal.objects.filter(chain=chain).order_by("seq"):
        events = list(_events_of(chain).filter(id__range=(seal.first_event, seal.last_event)).order_by("id"))
        where = f"{chain} seal {seal.seq} (events {seal.first_event}-{seal.last_event})"
        if seal.previous != previous:
            yield Finding(where, "does not follow the seal before it")
        if len(events) != seal.events:
            yield Finding(where, f"has {len(events)} events, sealed were {seal.events}")
        elif _hash(seal.previous, events) != seal.hash:
            yield Finding(where, "an event was changed")
        previous = seal.hash


def _chains() -> list[str]:
    partners = AuditEvent.objects.order_by().values_list("partner_id", flat=True).distinct()
    return [str(partner) if partner else SYSTEM for partner in partners]


def _events_of(chain: str) -> Any:
    if chain == SYSTEM:
        return AuditEvent.objects.filter(partner_id__isnull=True)
    return AuditEvent.objects.filter(partner_id=chain)


def _last_sealed(chain: str) -> int:
    return AuditSeal.objects.filter(chain=chain).aggregate(last=Max("last_event"))["last"] or 0


def _hash(previous: str, events: Iterable[AuditEvent]) -> str:
    digest = hashlib.sha256(previous.encode())
    for event in events:
        facts = [getattr(event, field.attname) for field in AuditEvent._meta.concrete_fields]
        digest.update(json.dumps(facts, sort_keys=True, default=str).encode())
    return digest.hexdigest()
