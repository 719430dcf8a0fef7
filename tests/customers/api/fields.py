"""The fields of a body's shape, and bodies in which they hold something else."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

from partnerhub.api.shapes import Flag, ListOf, MapOf, Number, Shape, Text

# The key that stands for all in a map whose keys are free.
KEY = "webex_meetings"


class Field(NamedTuple):
    """One field: what it takes, how failures name it, and the way to it."""

    kind: Any
    path: str
    steps: tuple[Any, ...]

    @property
    def holds_fields(self) -> bool:
        return isinstance(self.kind, (Shape, ListOf, MapOf))

    @property
    def is_text(self) -> bool:
        return isinstance(self.kind, Text)

    def takes(self, value: Any) -> bool:
        """Is the value of the right type?"""
        if isinstance(self.kind, Number):
            return type(value) is int
        return isinstance(
            value, {Flag: bool, Shape: dict, MapOf: dict, ListOf: list}.get(type(self.kind), str)
        )

    def put(self, body: dict[str, Any], value: Any) -> dict[str, Any]:
        """A copy of the body with this value in the field."""
        copied = copy.deepcopy(body)
        inner: Any = copied
        for step in self.steps[:-1]:
            inner = inner[step] if isinstance(inner, list) else inner.setdefault(step, {})
        inner[self.steps[-1]] = value
        return copied


def fields_of(kind: Any, path: str = "", steps: tuple[Any, ...] = ()) -> Iterator[Field]:
    """Every field of a shape, outer ones first."""
    inner: dict[Any, tuple[str, Any]] = {}
    if isinstance(kind, Shape):
        inner = {name: (f"{path}.{name}" if path else name, part) for name, part in kind.fields.items()}
    elif isinstance(kind, ListOf):
        inner = {0: (f"{path}[0]", kind.kind)}
    elif isinstance(kind, MapOf):
        inner = {KEY: (f"{path}.{KEY}", kind.kind)}
    for step, (name, part) in inner.items():
        yield Field(part, name, (*steps, step))
        yield from fields_of(part, name, (*steps, step))
