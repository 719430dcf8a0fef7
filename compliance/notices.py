"""The RPL team is told, each thing once."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from compliance.enums import NoticeKind, ServiceLevel
from compliance.models import Notice, ReviewCase


def tell(
    kind: NoticeKind,
    key: str,
    text: str,
    *,
    at: datetime,
    case: ReviewCase | None = None,
    level: ServiceLevel = ServiceLevel.NONE,
    for_leads: bool = False,
) -> bool:
    """Write an alert unless one of this key exists; returns whether it is new."""
    _notice, is_new = Notice.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "text": text,
            "at": at,
            "case": case,
            "level": level,
            "for_leads": for_leads,
        },
    )
    return is_new


def outage_begins(text: str, *, at: datetime) -> None:
    """Screening is not possible from now on (R5); told once, until it ends."""
    Notice.objects.get_or_create(
        kind=NoticeKind.UNAVAILABLE,
        ended_at=None,
        defaults={"key": f"unavailable:{at.isoformat()}", "text": text, "at": at},
    )


def outage_ends(*, at: datetime) -> None:
    """Screening is possible again."""
    Notice.objects.filter(kind=NoticeKind.UNAVAILABLE, ended_at__isnull=True).update(ended_at=at)


def current(*, for_lead: bool = False, since: datetime) -> list[Notice]:
    """What the desk shows: alerts since a moment and outages that last, newest first."""
    shown = Notice.objects.filter(
        Q(at__gte=since, ended_at__isnull=True) | Q(kind=NoticeKind.UNAVAILABLE, ended_at__isnull=True)
    )
    return list(shown if for_lead else shown.filter(for_leads=False))
