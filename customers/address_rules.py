"""What an address must say, by country: kept as data (wholesale-api.md 4.3)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from django_countries import countries

from compliance.profile import PostalAddress
from customers import field_rules as rules
from partnerhub.errors import Problem

_EXCEPTIONS = Path(__file__).parent / "data" / "address_rules.csv"
_REQUIRED = "required"

LINE_MAX, CITY_MAX, STATE_MAX, POSTAL_CODE_MAX = 50, 100, 100, 20
REQUIRED_FOR_COUNTRY = 90003


@cache
def _exceptions() -> dict[str, dict[str, str]]:
    """Countries that differ from the rule "no state, but a postal code"."""
    with _EXCEPTIONS.open(newline="", encoding="utf-8") as lines:
        return {row["country"]: row for row in csv.DictReader(lines)}


def needs_state(country: str) -> bool:
    """Must an address of this country name its state or province?"""
    return _exceptions().get(country, {}).get("state") == _REQUIRED


def needs_postal_code(country: str) -> bool:
    """Must an address of this country have a postal code?"""
    return _exceptions().get(country, {}).get("postal_code", _REQUIRED) == _REQUIRED


def is_country(code: str) -> bool:
    """Exactly an ISO 3166-1 alpha-2 code: no lower case, no blanks, no user-assigned code (M19)."""
    return code in _codes()


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for code, _name in countries)


def check_address(address: PostalAddress, path: str) -> Iterator[Problem]:
    """Everything wrong with an address, state and postal code aside; `path` is its dotted path."""
    yield from rules.text(address.line1, f"{path}.addressLine1", longest=LINE_MAX, required=True)
    yield from rules.text(address.line2, f"{path}.addressLine2", longest=LINE_MAX)
    yield from rules.text(address.city, f"{path}.city", longest=CITY_MAX, required=True)
    yield from rules.text(address.state, f"{path}.stateOrProvince", longest=STATE_MAX)
    yield from rules.text(address.postal_code, f"{path}.zipOrPostalCode", longest=POSTAL_CODE_MAX)
    yield from _check_country(address.country, f"{path}.country")


def check_country_needs(address: PostalAddress, path: str) -> Iterator[Problem]:
    """State and postal code where the country wants them: an error of a billing address, else a note."""
    if needs_state(address.country) and not address.state.strip():
        yield Problem(
            REQUIRED_FOR_COUNTRY, _("This country needs a state or province."), f"{path}.stateOrProvince"
        )
    if is_country(address.country) and needs_postal_code(address.country) and not address.postal_code.strip():
        yield Problem(REQUIRED_FOR_COUNTRY, _("This country needs a postal code."), f"{path}.zipOrPostalCode")


def _check_country(country: str, path: str) -> Iterator[Problem]:
    if not country.strip():
        yield rules.missing(path)
    elif not is_country(country):
        yield Problem(
            rules.INVALID, _("A country is two capital letters as in ISO 3166-1 (for example US)."), path
        )
