"""JSON as the contract means it: one object in UTF-8, no duplicate keys, no NaN, no NUL in texts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from partnerhub.errors import Invalid, Problem

_MAX_DEPTH = 32
_SHOWN = 60
_UNSTORABLE = gettext_lazy("A text holds a NUL or half a surrogate pair.")


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
        _check_depth(body, 0)
        # Written as they are, JSON and UTF-8 have neither.
        if rb"\u" in raw and (places := list(_unstorable(body, ""))):
            raise Invalid([Problem(Invalid.code, _UNSTORABLE, place) for place in places])
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
        if not _is_storable(twice):
            raise ParseError(_UNSTORABLE)
        raise ParseError(_("The key “%(name)s” stands twice.") % {"name": twice[:_SHOWN]})
    return body


def _no_constant(name: str) -> Any:
    raise ParseError(_("%(name)s is not JSON.") % {"name": name})


def _check_depth(value: Any, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise ParseError(_("The body is nested too deeply."))
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_depth(inner, depth + 1)


def _unstorable(value: Any, path: str) -> Iterator[str]:
    """Where texts stand that cannot be kept; of a name that cannot, where it stands."""
    if isinstance(value, str):
        if not _is_storable(value):
            yield path
    elif isinstance(value, dict):
        for name, inner in value.items():
            if _is_storable(name):
                yield from _unstorable(inner, f"{path}.{name[:_SHOWN]}" if path else name[:_SHOWN])
            else:
                yield path
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _unstorable(inner, f"{path}[{number}]")


def _is_storable(text: str) -> bool:
    # No database column takes a NUL, and no encoder a lone surrogate.
    return "\x00" not in text and (text.isascii() or not any("\ud800" <= each <= "\udfff" for each in text))
