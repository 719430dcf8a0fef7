"""An engine that passes its self-test and then fails on a customer of a certain name."""

from compliance.screening.engine import ENGINE_NAME, SHIPPED_THRESHOLD, Tier, build
from compliance.screening.engine import screen as _screen

__all__ = ["ENGINE_NAME", "ENGINE_VERSION", "SHIPPED_THRESHOLD", "Tier", "build", "screen"]
ENGINE_VERSION = "breaks"


def screen(index, profile, **kwargs):
    if profile.name == "Contoso Bakery":
        raise MemoryError("no more room")
    return _screen(index, profile, **kwargs)
