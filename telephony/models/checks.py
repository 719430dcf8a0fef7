"""Pieces of the constraints that Django has no name for."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, IntegerField


class ByteLength(Func):
    """How many bytes a text takes in UTF-8: 85 bytes are only 42 Hebrew letters."""

    function = "OCTET_LENGTH"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """OCTET_LENGTH is not in every SQLite that Python comes with."""
        return self.as_sql(compiler, connection, template="LENGTH(CAST(%(expressions)s AS BLOB))", **context)
