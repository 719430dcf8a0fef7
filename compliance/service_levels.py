"""How long a case may wait before somebody is told (M13, M15)."""

from __future__ import annotations

from datetime import timedelta

from compliance.enums import ServiceLevel

LONGEST_WAIT = timedelta(hours=72)
IDLE_CLAIM = timedelta(minutes=30)

# Since submission. The last one is the deadline itself.
STEPS: tuple[tuple[ServiceLevel, timedelta], ...] = (
    (ServiceLevel.FIRST_TOUCH, timedelta(minutes=15)),
    (ServiceLevel.SOFT_TARGET, timedelta(minutes=60)),
    (ServiceLevel.WARNING, timedelta(hours=24)),
    (ServiceLevel.ESCALATION, timedelta(hours=48)),
    (ServiceLevel.STOP, LONGEST_WAIT),
)
