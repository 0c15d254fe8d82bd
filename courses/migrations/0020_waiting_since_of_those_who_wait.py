from django.db import migrations
from django.db.models import F


def wait_since_enrolment(apps, schema_editor):
    waiting = apps.get_model("courses", "Enrolment").objects.filter(state="waiting", waiting_since=None)
    waiting.update(waiting_since=F("enrolled_at"))


class Migration(migrations.Migration):

    dependencies = [
        ("courses", "0019_quotas_nominations_and_the_waiting_list"),
    ]

    operations = [migrations.RunPython(wait_since_enrolment, migrations.RunPython.noop)]
