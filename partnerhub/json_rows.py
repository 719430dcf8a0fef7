"""The rows that belong to a row, with it: a question less, which matters most where the database is another server."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, TextField


class JsonRows(Func):
    """Texts of all rows of a subquery as the text of a JSON array of arrays, in no order: sort what is read.

    None, or an empty array, where there are none. No `Aggregate`: Django would group rows that are one group.
    """

    output_field = TextField()
    template = "json_group_array(json_array(%(expressions)s))"

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """PostgreSQL's words for it."""
        # As an array its values are of one type: json_build_array asks of each anew how it is to be written.
        template = "json_agg(ARRAY[%(expressions)s])::text"
        return self.as_sql(compiler, connection, template=template, **extra)
