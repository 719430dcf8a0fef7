"""Answers: typed documents, encoded at C speed, as the contract writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.http import HttpResponse
from rest_framework.request import Request

_encoder = msgspec.json.Encoder()

# As PostgreSQL writes a moment; SQLite writes no zone, but always six digits.
_WITH_MILLISECONDS = len("2026-01-31 12:00:00.123+00")


class Document(msgspec.Struct, omit_defaults=True, rename="camel"):
    """The base of every answer. A field that still has its default (None) is left out."""


def moment(at: datetime | str) -> str:
    """UTC in ISO 8601 with milliseconds and `Z` (wholesale-api.md section 8).

    One without a zone is UTC already, and so is a text: it is the database's.
    """
    if isinstance(at, str):
        return _moment_in(at)
    utc = at if at.tzinfo is None or at.tzinfo is UTC else at.astimezone(UTC)
    return f"{utc.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def _moment_in(text: str) -> str:
    if len(text) < _WITH_MILLISECONDS:  # PostgreSQL leaves noughts at the end out, SQLite a whole fraction.
        return moment(datetime.fromisoformat(text))
    return f"{text[:10]}T{text[11:23]}Z"


def encode(document: Any) -> bytes:
    """The document as JSON."""
    return _encoder.encode(document)


def answer(document: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A document as an HTTP answer."""
    return HttpResponse(encode(document), status=status, content_type="application/json", headers=headers)


def nothing(status: int = 204) -> HttpResponse:
    """An answer without a body has no content type."""
    response = HttpResponse(status=status)
    del response["Content-Type"]
    return response


def url_of(request: Request, path: str) -> str:
    """An absolute URL on the host that the client called, never another: it will follow it. `path` is as in a URL."""
    return f"{request.scheme}://{request.get_host()}{path}"
