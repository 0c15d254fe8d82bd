from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from core.sql import allow_changes, forbid_changes


def forward(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    forbid_changes(schema_editor.connection)


def backward(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    allow_changes(schema_editor.connection)


class Migration(migrations.Migration):
    """Triggers on both databases; `core.sql` is safe to run at any state that has the two tables."""

    dependencies = [("core", "0003_private_files_and_pictures")]

    operations = [migrations.RunPython(forward, backward)]
