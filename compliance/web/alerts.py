"""What the desk must not overlook: outages above everything, other notices of the last day below a fold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance import notices
from compliance.enums import NoticeKind
from compliance.models import Notice
from partnerhub.accounts.access import Access
from partnerhub.accounts.roles import Permission

RECENT = timedelta(hours=24)
_GRAVE = (NoticeKind.UNAVAILABLE, NoticeKind.SELF_TEST_FAILED)
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Alerts:
    """`grave` stop screenings for everybody; `others` are about single cases and subjects."""

    grave: list[Notice]
    others: list[Notice]
    more: int


def of(access: Access, *, at: datetime) -> Alerts:
    """For this person, newest first: one query."""
    for_lead = access.can(Permission.CASES_LEAD)
    current = notices.current(for_lead=for_lead, since=at - RECENT)
    others = [notice for notice in current if notice.kind not in _GRAVE]
    return Alerts(
        grave=[notice for notice in current if notice.kind in _GRAVE],
        others=others[:SHOWN],
        more=max(len(others) - SHOWN, 0),
    )
