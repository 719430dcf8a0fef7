"""Pages of a list in any order: each page begins where the last one ended, however far down that is."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model, Q


def key_of(row: Model, order: Sequence[str]) -> str:
    """Where a page ended, for the URL of the next one. `order` as in order_by()."""
    values = [getattr(row, name.removeprefix("-")) for name in order]
    return base64.urlsafe_b64encode(json.dumps([_to_text(value) for value in values]).encode()).decode()


def after(key: str, order: Sequence[str], model: type[Model]) -> Q | None:
    """The rows behind a key; None for a key that nobody gave out, which means the first page."""
    try:
        texts = json.loads(base64.urlsafe_b64decode(key.encode()))
        values = [
            _from_text(model, name.removeprefix("-"), text) for name, text in zip(order, texts, strict=True)
        ]
    except (ValueError, TypeError, AttributeError, binascii.Error):
        return None
    return _beyond(order, values)


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    behind, same = Q(), Q()
    for name, value in zip(order, values, strict=True):
        field = name.removeprefix("-")
        behind |= same & Q(**{f"{field}__{'lt' if name.startswith('-') else 'gt'}": value})
        same &= Q(**{field: value})
    # Repeats half of the condition, so that the database can start in its index.
    first = order[0].removeprefix("-")
    return Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": values[0]}) & behind


def _to_text(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def _from_text(model: type[Model], field: str, text: Any) -> Any:
    value = model._meta.get_field(field).to_python(text)  # type: ignore[union-attr]
    if value is None:
        raise ValueError
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError
    return value
