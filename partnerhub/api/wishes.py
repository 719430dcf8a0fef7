"""What a prepared question of the API is about: whose rows, and which filters the caller asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from partnerhub.accounts.access import Access
from partnerhub.accounts.roles import Role
from partnerhub.prepared import Given


class Wishes:
    """Filters that a caller may or may not ask for: lookups with their values, a list for one that ends in `__in`."""

    def __init__(self, wanted: Mapping[str, Any]) -> None:
        self._wanted = {lookup: value for lookup, value in wanted.items() if value is not None}

    @property
    def shape(self) -> tuple[tuple[str, int | None], ...]:
        """What is asked for, without the values: each lookup, and how many values where it takes several."""
        return tuple(
            (lookup, len(value) if isinstance(value, list) else None)
            for lookup, value in self._wanted.items()
        )

    @staticmethod
    def given(shape: tuple[tuple[str, int | None], ...]) -> dict[str, Any]:
        """The filters of a shape."""
        return {
            lookup: Given(lookup) if count is None else [Given(f"{lookup}{n}") for n in range(count)]
            for lookup, count in shape
        }

    @property
    def values(self) -> dict[str, Any]:
        """The values, by the names that `given` uses."""
        values: dict[str, Any] = {}
        for lookup, value in self._wanted.items():
            if isinstance(value, list):
                values |= {f"{lookup}{n}": each for n, each in enumerate(value)}
            else:
                values[lookup] = value
        return values


def given_access(role: Role | None) -> Access:
    """An access whose partner and person are given: what `visible_to` needs to know to make its SQL."""
    return Access(user=Given("caller_user"), partner=Given("caller_partner"), role=role)  # type: ignore[arg-type]


def values_of(access: Access) -> dict[str, Any]:
    """The values of `given_access`."""
    return {
        "caller_user": access.user.pk if access.user is not None else None,
        "caller_partner": access.partner.pk if access.partner is not None else None,
    }
