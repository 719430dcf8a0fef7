"""Django's PostgreSQL backend with a cursor for statements whose text never changes, and new rows in one go.

Django writes the values into each statement's text, so that the server reads and plans it anew every time. That
costs it more than most of the portal's answers. A statement of `partnerhub.prepared` or `partnerhub.inserts` is
always the same text: the server prepares it once per connection, and is sent the values alone.

A row that is written within a transaction, and of which nothing has to come back, waits for the next statement that
may want to know of it, or for the commit. Then all that wait are sent at once, in their order, and the server is
waited for once.
"""

from __future__ import annotations

from collections.abc import Sequence
from select import POLLIN, poll
from typing import Any

from django.db import transaction
from django.db.backends.postgresql import base

from partnerhub.direct_statements import DirectStatements

# Statements that a connection keeps; more than the portal has of one text each.
_KEPT = 512
_PREPARED = "prepared"

# The stubs leave out what a backend is made of.
_Cursor: Any = base.ServerBindingCursor
_Backend: Any = base.DatabaseWrapper


class PreparingCursor(_Cursor):  # type: ignore[misc]
    """Prepares what it executes, where the connection keeps prepared statements at all."""

    def execute(self, query: Any, params: Any = None) -> Any:
        """As any cursor's, with values that the server puts in."""
        return super().execute(query, params, prepare=True)


class DatabaseWrapper(DirectStatements, _Backend):  # type: ignore[misc]
    """As Django's. OPTIONS has `prepare_threshold`: None where statements must not outlive a transaction, as
    behind a pooler that gives each transaction another connection.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: list[tuple[str, Sequence[Any]]] = []

    def prepared_cursor(self) -> Any:
        """A cursor for statements of few texts."""
        return self._cursor(_PREPARED)

    def write_later(self, sql: str, parameters: Sequence[Any]) -> None:
        """Write a row before anybody can ask for it. What is wrong with it is raised then, or by the commit."""
        self._waiting.append((sql, parameters))
        if not self.in_atomic_block:
            self._write_waiting()

    def _execute(self, sql: str, parameters: Sequence[Any]) -> Any:
        self._settle()
        self.close_if_health_check_failed()
        self.ensure_connection()
        reader = self._readers.get(sql) or self._new_reader(sql)
        return reader.execute(sql, parameters)

    def _new_reader(self, sql: str) -> Any:
        if len(self._readers) >= _KEPT:
            self._readers.clear()
        reader = self._readers[sql] = PreparingCursor(self.connection)
        return reader

    def _write_waiting(self) -> None:
        if not self._waiting or self.needs_rollback:
            return
        waiting, self._waiting = self._waiting, []
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors, self.connection.pipeline():
            cursor = self._prepare_cursor(PreparingCursor(self.connection))
            for sql, parameters in waiting:
                cursor.execute(sql, parameters)

    def _cursor(self, name: str | None = None) -> Any:
        self._settle()
        return super()._cursor(name)

    def _settle(self) -> None:
        """Whoever asks next may want to know of what waits."""
        if self._waiting:
            with transaction.mark_for_rollback_on_error(self.alias):
                self._write_waiting()

    def _commit(self) -> None:
        self._write_waiting()
        super()._commit()

    def _savepoint_commit(self, sid: str) -> None:
        self._write_waiting()
        super()._savepoint_commit(sid)

    def _rollback(self) -> None:
        self._waiting = []
        super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        self._waiting = []
        super()._savepoint_rollback(sid)

    def _close(self) -> None:
        self._waiting = []
        super()._close()

    def create_cursor(self, name: str | None = None) -> Any:
        """A new cursor of the open connection."""
        if name is _PREPARED:
            return PreparingCursor(self.connection)
        return super().create_cursor(name)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that keeps as many statements as the portal has."""
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = _KEPT
        # Moments are also read as text. A server may be set to another form than the one that we know.
        if not (connection.info.parameter_status("DateStyle") or "").startswith("ISO"):
            connection.execute("SET DateStyle TO ISO")
            connection.commit()
        # By what they ask: a cursor that asks the same again still knows how to read each column of the answer.
        self._readers: dict[str, Any] = {}
        return connection

    def is_usable(self) -> bool:
        """Whether the server is still there. It has nothing to say to whom did not ask, unless it says goodbye."""
        if self.connection is None or self.connection.closed:
            return False
        listening = poll()
        listening.register(self.connection.pgconn.socket, POLLIN)
        return not listening.poll(0) or bool(super().is_usable())
