from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0018_whom_the_list_leaves_out")]

    operations = [
        migrations.AddField(
            model_name="badgestatuslist",
            name="secret",
            field=models.CharField(db_default="", default="", editable=False, max_length=32),
        ),
        migrations.AlterField(
            model_name="badgestatuslist",
            name="stride",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="badgestatuslist",
            name="start",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
