from django.db import migrations


def add_formal(apps, schema_editor):
    template = apps.get_model("certificates", "CertificateTemplate").objects.create(name="Formal")
    apps.get_model("certificates", "TemplateRevision").objects.create(
        template=template, number=1, content={"preset": "formal"}
    )


def remove_formal(apps, schema_editor):
    """Refused by the database while a certificate was made from it."""
    templates = apps.get_model("certificates", "CertificateTemplate").objects.filter(name="Formal")
    apps.get_model("certificates", "TemplateRevision").objects.filter(template__in=templates).delete()
    templates.delete()


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_series_setups_and_certificates")]

    operations = [migrations.RunPython(add_formal, remove_formal)]
