from django.db import migrations, models


def rename_doubles(apps, schema_editor):
    """The first of a name keeps it; each other gets the next free number behind its own."""
    Bank = apps.get_model("quizzes", "QuestionBank")
    shared = Bank.objects.filter(course__isnull=True).order_by("id")
    taken = set(shared.values_list("name", flat=True))
    seen = set()
    for bank in shared:
        if bank.name not in seen:
            seen.add(bank.name)
            continue
        number = 2
        while (name := f"{bank.name[:140]} ({number})") in taken:
            number += 1
        taken.add(name)
        seen.add(name)
        bank.name = name
        bank.save(update_fields=["name"])


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0013_stage_files_of_questions")]

    operations = [
        migrations.RunPython(rename_doubles, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="questionbank",
            constraint=models.UniqueConstraint(
                condition=models.Q(("course__isnull", True)),
                fields=("name",),
                name="quizzes_shared_bank_name_unique",
                violation_error_message="Another shared bank has the same name.",
            ),
        ),
    ]
