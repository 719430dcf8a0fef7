"""An engine whose searches for a certain name end before everything was looked at."""

from dataclasses import replace

from compliance.screening.engine import ENGINE_NAME, SHIPPED_THRESHOLD, Tier, build
from compliance.screening.engine import screen as _screen

__all__ = ["ENGINE_NAME", "ENGINE_VERSION", "SHIPPED_THRESHOLD", "Tier", "build", "screen"]
ENGINE_VERSION = "gives-up"


def screen(index, profile, **kwargs):
    result = _screen(index, profile, **kwargs)
    return replace(result, truncated=True) if profile.address.city == "Haifa" else result
