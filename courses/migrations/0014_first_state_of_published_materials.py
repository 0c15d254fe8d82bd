from django.db import migrations

from courses.outline import as_json, outline_of


def write_down(apps, schema_editor):
    """So that readers of today hear what changes tomorrow."""
    MaterialPage = apps.get_model("courses", "MaterialPage")
    MaterialChange = apps.get_model("courses", "MaterialChange")
    published = MaterialPage.objects.filter(live=True, live_revision__isnull=False, changes=None)
    for material in published.select_related("live_revision").iterator():
        MaterialChange.objects.create(
            material=material,
            number=1,
            revision=material.live_revision_id,
            outline=as_json(outline_of(material.body.raw_data)),
            published_at=material.last_published_at or material.live_revision.created_at,
            published_by_id=material.live_revision.user_id,
        )


class Migration(migrations.Migration):
    dependencies = [("courses", "0013_history_of_materials")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
