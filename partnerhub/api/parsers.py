"""JSON as the contract means it: one object in UTF-8, no duplicate keys, no NaN, no NUL in texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

_MAX_DEPTH = 32
_SHOWN = 60


class StrictJSONParser(BaseParser):
    """Parses a body; an empty one is an empty object, so that the answer names the missing fields."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        raw = _read(stream, parser_context["request"].META if parser_context else {})
        if not raw.strip():
            return {}
        body = _load(_text_of(raw))
        if not isinstance(body, dict):
            raise ParseError(_("The body must be a JSON object."))
        _check(body, depth=0)
        return body


def _read(stream: IO[bytes], meta: Mapping[str, Any]) -> bytes:
    """The whole body. Raises RequestDataTooBig once it is too large, before it is all in memory."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    raw = stream.read(most + 1)
    if len(raw) > most:
        raise RequestDataTooBig
    stated = meta.get("CONTENT_LENGTH") or "0"
    if stated.isdigit() and len(raw) < int(stated):
        raise ParseError(_("The body is shorter than its Content-Length says."))
    return raw


def _text_of(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ParseError(_("The body is not UTF-8.")) from None


def _load(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
    except RecursionError:
        raise ParseError(_("The body is nested too deeply.")) from None
    except json.JSONDecodeError as exc:
        raise ParseError(_("The body is not valid JSON.") + f" ({exc})") from None
    except ValueError:  # A whole number of thousands of digits.
        raise ParseError(_("The body holds a number that is too long.")) from None


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _value in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        _check_text(twice)
        raise ParseError(_("The key “%(name)s” stands twice.") % {"name": twice[:_SHOWN]})
    return body


def _no_constant(name: str) -> Any:
    raise ParseError(_("%(name)s is not JSON.") % {"name": name})


def _check(value: Any, *, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise ParseError(_("The body is nested too deeply."))
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check_text(name)
            _check(inner, depth=depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth=depth + 1)


def _check_text(text: str) -> None:
    # No database column takes a NUL, and no encoder a lone surrogate.
    try:
        text.encode()
        is_storable = "\x00" not in text
    except UnicodeEncodeError:
        is_storable = False
    if not is_storable:
        raise ParseError(_("A text holds a NUL or half a surrogate pair."))
