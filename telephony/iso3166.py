"""Country codes as they must be written: ISO 3166-1 alpha-2, exactly."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_countries.data import COUNTRIES

from partnerhub.errors import Invalid, Problem

CODES: frozenset[str] = frozenset(COUNTRIES)


def is_country(code: str) -> bool:
    """One of the 249 codes, written exactly: two capitals, no padding? Kosovo's XK is none of them."""
    return code in CODES


def problem_of(code: str, *, field: str = "country") -> Problem:
    """What to say of a text that is not a country code."""
    message = format_lazy(
        _("“{code}” is not an ISO 3166-1 alpha-2 country code: two capital letters, such as IL."),
        code=code[:20],
    )
    return Problem(90001, message, field)


def check_country(code: str, *, field: str = "country") -> str:
    """The code itself. Raises Invalid (90001) on `field` for anything but an exact alpha-2 code (M19)."""
    if not is_country(code):
        raise Invalid([problem_of(code, field=field)])
    return code


def name_of(code: str) -> str:
    """The country's name in the reader's language; the code itself where there is no name."""
    return str(countries.name(code)) or code
