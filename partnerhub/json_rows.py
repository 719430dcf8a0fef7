"""The rows that belong to a row, with it: a question less, which matters most where the database is another server."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, TextField


class JsonRows(Aggregate):
    """The values of all rows as the text of a JSON array of arrays, in no order: sort what is read."""

    output_field = TextField()
    template = "json_group_array(json_array(%(expressions)s))"
    arity = None

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """PostgreSQL's words for it."""
        template = "json_agg(json_build_array(%(expressions)s))::text"
        return self.as_sql(compiler, connection, template=template, **extra)
