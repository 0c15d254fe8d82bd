from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0012_files_made_for_who_asked"),
    ]

    operations = [
        migrations.AddField(
            model_name="madefile",
            name="scope",
            field=models.TextField(blank=True, db_default="", default="", editable=False),
        ),
    ]
