"""New rows by INSERT statements that are put together once for each model.

Django makes an object, its SQL and each value's form anew for every row, which costs it far more than the database
needs to write the row. `insert` takes the values as they are; a model that is a `PreparedInserts` is written so
however it comes to be saved. As with `bulk_create` no signals are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Any
from uuid import UUID

import msgspec
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.base import ModelState
from django.db.models.sql import InsertQuery

from partnerhub.prepared import form_of_moment


def insert(model: type[models.Model], **values: Any) -> None:
    """Write a row of these values, by the names of columns (`partner_id`), and of defaults.

    Raises TypeError for a name that is none of them.
    """
    insertion = _insertion_of(model)
    if unknown := values.keys() - insertion.names:
        raise TypeError(f"{model.__name__} has no columns {', '.join(sorted(unknown))}")
    insertion.write(values)


def insert_all(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write several rows, each as `insert` does, by one statement."""
    if rows:
        _insertion_of(model).write(*rows)


class PreparedInserts(models.Model):
    """A model whose new rows are written by a prepared INSERT, and whose changes by Django.

    So is what is rare in new rows: values that are expressions, a key that is given where the database makes
    it, related objects that are not saved.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row: as Django does, but for a new one."""
        is_plain = not args and not kwargs.keys() - {"force_insert", "using"}
        is_new = self._state.adding and kwargs.get("using") in (None, DEFAULT_DB_ALIAS)
        insertion = _insertion_of(type(self)) if is_plain and is_new else None
        if insertion is None or not insertion.takes(self):
            super().save(*args, **kwargs)
            return
        if insertion.makes_key:
            self.pk = insertion.write_and_get_key(self.__dict__)
        else:
            insertion.write(self.__dict__)
        self._state.db, self._state.adding = DEFAULT_DB_ALIAS, False


_EACH_ANEW = object()


@dataclass(frozen=True)
class _Column:
    """A field, and which values of it need little of Django: those of this type, as they are or by `adapt`."""

    field: Any
    name: str
    kind: type | tuple[type, ...]
    adapt: Callable[[Any, Any], Any] | None

    @cached_property
    def form_of_default(self) -> Any:
        """The form of its default, where that is always the same; else _EACH_ANEW."""
        default = self.field.default
        if callable(default) and default not in (list, dict):
            return _EACH_ANEW
        return self.form_of(self.field.get_default(), connections[DEFAULT_DB_ALIAS])

    def default_in(self, database: Any) -> Any:
        """The default as the database's driver takes it."""
        if self.form_of_default is not _EACH_ANEW:
            return self.form_of_default
        return self.form_of(self.field.get_default(), database)

    def form_of(self, value: Any, database: Any) -> Any:
        """The value as the database's driver takes it."""
        if value is None:
            return None
        if isinstance(value, self.kind):
            return self.adapt(value, database) if self.adapt else value
        return self.field.get_db_prep_save(value, database)


class _Insertion:
    """The INSERT of a model. `makes_key`: the database numbers the rows."""

    def __init__(self, model: type[models.Model]) -> None:
        numbered = model._meta.auto_field
        fields = [field for field in model._meta.local_concrete_fields if field is not numbered]
        self.makes_key, self.key = numbered is not None, model._meta.pk
        self._columns = [_column_of(field) for field in fields]
        self.names = frozenset(field.attname for field in fields)
        self._relations: list[Any] = [field for field in fields if field.is_relation]
        query = InsertQuery(model)
        query.insert_values(fields, [model()], raw=True)
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        compiler.returning_fields = []
        [(self._sql, _values)] = compiler.as_sql()
        self._sql_for_key = ""
        if numbered is not None:
            compiler.returning_fields = [numbered]
            [(self._sql_for_key, _values)] = compiler.as_sql()

    def takes(self, row: models.Model) -> bool:
        """Is there nothing about this row that Django has to see to?"""
        if self.makes_key and row.pk is not None:
            return False
        values = vars(row).values()
        if not _PLAIN.issuperset(map(type, values)) and any(map(_is_expression, values)):
            return False
        related = ((field, field.get_cached_value(row, None)) for field in self._relations)
        return all(
            other is None or (other._state.db and other.pk == getattr(row, field.attname))
            for field, other in related
        )

    def write(self, *rows: Mapping[str, Any]) -> None:
        """Write rows, of defaults where a value is missing."""
        database: Any = connections[DEFAULT_DB_ALIAS]
        parameters = [each for values in rows for each in self._parameters(values, database)]
        database.write_later(self._sql if len(rows) == 1 else self._sql_for(len(rows)), parameters)

    def write_and_get_key(self, values: Mapping[str, Any]) -> Any:
        """Write a row that the database numbers; gives its number."""
        database: Any = connections[DEFAULT_DB_ALIAS]
        with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), database.prepared_cursor() as cursor:
            cursor.execute(self._sql_for_key, self._parameters(values, database))
            return cursor.fetchone()[0]

    def _sql_for(self, count: int) -> str:
        head, values, row = self._sql.partition(" VALUES ")
        return f"{head}{values}{', '.join([row] * count)}"

    def _parameters(self, values: Mapping[str, Any], database: Any) -> list[Any]:
        return [
            column.form_of(values[column.name], database)
            if column.name in values
            else column.default_in(database)
            for column in self._columns
        ]


# Of no value of these types is it asked what else it is.
_PLAIN = frozenset({str, int, float, bool, type(None), UUID, datetime, dict, list, ModelState})


def _is_expression(value: Any) -> bool:
    return type(value) not in _PLAIN and hasattr(value, "resolve_expression")


@cache
def _insertion_of(model: type[models.Model]) -> _Insertion:
    return _Insertion(model)


_AS_THEY_ARE = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.IntegerField: int,
    models.FloatField: float,
}


def _column_of(field: Any) -> _Column:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        raise TypeError(f"{field} fills itself in: it is not written so")
    target = field
    while target.is_relation:
        target = target.target_field
    kind: type | tuple[type, ...] = next(
        (kind for each, kind in _AS_THEY_ARE.items() if isinstance(target, each)), ()
    )
    adapt: Callable[[Any, Any], Any] | None = None
    if isinstance(target, models.UUIDField):
        kind, adapt = UUID, None if connections[DEFAULT_DB_ALIAS].features.has_native_uuid_field else _hex
    elif isinstance(target, models.DateTimeField):
        kind, adapt = datetime, _moment
    elif isinstance(target, models.JSONField) and target.encoder is None:
        kind, adapt = (dict, list), _json
    return _Column(field, field.attname, kind, adapt)


def _hex(value: UUID, database: Any) -> str:
    return value.hex


def _moment(value: datetime, database: Any) -> Any:
    return form_of_moment(value)


def _json(value: Any, database: Any) -> Any:
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:  # Half a surrogate: only the slow way has a form for it.
        return database.ops.adapt_json_value(value, None)
