"""The rows that belong to a row, with it: a question less, which matters most where the database is another server."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, TextField


class JsonRows(Func):
    """The values of all rows of a subquery as the text of a JSON array of arrays, in no order: sort what is read.

    None, or an empty array, where there are none. No `Aggregate`: Django would group rows that are one group.
    """

    output_field = TextField()
    template = "json_group_array(json_array(%(expressions)s))"

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """PostgreSQL's words for it."""
        template = "json_agg(json_build_array(%(expressions)s))::text"
        return self.as_sql(compiler, connection, template=template, **extra)
