"""A migration that drops an index leaves the table, and its triggers, alone; it can be taken back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from partnerhub.columns import AlterFieldInPlace

APP, BEFORE, AFTER = "compliance", "0003_screening_settings", "0004_keys_in_order_of_time"
TABLE, COLUMN = "compliance_screening", "actor_id"


def indexes_of(column):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, TABLE)
    return [name for name, facts in found.items() if facts["index"] and facts["columns"] == [column]]


def triggers():
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor], [TABLE])
        return sorted(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_an_index_goes_and_comes_back_while_the_triggers_stay():
    loader = MigrationLoader(connection)
    before, after = (loader.project_state((APP, name)) for name in (BEFORE, AFTER))
    operations = loader.get_migration(APP, AFTER).operations
    operation = next(each for each in operations if each.name == "actor")
    kept = triggers()
    assert isinstance(operation, AlterFieldInPlace)
    assert kept
    assert not indexes_of(COLUMN)

    with connection.schema_editor() as editor:
        operation.database_backwards(APP, editor, after, before)
    assert len(indexes_of(COLUMN)) == 1

    with connection.schema_editor() as editor:
        operation.database_forwards(APP, editor, before, after)
    assert not indexes_of(COLUMN)
    assert triggers() == kept
