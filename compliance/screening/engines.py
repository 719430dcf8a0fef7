"""Which engine searches: ours, unless the settings name another module of the same interface."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings


def current() -> Any:
    """The module: ENGINE_NAME, ENGINE_VERSION, SHIPPED_THRESHOLD, build(), screen(), Tier."""
    return import_module(settings.RPL_ENGINE)


def strongest_tier() -> str:
    """The tier that asks for four eyes: tiers are declared strongest first."""
    return next(iter(current().Tier)).value
