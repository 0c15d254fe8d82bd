from zoneinfo import ZoneInfo

from django.db import migrations, models

STATES = [
    ("present", "attended"),
    ("late", "came late"),
    ("left_early", "left early"),
    ("excused", "excused"),
    ("absent", "absent"),
    ("moved", "not noted (moved)"),
]


def tell_days(apps, schema_editor):
    """Who was set aside stood as absent, by a change that nobody made; all else was noted for the day as planned."""
    attendances = apps.get_model("courses", "Attendance").objects
    changes = apps.get_model("courses", "AttendanceChange").objects
    for session in apps.get_model("courses", "Session").objects.select_related("batch").iterator():
        zone = ZoneInfo(session.batch.zone)
        noted = attendances.filter(session=session)
        if not noted.update(noted_for=session.starts_at.astimezone(zone).date()):
            continue
        by_hand = changes.exclude(changed_by=None, reason="").values("attendance")
        by_clock = changes.filter(attendance__session=session, state="absent").values("attendance")
        for row in noted.filter(state="absent", pk__in=by_clock).exclude(pk__in=by_hand):
            aside = changes.filter(attendance=row).order_by("changed_at", "pk").last()
            row.state, row.noted_for = "moved", (aside.arrived_before or row.recorded_at).astimezone(zone).date()
            row.save(update_fields=["state", "noted_for"])
            changes.filter(pk=aside.pk).update(state="moved")


def forget_days(apps, schema_editor):
    apps.get_model("courses", "Attendance").objects.filter(state="moved").update(state="absent")
    changes = apps.get_model("courses", "AttendanceChange").objects
    changes.filter(state="moved").update(state="absent")
    changes.filter(state_before="moved").update(state_before="absent")


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0031_keep_refused_entries"),
    ]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="noted_for",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="attendance",
            name="state",
            field=models.CharField(choices=STATES, max_length=10, verbose_name="attendance"),
        ),
        migrations.AlterField(
            model_name="attendancechange",
            name="state",
            field=models.CharField(choices=STATES, max_length=10),
        ),
        migrations.AlterField(
            model_name="attendancechange",
            name="state_before",
            field=models.CharField(choices=STATES, max_length=10),
        ),
        migrations.RunPython(tell_days, forget_days),
    ]
