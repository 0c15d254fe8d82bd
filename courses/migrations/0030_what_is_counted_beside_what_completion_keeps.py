from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0029_why_somebody_does_not_come"),
    ]

    operations = [
        migrations.AddField(
            model_name="requirementresult",
            name="counted",
            field=models.DecimalField(decimal_places=5, max_digits=8, null=True),
        ),
    ]
