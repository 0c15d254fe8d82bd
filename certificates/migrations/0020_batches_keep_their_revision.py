import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0019_secret_places_in_status_lists")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="certificates.templaterevision",
            ),
        )
        for name in ("batchcertificatesetup", "kindsetup")
    ]
