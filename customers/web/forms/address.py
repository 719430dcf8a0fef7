"""The fields of a postal address, with a prefix where a form has two of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance.profile import PostalAddress
from customers import address_rules
from customers.web.forms.parts import country_choices, needed, select, text

NAMES = ("country", "line1", "line2", "city", "state", "postal_code")

# The API's names of the parts of an address.
_PATHS = {
    "line1": "addressLine1",
    "line2": "addressLine2",
    "city": "city",
    "state": "stateOrProvince",
    "postal_code": "zipOrPostalCode",
    "country": "country",
}


def address_fields(prefix: str = "") -> dict[str, forms.Field]:
    """Country first: it decides what else is needed."""
    lead = {f"{prefix}country": needed(select(_("Country"), country_choices, autocomplete="off"))}
    lines = {
        "line1": needed(text(_("Address line 1"), longest=address_rules.LINE_MAX)),
        "line2": text(_("Address line 2"), longest=address_rules.LINE_MAX),
        "city": needed(text(_("City"), longest=address_rules.CITY_MAX)),
        "state": text(_("State or province"), longest=address_rules.STATE_MAX),
        "postal_code": text(_("Zip or postal code"), longest=address_rules.POSTAL_CODE_MAX),
    }
    return lead | {f"{prefix}{name}": field for name, field in lines.items()}


def address_of(cleaned: dict[str, Any], prefix: str = "") -> PostalAddress:
    """The address that was typed."""
    return PostalAddress(**{name: cleaned.get(f"{prefix}{name}", "") for name in NAMES})


def initial_of(address: PostalAddress, prefix: str = "") -> dict[str, str]:
    """What the fields hold at first."""
    return {f"{prefix}{name}": getattr(address, name) for name in NAMES}


def paths(root: str, prefix: str = "") -> dict[str, str]:
    """From dotted paths of problems to the fields."""
    return {f"{root}.{path}": f"{prefix}{name}" for name, path in _PATHS.items()}
