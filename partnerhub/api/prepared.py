"""Querysets that are put together once and asked often: each call only gives the values.

Building a queryset and turning it into SQL costs Django more than the database needs to answer it. A prepared
question says in a queryset what is asked, scoping and filters included, with `Given` wherever a value will stand:

    @prepared
    def _by_country(role: Role) -> QuerySet:
        return Customer.objects.visible_to(given_access(role)).filter(country=Given("country")).values_list(*COLUMNS)

    rows = _by_country(access.role).ask(values_of(access) | {"country": "IL"}, limit=100)

What changes the shape of the SQL is a parameter of the function; each shape is compiled once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, QuerySet

from partnerhub.accounts.access import Access
from partnerhub.accounts.roles import Role

Values = Mapping[str, Any]

# More than the shapes that clients ask for; a bound all the same.
_SHAPES = 512


class Given(Expression):
    """A value that each call gives under this name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class Prepared:
    """A compiled `values_list`."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            self._sql, self._parameters = compiler.as_sql()
        except EmptyResultSet:  # Nobody can see anything.
            self._sql = ""
            return
        columns = [column for column, _sql, _alias in compiler.select]
        self._converters = [
            (position, convert, column)
            for position, (converters, column) in compiler.get_converters(columns).items()
            for convert in converters
        ]

    def ask(self, values: Values, *, limit: int | None = None, offset: int = 0) -> list[tuple[Any, ...]]:
        """The rows as the database driver gives them.

        JSON is a text; on SQLite a uuid is its 32 digits, and a moment has no zone but is UTC.
        """
        if not self._sql:
            return []
        sql = f"{self._sql} LIMIT {limit:d} OFFSET {offset:d}" if limit is not None else self._sql
        parameters = [
            _plain(values[given.name]) if isinstance(given, Given) else given for given in self._parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def one(self, values: Values) -> list[Any] | None:
        """The first row, in Python's types."""
        found = self.ask(values, limit=1)
        if not found:
            return None
        row = list(found[0])
        for position, convert, column in self._converters:
            row[position] = convert(row[position], column, connection)
        return row


def prepared[**Shape](build: Callable[Shape, QuerySet[Any]]) -> Callable[Shape, Prepared]:
    """Let `build` make the queryset of each shape once. Its parameters must be hashable."""

    @lru_cache(maxsize=_SHAPES)
    def compiled(*shape: Hashable) -> Prepared:
        return Prepared(build(*shape))  # type: ignore[call-arg, arg-type]

    return compiled  # type: ignore[return-value]


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
        "caller_user": access.user.pk if access.user else None,
        "caller_partner": access.partner.pk if access.partner else None,
    }


def uuid_of(raw: UUID | str) -> UUID:
    """The uuid that a raw row holds."""
    return raw if isinstance(raw, UUID) else UUID(raw)


def moment_of(raw: datetime) -> datetime:
    """The moment that a raw row holds."""
    return raw if raw.tzinfo else raw.replace(tzinfo=UTC)


def _plain(value: Any) -> Any:
    """A value as this database's driver takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
