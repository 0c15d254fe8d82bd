from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0028_count_attendance_by_state"),
    ]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="left_as",
            field=models.CharField(
                blank=True,
                choices=[
                    ("declined", "cannot come"),
                    ("given_up", "gave the place up"),
                    ("refused", "refused"),
                    ("taken_back", "taken back"),
                    ("swapped", "swapped for somebody else"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="how the place was left",
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="left_reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=250, verbose_name="why it was left"
            ),
        ),
    ]
