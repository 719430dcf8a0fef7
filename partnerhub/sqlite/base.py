"""Django's SQLite backend, but that the text of a statement is brought into SQLite's form once, not at each call.

It has what `partnerhub.postgres` adds, too, so that callers need not know which of both they have.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.backends.sqlite3 import base

from partnerhub.direct_statements import DirectStatements

# More than the portal's statements; a bound all the same.
_STATEMENTS = 1024


@lru_cache(maxsize=_STATEMENTS)
def _with_question_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    """SQLite finds the same text by its identity: it is neither hashed nor compared again."""

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        """From Django's form (`%s`) to SQLite's."""
        if param_names is None:
            return _with_question_marks(query)
        converted: str = super().convert_query(query, param_names=param_names)
        return converted


class DatabaseWrapper(DirectStatements, base.DatabaseWrapper):
    """As Django's, with our cursor."""

    def prepared_cursor(self) -> Any:
        """A cursor for statements of few texts: SQLite keeps the plans of all."""
        return self.cursor()

    def write_later(self, sql: str, parameters: Sequence[Any]) -> None:
        """Write a row: at once, since nobody has to be waited for."""
        with transaction.mark_for_rollback_on_error(self.alias):
            self.rows_of(sql, parameters)

    def _execute(self, sql: str, parameters: Sequence[Any]) -> Any:
        if self.connection is None:  # `ensure_connection` also asks in which loop it is called
            self.ensure_connection()
        return self.connection.execute(_with_question_marks(sql), parameters)

    def create_cursor(self, name: str | None = None) -> Any:
        """A new cursor of the open connection."""
        return self.connection.cursor(factory=Cursor)
