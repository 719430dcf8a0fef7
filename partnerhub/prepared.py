"""Questions that are put together once and asked often: each call only gives the values.

Building a queryset and turning it into SQL costs Django more than the database needs to answer it. A prepared
question says in a queryset what is asked, scoping and filters included, with `Given` wherever a value will stand:

    @prepared
    def _by_country(role: Role) -> QuerySet:
        return Customer.objects.visible_to(given_access(role)).filter(country=Given("country")).values_list(*COLUMNS)

    rows = _by_country(access.role).ask(values_of(access) | {"country": "IL"}, limit=100)

What changes the shape of the SQL is a parameter of the function; each shape is compiled once. Of a queryset of
model objects, `objects` makes them, those of `select_related` included.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models import Expression, QuerySet
from django.db.models.query import ModelIterable

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
    """A compiled queryset."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            self._sql, self._parameters = compiler.as_sql()
        except EmptyResultSet:  # Nobody can see anything.
            self._sql, self._maker = "", None
            return
        self._limited: dict[tuple[int, bool], str] = {}
        columns = [column for column, _sql, _alias in compiler.select]
        self._converters = [
            (position, convert, column)
            for position, (converters, column) in compiler.get_converters(columns).items()
            for convert in converters
        ]
        makes_objects = issubclass(queryset._iterable_class, ModelIterable)
        self._maker = _Maker(compiler.klass_info, compiler.select) if makes_objects else None

    def ask(self, values: Values, *, limit: int | None = None, offset: int = 0) -> list[tuple[Any, ...]]:
        """The rows as the database driver gives them.

        JSON is a text; on SQLite a uuid is its 32 digits, and a moment has no zone but is UTC.
        """
        if not self._sql:
            return []
        database: Any = connections[DEFAULT_DB_ALIAS]
        parameters = [
            _plain(values[given.name], database) if isinstance(given, Given) else given
            for given in self._parameters
        ]
        sql = self._sql if limit is None else self._limited_to(limit, is_offset=offset > 0)
        if offset:
            parameters.append(offset)
        rows: list[tuple[Any, ...]] = database.rows_of(sql, parameters)
        return rows

    def one(self, values: Values) -> list[Any] | None:
        """The first row, in Python's types."""
        found = self.ask(values, limit=1)
        return self.typed(found[0]) if found else None

    def objects(self, values: Values) -> list[Any]:
        """The rows as objects of the queryset's model; a queryset of plain values has none."""
        return self.made_of(self.ask(values))

    def made_of(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """The objects that `ask` has given the rows of."""
        if self._maker is None:  # Where nobody can see anything there is nothing to be made.
            return []
        return [self._maker.make(self.typed(row)) for row in rows]

    def first(self, values: Values) -> Any:
        """The first of `objects`; None if there is none."""
        return next(iter(self.objects(values)), None)

    def typed(self, raw: Sequence[Any], columns: range | None = None) -> list[Any]:
        """A row that `ask` gave, in Python's types; of some columns only, if they are named."""
        wanted, row = columns or range(len(raw)), list(raw)
        for position, convert, column in self._converters:
            if position in wanted:
                row[position] = convert(row[position], column, connection)
        return row[wanted.start : wanted.stop]

    def _limited_to(self, limit: int, *, is_offset: bool) -> str:
        # As text: PostgreSQL plans a statement each time anew if its limit is not known before.
        key = limit, is_offset
        if key not in self._limited:
            self._limited[key] = f"{self._sql} LIMIT {limit:d}" + (" OFFSET %s" if is_offset else "")
        return self._limited[key]


class _Maker:
    """Makes a model object of a row, and those that `select_related` reads with it."""

    def __init__(self, made: Mapping[str, Any], select: Sequence[Any]) -> None:
        self._model: type[models.Model] = made["model"]
        self._positions = made["select_fields"]
        self._names = [select[position][0].target.attname for position in self._positions]
        self._key = self._positions[self._names.index(self._model._meta.pk.attname)]
        self._related = [
            (_Maker(each, select), each["local_setter"], each["remote_setter"])
            for each in made.get("related_klass_infos", ())
        ]

    def make(self, row: Sequence[Any]) -> models.Model | None:
        """The object; None where the row has none, as beyond a foreign key that is empty."""
        if row[self._key] is None:
            return None
        made = self._model.from_db(connection.alias, self._names, [row[each] for each in self._positions])
        for maker, set_related, set_back in self._related:
            related = maker.make(row)
            set_related(made, related)
            if related is not None:
                set_back(related, made)
        return made


def prepared[**Shape](build: Callable[Shape, QuerySet[Any]]) -> Callable[Shape, Prepared]:
    """Let `build` make the queryset of each shape once. Its parameters must be hashable."""

    @lru_cache(maxsize=_SHAPES)
    def compiled(*shape: Hashable) -> Prepared:
        return Prepared(build(*shape))  # type: ignore[call-arg, arg-type]

    return compiled  # type: ignore[return-value]


def uuid_of(raw: UUID | str) -> UUID:
    """The uuid that a raw row holds."""
    return raw if isinstance(raw, UUID) else UUID(raw)


def moment_of(raw: datetime | str) -> datetime:
    """The moment that a raw row holds, as such or as text."""
    moment = datetime.fromisoformat(raw) if isinstance(raw, str) else raw
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _plain(value: Any, database: Any) -> Any:
    """A value as this database's driver takes it."""
    if isinstance(value, UUID):
        return value if database.features.has_native_uuid_field else value.hex
    return form_of_moment(value) if isinstance(value, datetime) else value


@lru_cache(maxsize=16)
def form_of_moment(moment: datetime) -> Any:
    """A moment as the database's driver takes it. The values of a call are mostly of one."""
    return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(moment)
