"""Names of shared banks became unique: what stood double is renamed, nothing is lost, and the way back is open."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from quizzes.models import QuestionBank
from tests.factories.courses import make_course

pytestmark = pytest.mark.django_db
migration = import_module("quizzes.migrations.0014_names_of_shared_banks_are_unique")
INDEX = "quizzes_shared_bank_name_unique"
LONG = "x" * 150


def constraint() -> str:
    found = next(row for row in QuestionBank._meta.constraints if row.name == INDEX)
    return str(found.create_sql(QuestionBank, connection.SchemaEditorClass(connection)))


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def names() -> list[str]:
    return list(QuestionBank.objects.order_by("pk").values_list("name", flat=True))


def test_doubles_get_the_next_free_number_and_banks_of_courses_keep_theirs() -> None:
    execute(f"DROP INDEX {INDEX}")  # as it was before; the test's transaction brings it back
    course = make_course()
    for name, owner in [
        ("A", None),
        ("A", None),
        ("A (2)", None),
        ("A", course),
        ("A", None),
        (LONG, None),
        (LONG, None),
    ]:
        QuestionBank.objects.create(name=name, course=owner)

    migration.rename_doubles(apps, None)

    assert names() == ["A", "A (3)", "A (2)", "A", "A (4)", LONG, f"{'x' * 140} (2)"]
    connection.check_constraints()  # PostgreSQL makes no index while checks of the rows above are still to come
    execute(constraint())
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionBank.objects.create(name="A (3)")


def test_a_second_time_and_the_way_back_change_no_name() -> None:
    QuestionBank.objects.create(name="A")
    QuestionBank.objects.create(name="A (2)")

    migration.rename_doubles(apps, None)
    assert all(step.reversible for step in migration.Migration.operations)
    migration.Migration.operations[0].reverse_code(apps, None)

    assert names() == ["A", "A (2)"]
    execute(f"DROP INDEX {INDEX}")
    QuestionBank.objects.create(name="A")
    assert names() == ["A", "A (2)", "A"]
