"""Parameters of a query: read strictly, and named where they are wrong."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from partnerhub.api import ids
from partnerhub.api.requests import Request
from partnerhub.errors import Invalid, Problem

INVALID = 90001


def text(request: Request, name: str, *, longest: int = 255) -> str | None:
    """A text; None where it is absent or empty."""
    value = request.query_params.get(name)
    if not value:
        return None
    if len(value) > longest or "\x00" in value:
        raise refused(name, _("%(name)s is too long or holds characters that it cannot hold."))
    return value


def flag(request: Request, name: str) -> bool:
    """true or false; false where it is absent."""
    value = request.query_params.get(name, "").lower()
    if value not in ("", "true", "false"):
        raise refused(name, _("%(name)s must be true or false."))
    return value == "true"


def maybe(request: Request, name: str) -> bool | None:
    """true or false; None where it is absent."""
    return flag(request, name) if request.query_params.get(name) else None


def choice(request: Request, name: str, values: Collection[str], *, default: str = "") -> str:
    """One of these values."""
    value = request.query_params.get(name) or default
    if value and value not in values:
        raise refused(name, _("%(name)s must be one of: %(values)s."), values=", ".join(values))
    return value


def choices(request: Request, name: str, values: Collection[str]) -> list[str]:
    """Several of these values, spelled name=a&name=b or name=a,b."""
    given = [part for value in request.query_params.getlist(name) for part in value.split(",") if part]
    for value in given:
        if value not in values:
            raise refused(name, _("%(name)s must be one of: %(values)s."), values=", ".join(values))
    return given


def opaque_id(request: Request, name: str, *kinds: str) -> UUID | None:
    """The uuid in an opaque id; None where it is absent."""
    value = request.query_params.get(name)
    if not value:
        return None
    try:
        return ids.decode(value, *kinds)
    except ids.UnknownId:
        raise refused(name, _("%(name)s is not an id of this kind.")) from None


def instant(request: Request, name: str) -> datetime | None:
    """A moment: milliseconds since 1970, or ISO 8601 (UTC where it names no zone)."""
    value = request.query_params.get(name)
    if not value:
        return None
    try:
        found = _from_milliseconds(value) if value.isascii() and value.isdigit() else _from_iso(value)
    except (ValueError, OverflowError, OSError):
        found = None
    if found is None:
        raise refused(name, _("%(name)s must be milliseconds since 1970, or a moment in ISO 8601."))
    return found


def refused(name: str, sentence: str, **facts: str) -> Invalid:
    """The failure that names a parameter."""
    return Invalid([Problem(INVALID, sentence % {"name": name, **facts}, name)])


def _from_milliseconds(value: str) -> datetime:
    return datetime.fromtimestamp(int(value) / 1000, tz=UTC)


def _from_iso(value: str) -> datetime | None:
    # A plus sign that was not escaped arrives as a blank.
    value = value.replace(" ", "+")
    found = parse_datetime(value)
    if found is None:
        day = parse_date(value)
        found = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
    if found is None:
        return None
    # In UTC at once: a moment on the edge of the calendar has none there, and no database takes it.
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
