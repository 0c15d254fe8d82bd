from contextlib import suppress
from typing import Any

from django.db import migrations


def note_sizes(apps: Any, schema_editor: Any) -> None:
    """Of those made without a form; a file that is lost keeps none."""
    attachments = apps.get_model("core", "Attachment").objects
    for attachment in attachments.filter(file_size=None).exclude(file="").iterator():
        with suppress(OSError):
            attachments.filter(pk=attachment.pk).update(file_size=attachment.file.size)


class Migration(migrations.Migration):
    dependencies = [("core", "0006_light_variants_of_documents")]

    operations = [migrations.RunPython(note_sizes, migrations.RunPython.noop, elidable=True)]
