from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0028_count_attendance_by_state"),
    ]

    operations = [
        migrations.AddField(
            model_name="requirementresult",
            name="counted",
            field=models.DecimalField(decimal_places=5, max_digits=8, null=True),
        ),
    ]
