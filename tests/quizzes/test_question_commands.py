import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from quizzes.formats import read_questions
from quizzes.models import Question, QuestionBank
from tests.factories.courses import make_course
from tests.factories.quizzes import make_bank, make_question

GOOD = "// [id:H-1]\nBenar?{T}\n\nApa?{=a ~b}"
MIXED = f"{GOOD}\n\nRusak{{=a"


def run(name: str, *args: str, **options: Any) -> tuple[str, int]:
    """What it prints, and what it exits with."""
    out = StringIO()
    try:
        call_command(name, *args, stdout=out, **options)
    except CommandError as error:
        return out.getvalue(), error.returncode
    return out.getvalue(), 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "soal.txt"


@pytest.mark.django_db
def test_a_good_file_is_imported_into_a_new_bank(file: Path) -> None:
    file.write_text(GOOD)

    assert run("import_questions", str(file), bank="Hoaks") == (
        "gift: total 2, imported 2, warned 0, added 2, renewed 0, unchanged 0, refused 0\n",
        0,
    )
    assert [question.bank.name for question in Question.objects.all()] == ["Hoaks", "Hoaks"]


@pytest.mark.django_db
def test_what_is_refused_is_told_by_line_and_ends_with_1(file: Path) -> None:
    file.write_text(MIXED)

    text, code = run("import_questions", str(file), bank="Hoaks")

    assert code == 1
    assert text.splitlines() == [
        "gift: total 3, imported 2, warned 0, added 2, renewed 0, unchanged 0, refused 1",
        "refused: line 6, question 3 (“Rusak”): A brace { or } has no partner."
        " Close it, or write \\{ and \\} for braces in the text.",
    ]
    assert Question.objects.count() == 2


@pytest.mark.django_db
def test_a_dry_run_keeps_nothing_and_prints_json(file: Path) -> None:
    file.write_text(MIXED)

    text, code = run("import_questions", str(file), bank="Hoaks", dry_run=True, json=True)

    report = json.loads(text)
    assert (code, report["dry_run"], report["format"], report["bank"]) == (1, True, "gift", "Hoaks")
    assert report["counts"] == {
        "total": 3,
        "imported": 2,
        "warned": 0,
        "added": 2,
        "renewed": 0,
        "unchanged": 0,
        "refused": 1,
    }
    assert [(row["number"], row["line"], row["type"], row["outcome"]) for row in report["questions"]] == [
        (1, 2, "true_false", "added"),
        (2, 4, "single", "added"),
        (3, 6, None, "refused"),
    ]
    assert [finding["severity"] for finding in report["questions"][2]["findings"]] == ["refused"]
    assert (Question.objects.count(), QuestionBank.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04", b"<quiz>", b"<!DOCTYPE a><quiz/>", b"{"])
def test_a_file_that_is_none_ends_with_1_and_no_traceback(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    text, code = run("import_questions", str(file), bank="Hoaks", json=True)

    assert code == 1
    report = json.loads(text)
    assert report["counts"]["added"] == 0
    refused = [*report["file"], *(finding for row in report["questions"] for finding in row["findings"])]
    assert [finding["severity"] for finding in refused][-1] == "refused"


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_told(file: Path) -> None:
    assert run("import_questions", str(file), bank="Hoaks") == ("", 1)


@pytest.mark.django_db
def test_a_bank_is_not_given_a_name_that_a_database_refuses(file: Path) -> None:
    file.write_text(GOOD)

    assert run("import_questions", str(file), bank="H" * 151) == ("", 1)
    assert not QuestionBank.objects.exists()


@pytest.mark.django_db
def test_two_banks_of_one_name_are_not_guessed_between(file: Path) -> None:
    file.write_text(GOOD)
    make_bank(name="Hoaks")
    make_bank(make_course(), "Hoaks")

    assert run("import_questions", str(file), bank="Hoaks") == ("", 1)
    assert Question.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["gift", "moodle-xml", "xlsx", "qti3"])
def test_an_exported_bank_is_imported_again_without_a_change(file: Path, format: str) -> None:
    bank = make_bank(name="Hoaks")
    make_question(bank)

    assert run("export_questions", str(file), bank="Hoaks", format=format) == (f"{format}: written 1, refused 0\n", 0)
    text, code = run("import_questions", str(file), bank="Hoaks")

    assert (code, text.split(": ")[1]) == (
        0,
        "total 1, imported 1, warned 0, added 0, renewed 0, unchanged 1, refused 0\n",
    )


@pytest.mark.django_db
def test_a_bank_that_is_not_there_cannot_be_exported(file: Path) -> None:
    assert run("export_questions", str(file), bank="Hoaks", format="gift") == ("", 1)
    assert not file.exists()


@pytest.mark.django_db
def test_the_template_is_written_and_reads_again(tmp_path: Path) -> None:
    target = tmp_path / "templat.xlsx"

    assert run("question_template", str(target)) == ("", 0)
    assert read_questions(target.read_bytes()).refusals == ()


@pytest.mark.django_db
@pytest.mark.parametrize("bank", ["", "  ", "x" * 151])
def test_a_bank_without_a_name_or_with_one_too_long_is_not_made(file: Path, bank: str) -> None:
    file.write_text(GOOD)

    assert run("import_questions", str(file), bank=bank) == ("", 1)
    assert not QuestionBank.objects.exists()


@pytest.mark.parametrize("format", ["auto", "csv", "xlsx", "gift", "aiken", "moodle-xml", "qti", "django-quiz"])
def test_an_empty_file_is_said_to_be_empty_whatever_it_is_said_to_be(format: str) -> None:
    assert [finding.sentence for finding in read_questions(b" \n", format=format).findings] == ["The file is empty."]
