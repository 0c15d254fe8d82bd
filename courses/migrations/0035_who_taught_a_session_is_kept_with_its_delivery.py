import django.db.models.deletion
from django.db import migrations, models


def carry_over(apps, schema_editor):
    """Who taught what was delivered so far, as the activity report found it until now: by function or name in what was
    confirmed, those planned before others."""
    speakers = apps.get_model("courses", "SessionSpeaker").objects.select_related("part__member")
    parts = apps.get_model("courses", "BatchPart").objects.filter(part="speaker").select_related("member")
    row = apps.get_model("courses", "DeliveredBy")
    for session in apps.get_model("courses", "Session").objects.filter(state="delivered").iterator():
        planned = [one.part for one in speakers.filter(session=session).order_by("order", "id")]
        printed = [part.function or full_name(part.member) for part in planned]
        if session.delivered_speaker in ("", "; ".join(printed)[:250]):
            row.objects.bulk_create(
                row(session=session, part=part, written=written[:250], order=order)
                for order, (part, written) in enumerate(zip(planned, printed, strict=True))
            )
            continue
        known = [*planned, *parts.filter(batch=session.batch_id).order_by("pk")]
        named = set()
        for order, written in enumerate(filter(None, map(str.strip, session.delivered_speaker.split(";")))):
            own = [one for one in known if written in (one.function, full_name(one.member)) and one.pk not in named]
            part = own[0] if own else None
            named.update(one.pk for one in own[:1])
            row.objects.create(session=session, part=part, written=written, order=order)


def full_name(member):
    before = f"{member.title_before} " if member.title_before else ""
    return before + member.name + (f", {member.title_after}" if member.title_after else "")


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0034_sessions_have_one_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeliveredBy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("written", models.CharField(max_length=250)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "part",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivered",
                        to="courses.batchpart",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delivered_by",
                        to="courses.session",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
                "constraints": [models.UniqueConstraint(fields=["session", "part"], name="courses_deliveredby_unique")],
            },
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
