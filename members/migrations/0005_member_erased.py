from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0004_roles_see_jobs_and_audit_trail")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="erased_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="erased"),
        )
    ]
