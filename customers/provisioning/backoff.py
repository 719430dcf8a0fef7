"""When a step that failed is tried again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

TRIES = 8
LEASE = timedelta(seconds=60)
_FIRST = timedelta(seconds=5)
LONGEST = _FIRST * 2 ** (TRIES - 1)


def next_attempt(attempts: int, *, at: datetime) -> datetime:
    """After `attempts` tries the next one comes 5 s later, then 10, 20 and so on, at most 640 s."""
    doublings = min(attempts, TRIES) - 1
    return at + _FIRST * 2**doublings
