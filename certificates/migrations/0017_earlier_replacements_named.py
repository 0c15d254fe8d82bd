from django.db import migrations


def name_replacements(apps, schema_editor):
    """Runs from before purposes were kept: a corrected edition has a run to itself and says what it replaces."""
    Certificate = apps.get_model("certificates", "Certificate")
    IssueRun = apps.get_model("certificates", "IssueRun")
    editions = Certificate.objects.filter(
        edition__gt=1, run__purpose="everybody", run__reserved=1, run__resumed=0, facts_data__has_key="replaces"
    )
    runs = list(editions.exclude(facts_data__replaces="").values_list("run", flat=True))
    for start in range(0, len(runs), 500):
        IssueRun.objects.filter(pk__in=runs[start : start + 500]).update(purpose="replacement")


class Migration(migrations.Migration):
    dependencies = [("certificates", "0016_defaults_for_earlier_processes")]

    operations = [migrations.RunPython(name_replacements, migrations.RunPython.noop)]
