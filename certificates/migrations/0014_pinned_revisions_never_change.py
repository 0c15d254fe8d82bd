from django.db import migrations

from certificates.sql import pin_revisions, unpin_revisions


def pin(apps, schema_editor):
    pin_revisions(schema_editor.connection)


def unpin(apps, schema_editor):
    unpin_revisions(schema_editor.connection)


class Migration(migrations.Migration):
    """A later migration that rebuilds the table on SQLite takes the trigger away: it runs `pin` again at its end."""

    dependencies = [("certificates", "0013_piagam")]

    operations = [migrations.RunPython(pin, unpin)]
