"""Whom we ask about: an organization, where it is, and who runs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """An address in parts; `country` is ISO 3166-1 alpha-2, the rest is as typed."""

    line1: str = ""
    line2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""

    def as_line(self) -> str:
        """The parts that are filled, in the order in which they are written on a letter."""
        parts = (self.line1, self.line2, self.city, self.state, self.postal_code, self.country)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Profile:
    """The facts that are screened (M10). `administrator` is a person's full name where known."""

    name: str
    address: PostalAddress
    administrator: str = ""
    email: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values, as kept in evidence."""
        facts: dict[str, Any] = msgspec.to_builtins(self)
        return facts

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Profile:
        """The reverse of `to_json`."""
        return cls(
            name=value["name"],
            address=PostalAddress(**value["address"]),
            administrator=value.get("administrator", ""),
            email=value.get("email", ""),
        )
