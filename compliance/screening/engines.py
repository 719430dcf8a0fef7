"""Which engine searches, and with which settings: ours, unless another module of its interface is named."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings

from compliance.models import ScreeningSettings
from compliance.profile import Profile


def current() -> Any:
    """The module: ENGINE_NAME, ENGINE_VERSION, SHIPPED_THRESHOLD, build(), screen(), Tier."""
    return _module(settings.RPL_ENGINE)


@cache
def _module(path: str) -> Any:
    return import_module(path)


def screen(index: Any, profile: Profile, scoring: ScreeningSettings | None, *, on: str) -> Any:
    """The engine's `Result` for a profile under these settings. What they leave empty is not passed on, so
    that it is as shipped. Raises ValueError for weights that are not this engine's.
    """
    return current().screen(index, profile, on=on, **knobs(scoring))


def knobs(scoring: ScreeningSettings | None) -> dict[str, Any]:
    """What is not as shipped, as arguments of the engine."""
    told: dict[str, Any] = {}
    if scoring and scoring.threshold is not None:
        told["threshold"] = scoring.threshold
    if scoring and scoring.weights:
        told["weights"] = scoring.weights
    return told


def threshold_of(scoring: ScreeningSettings | None) -> float:
    """From which score on a pair is a possible match."""
    if scoring is None or scoring.threshold is None:
        return float(current().SHIPPED_THRESHOLD)
    return scoring.threshold


def name_and_version() -> str:
    """As evidence names it."""
    return f"{current().ENGINE_NAME} {current().ENGINE_VERSION}"


def strongest_tier() -> str:
    """The tier that asks for four eyes: tiers are declared strongest first."""
    return next(iter(current().Tier)).value
