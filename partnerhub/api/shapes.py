"""The shape of a request's body: which fields there are and of which type, said once, for checking and for the document.

A shape says nothing about the business: whether a text is a country is for the topic module to say. It only makes
sure that a text is a text, and reports every field that is not, by its dotted path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from partnerhub.errors import Invalid, Problem

MISSING, SIZE, INVALID = 1001, 1002, 90001

_ABSENT: Any = object()


class Kind(Protocol):
    """One type of value. `read` gives the value, or _ABSENT with a problem added."""

    def read(self, value: Any, path: str, problems: list[Problem]) -> Any: ...

    def schema(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A string, as it was sent: nothing is trimmed. `values`: one of these; `longest`: in characters."""

    about: str = ""
    example: str = ""
    values: Sequence[str] = ()
    longest: int | None = None

    def read(self, value: Any, path: str, problems: list[Problem]) -> Any:
        if not isinstance(value, str):
            return _wrong(value, path, problems, _("This must be a text."))
        if self.longest is not None and len(value) > self.longest:
            sentence = _("At most %(longest)d characters.") % {"longest": self.longest}
            return _wrong(value, path, problems, sentence, code=SIZE)
        if self.values and value not in self.values:
            sentence = _("This must be one of: %(values)s.") % {"values": ", ".join(self.values)}
            return _wrong(value, path, problems, sentence)
        return value

    def schema(self) -> dict[str, Any]:
        extras = {"description": self.about, "example": self.example, "enum": list(self.values)}
        found = {"type": "string", **{name: extra for name, extra in extras.items() if extra}}
        return found if self.longest is None else {**found, "maxLength": self.longest}


@dataclass(frozen=True, slots=True)
class Day:
    """A date, or the day of a moment: typed clients send 2021-05-21T00:00:00.000Z. Read as a `date`."""

    about: str = ""
    example: str = ""

    def read(self, value: Any, path: str, problems: list[Problem]) -> Any:
        day = day_of(value) if isinstance(value, str) else None
        return day or _wrong(value, path, problems, _("This must be a day, as YYYY-MM-DD."))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "description": self.about, "example": self.example}


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""

    about: str = ""

    def read(self, value: Any, path: str, problems: list[Problem]) -> Any:
        if isinstance(value, bool):
            return value
        return _wrong(value, path, problems, _("This must be true or false."))

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean", "description": self.about}


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number between bounds. 50.0 is one: typed clients write it so."""

    least: int
    most: int
    about: str = ""

    def read(self, value: Any, path: str, problems: list[Problem]) -> Any:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if type(value) is int and self.least <= value <= self.most:
            return value
        sentence = _("This must be a whole number from %(least)s to %(most)s.") % {
            "least": f"{self.least:,}",
            "most": f"{self.most:,}",
        }
        return _wrong(value, path, problems, sentence, code=SIZE)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most, "description": self.about}


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one kind."""

    kind: Kind
    about: str = ""
    longest: int = 100

    def read(self, value: Any, path: str, problems: list[Problem]) -> Any:
        if not isinstance(value, list):
            return _wrong(value, path, problems, _("This must be a list."))
        if len(value) > self.longest:
            sentence = _("At most %(longest)s entries.") % {"longest": self.longest}
            return _wrong(value, path, problems, sentence, code=SIZE)
        read = [self.kind.read(entry, f"{path}[{n}]", problems) for n, entry in enumerate(value)]
        return [entry for entry in read if entry is not _ABSENT]

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.kind.schema(), "description": self.about}


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object whose keys are free and whose values are of one kind."""

    kind: Kind
    about: str = ""
    longest: int = 100

    def read(self, value: Any, path: str, problems: list[Problem]) -> Any:
        if not isinstance(value, dict):
            return _wrong(value, path, problems, _("This must be an object."))
        if len(value) > self.longest:
            sentence = _("At most %(longest)s entries.") % {"longest": self.longest}
            return _wrong(value, path, problems, sentence, code=SIZE)
        read = {key: self.kind.read(entry, f"{path}.{key[:60]}", problems) for key, entry in value.items()}
        return {key: entry for key, entry in read.items() if entry is not _ABSENT}

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": self.kind.schema(), "description": self.about}


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with named fields. Fields that it does not know are let pass and not read."""

    fields: Mapping[str, Kind]
    required: Sequence[str] = ()
    about: str = ""
    name: str = field(default="")

    def read(self, value: Any, path: str, problems: list[Problem]) -> Any:
        if not isinstance(value, dict):
            return _wrong(value, path, problems, _("This must be an object."))
        read = {}
        for name, kind in self.fields.items():
            at = f"{path}.{name}" if path else name
            if name in value:
                entry = kind.read(value[name], at, problems)
                if entry is not _ABSENT:
                    read[name] = entry
            elif name in self.required:
                problems.append(Problem(MISSING, _("%(field)s is missing.") % {"field": at}, at))
        return read

    def parse(self, body: Any) -> tuple[dict[str, Any], list[Problem]]:
        """What could be read of a body, and every problem with its shape."""
        problems: list[Problem] = []
        read = self.read(body, "", problems)
        return ({} if read is _ABSENT else read), problems

    def require(self, body: Any) -> dict[str, Any]:
        """The body in this shape. Raises Invalid, naming every field that is not."""
        read, problems = self.parse(body)
        if problems:
            raise Invalid(problems)
        return read

    def schema(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "type": "object",
            "properties": {name: kind.schema() for name, kind in self.fields.items()},
        }
        if self.required:
            found["required"] = list(self.required)
        if self.about:
            found["description"] = self.about
        return found


def day_of(text: str) -> date | None:
    """The day that is written as a date, or as a moment in ISO 8601; None for anything else."""
    try:
        day = parse_date(text)
        # A plus sign that was not escaped arrives as a blank.
        moment = None if day else parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment.date() if moment else day


def _wrong(value: Any, path: str, problems: list[Problem], sentence: str, *, code: int = INVALID) -> Any:
    if value is None:
        code, sentence = MISSING, _("%(field)s is null.") % {"field": path}
    problems.append(Problem(code, sentence, path))
    return _ABSENT
