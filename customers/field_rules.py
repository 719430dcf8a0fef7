"""Rules for single values of an order, each giving the problems that it finds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from django_countries import countries

from partnerhub.errors import Problem

MISSING, SIZE, INVALID = 1001, 1002, 90001
EMAIL_MAX = 254

# Control characters, and halves of surrogate pairs, which no database stores.
_UNWANTED_CATEGORIES = frozenset({"Cc", "Cs"})
_check_email = EmailValidator()
_LANGUAGE = re.compile(r"([a-z]{2})(?:_([A-Za-z]{2}))?")
_ISO_639_1 = Path(__file__).parent / "data" / "languages.txt"


def missing(path: str) -> Problem:
    """A mandatory value is not there."""
    return Problem(MISSING, _("This is required."), path)


def text(value: str, path: str, *, longest: int, required: bool = False) -> Iterator[Problem]:
    """A line of text: present if required, not too long, nothing in it that cannot be seen or stored."""
    if required and not value.strip():
        yield missing(path)
    if len(value) > longest:
        yield Problem(SIZE, _("At most %(longest)d characters.") % {"longest": longest}, path)
    if not value.isprintable() and any(
        unicodedata.category(character) in _UNWANTED_CATEGORIES for character in value
    ):
        yield Problem(INVALID, _("Control characters cannot be used."), path)


def email(value: str, path: str, *, required: bool = False) -> Iterator[Problem]:
    """An e-mail address."""
    found = list(text(value, path, longest=EMAIL_MAX, required=required))
    if not found and value and not is_email(value):
        found.append(Problem(INVALID, _("This is not an e-mail address."), path))
    yield from found


def is_email(value: str) -> bool:
    """Does it look like an e-mail address?"""
    try:
        _check_email(value)
    except ValidationError:
        return False
    return True


def language(value: str, path: str, *, required: bool = False) -> Iterator[Problem]:
    """`en` or `en_US`: ISO 639-1, with an ISO 3166-1 country in either case."""
    if not value.strip():
        if required:
            yield missing(path)
        return
    if not _is_language(value):
        yield Problem(INVALID, _("A language is written like en or en_US."), path)


def timezone(value: str, path: str, *, required: bool = False) -> Iterator[Problem]:
    """The name of an IANA time zone, such as Europe/Berlin."""
    if not value.strip():
        if required:
            yield missing(path)
        return
    if value not in timezones():
        yield Problem(INVALID, _("A time zone is an IANA name like Europe/Berlin."), path)


@cache
def timezones() -> frozenset[str]:
    """All IANA names; files of the system's database that are no zones left out."""
    return frozenset(available_timezones() - {"Factory", "localtime"})


def _is_language(value: str) -> bool:
    match = _LANGUAGE.fullmatch(value)
    if match is None or match[1] not in _languages():
        return False
    return match[2] is None or match[2].upper() in dict(countries)


@cache
def _languages() -> frozenset[str]:
    return frozenset(_ISO_639_1.read_text(encoding="ascii").split())
