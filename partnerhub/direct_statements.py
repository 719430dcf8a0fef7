"""Statements past Django's cursors, which double what a small one costs: what both of our backends share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class DirectStatements:
    """For a database backend, which says how it executes (`_execute`) and has a cursor for statements of few texts."""

    def rows_of(self: Any, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        """What a statement of few texts finds. Goes the long way where somebody wants to hear of each statement."""
        rows: list[tuple[Any, ...]]
        if self.queries_logged or self.execute_wrappers:
            with self.prepared_cursor() as cursor:
                cursor.execute(sql, parameters)
                rows = cursor.fetchall()
                return rows
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            rows = self._execute(sql, parameters).fetchall()
            return rows
