"""Changes of a field that leave its column as it is, as a migration operation."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations import AlterField


class AlterFieldInPlace(AlterField):
    """A field that fills itself in otherwise, or lost its index.

    Django's own AlterField has SQLite make the table anew for that, without its triggers (`triggers.Refuse`).
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the index if there is none any more, or make the one that there is now."""
        models = [state.apps.get_model(app_label, self.model_name) for state in (from_state, to_state)]
        if not self.allow_migrate_model(schema_editor.connection.alias, models[1]):
            return
        fields = [model._meta.get_field(self.name) for model in models]
        had, has = (field.db_index and not field.unique for field in fields)
        if had and not has:
            named = [index.name for index in models[1]._meta.indexes]
            for name in schema_editor._constraint_names(
                models[1], [fields[1].column], index=True, unique=False, exclude=named
            ):
                schema_editor.execute(schema_editor._delete_index_sql(models[1], name))
        elif has and not had:
            schema_editor.execute(schema_editor._create_index_sql(models[1], fields=[fields[1]]))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The same the other way round."""
        self.database_forwards(app_label, schema_editor, from_state, to_state)
