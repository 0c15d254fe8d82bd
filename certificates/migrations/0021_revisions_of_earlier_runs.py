from django.db import migrations


def keep_revisions(apps, schema_editor):
    """What the newest papers of a batch were made from is what its next ones look like."""
    Certificate = apps.get_model("certificates", "Certificate")
    Setup = apps.get_model("certificates", "BatchCertificateSetup")
    KindSetup = apps.get_model("certificates", "KindSetup")
    for setup in Setup.objects.iterator():
        made = Certificate.objects.filter(batch=setup.batch_id, revision__template=setup.template_id)
        newest = made.order_by("-revision__number").values_list("revision", flat=True).first()
        Setup.objects.filter(pk=setup.pk).update(revision=newest)
    for own in KindSetup.objects.filter(template__isnull=False).select_related("setup").iterator():
        made = Certificate.objects.filter(
            batch=own.setup.batch_id, kind=own.kind, revision__template=own.template_id
        )
        newest = made.order_by("-revision__number").values_list("revision", flat=True).first()
        KindSetup.objects.filter(pk=own.pk).update(revision=newest)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0020_batches_keep_their_revision")]

    operations = [migrations.RunPython(keep_revisions, migrations.RunPython.noop)]
