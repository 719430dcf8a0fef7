"""Rules that only a database trigger can hold, on SQLite and PostgreSQL alike, as migration operations."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

_POSTGRESQL = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {when} THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '{name}: {message}';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""

_SQLITE = """
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {when}
BEGIN SELECT RAISE(ABORT, '{name}: {message}'); END
"""


class Refuse(Operation):
    """Refuse INSERT, UPDATE or DELETE of rows of a table while a condition over OLD and NEW holds.

    The refusal reaches Python as django.db.IntegrityError that begins with the name of the rule.
    On SQLite a later migration that alters the table rebuilds it and drops its triggers: repeat the
    operation after such a migration.
    """

    reversible = True

    def __init__(self, name: str, *, table: str, event: str, when: str = "TRUE", message: str) -> None:
        self.name, self.table, self.event, self.when, self.message = name, table, event, when, message

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (
            type(self).__name__,
            [self.name],
            {"table": self.table, "event": self.event, "when": self.when, "message": self.message},
        )

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of Django's model state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        template = _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE
        schema_editor.execute(
            template.format(
                name=self.name, table=self.table, event=self.event, when=self.when, message=self.message
            ),
            params=None,
        )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {self.name} ON {self.table}", params=None)
            schema_editor.execute(f"DROP FUNCTION {self.name}()", params=None)
        else:
            schema_editor.execute(f"DROP TRIGGER {self.name}", params=None)

    def describe(self) -> str:
        return f"Refuse {self.event} on {self.table}: {self.message}"


def append_only(table: str) -> list[Refuse]:
    """Rows of this table are written once: the two rules that refuse their change and their removal."""
    return [
        Refuse(f"{table}_never_changes", table=table, event="UPDATE", message="rows are written once"),
        Refuse(f"{table}_never_goes", table=table, event="DELETE", message="rows are kept"),
    ]
