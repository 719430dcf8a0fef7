"""Django's PostgreSQL backend with a cursor for statements whose text never changes.

Django writes the values into each statement's text, so that the server reads and plans it anew every time. That
costs it more than most of the portal's answers. A statement of `partnerhub.prepared` or `partnerhub.inserts` is
always the same text: the server prepares it once per connection, and is sent the values alone.
"""

from __future__ import annotations

from select import select
from typing import Any

from django.db.backends.postgresql import base

# Statements that a connection keeps; more than the portal has of one text each.
_KEPT = 512
_PREPARED = "prepared"


class PreparingCursor(base.ServerBindingCursor):
    """Prepares what it executes, where the connection keeps prepared statements at all."""

    def execute(self, query: Any, params: Any = None) -> Any:
        """As any cursor's, with values that the server puts in."""
        return super().execute(query, params, prepare=True)


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's. OPTIONS has `prepare_threshold`: None where statements must not outlive a transaction, as
    behind a pooler that gives each transaction another connection.
    """

    def prepared_cursor(self) -> Any:
        """A cursor for statements of few texts."""
        return self._cursor(_PREPARED)

    def create_cursor(self, name: str | None = None) -> Any:
        """A new cursor of the open connection."""
        if name is _PREPARED:
            return PreparingCursor(self.connection)
        return super().create_cursor(name)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that keeps as many statements as the portal has."""
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = _KEPT
        return connection

    def is_usable(self) -> bool:
        """Whether the server is still there. It has nothing to say to whom did not ask, unless it says goodbye."""
        if self.connection is None:
            return False
        says_something, _, _ = select([self.connection.pgconn.socket], [], [], 0)
        return bool(super().is_usable()) if says_something else True
