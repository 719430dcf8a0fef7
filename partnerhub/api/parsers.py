"""JSON as the contract means it: one object, no duplicate keys, no NaN, no control characters in texts."""

from __future__ import annotations

import json
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

_MAX_DEPTH = 32


class StrictJSONParser(BaseParser):
    """Parses a body; an empty one is an empty object, so that the answer names the missing fields."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        raw = stream.read()
        if len(raw) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        if not raw.strip():
            return {}
        try:
            body = json.loads(raw, object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
        except UnicodeDecodeError:
            raise ParseError(_("The body is not UTF-8.")) from None
        except (json.JSONDecodeError, RecursionError) as exc:
            where = f" ({exc})" if isinstance(exc, json.JSONDecodeError) else ""
            raise ParseError(_("The body is not valid JSON.") + where) from None
        if not isinstance(body, dict):
            raise ParseError(_("The body must be a JSON object."))
        _check(body, depth=0)
        return body


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ParseError(_("The key “%(name)s” stands twice.") % {"name": twice})
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
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ParseError(_("A text holds a NUL or half a surrogate pair."))
