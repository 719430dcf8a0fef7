"""The calling location, asked only with a calling package."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.orders import CallingLocation
from customers.precheck import EMERGENCY_ID_MAX, LOCATION, LOCATION_NAME_MAX
from customers.web.forms import address
from customers.web.forms.parts import language_choices, needed, select, text, timezone_choices

PREFIX = "location_"


def location_fields() -> dict[str, forms.Field]:
    """Name, address, time zone, language, emergency id."""
    return {
        "location_name": needed(text(_("Name of the location"), longest=LOCATION_NAME_MAX)),
        **address.address_fields(PREFIX),
        "location_timezone": needed(select(_("Time zone"), timezone_choices)),
        "location_language": needed(
            select(
                _("Language of announcements"), language_choices, help_text=_("Also of the users' e-mails.")
            )
        ),
        "location_emergency_id": text(
            _("Emergency location identifier"),
            longest=EMERGENCY_ID_MAX,
            help_text=_("Sent with emergency calls, where the carrier asks for it."),
        ),
    }


def location_of(cleaned: dict[str, Any]) -> CallingLocation:
    """The location that was typed."""
    return CallingLocation(
        name=cleaned.get("location_name", ""),
        address=address.address_of(cleaned, PREFIX),
        timezone=cleaned.get("location_timezone", ""),
        language=cleaned.get("location_language", ""),
        emergency_id=cleaned.get("location_emergency_id", ""),
    )


def initial_of(location: CallingLocation | None) -> dict[str, str]:
    """What the fields hold at first."""
    if location is None:
        return {}
    return {
        "location_name": location.name,
        **address.initial_of(location.address, PREFIX),
        "location_timezone": location.timezone,
        "location_language": location.language,
        "location_emergency_id": location.emergency_id,
    }


def paths() -> dict[str, str]:
    """From dotted paths of problems to the fields."""
    own = {
        "provisioningParameters.calling": "location_name",
        f"{LOCATION}.name": "location_name",
        f"{LOCATION}.timezone": "location_timezone",
        f"{LOCATION}.language": "location_language",
        f"{LOCATION}.emergencyLocationIdentifier": "location_emergency_id",
    }
    return own | address.paths(f"{LOCATION}.address", PREFIX)
