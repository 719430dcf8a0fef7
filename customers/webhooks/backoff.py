"""When a delivery that failed is tried again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

# Twelve tries over about 23 hours.
TRIES = 12
# Longer than a post can take, by far.
LEASE = timedelta(minutes=2)
LONGEST = timedelta(hours=6)
LONGEST_PAUSE = timedelta(minutes=5)
_FIRST = timedelta(seconds=5)
_FACTOR = 3
_SPREAD = 0.2


def next_attempt(attempts: int, *, at: datetime, luck: float) -> datetime:
    """After `attempts` tries the next comes 5 s later, then 15, 45 and so on, at most 6 h; a fifth more or less.

    `luck` in [0, 1) spreads tries that failed together, so that they do not come back together.
    """
    wait = min(_FIRST * _FACTOR ** (min(attempts, TRIES) - 1), LONGEST)
    return at + wait * (1 - _SPREAD + 2 * _SPREAD * luck)


def paused_until(failures: int, *, at: datetime) -> datetime:
    """After so many failed tries in a row an endpoint is left alone: 5 s, then doubling, at most 5 minutes."""
    return at + min(_FIRST * 2 ** (min(failures, TRIES) - 1), LONGEST_PAUSE)
