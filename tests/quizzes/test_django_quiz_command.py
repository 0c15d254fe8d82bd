import json
from pathlib import Path

import pytest

from quizzes.models import ImportedSitting, Question, QuizPage
from tests.factories.courses import make_course
from tests.quizzes.formats.dumps import OLD_SITE, question
from tests.quizzes.test_question_commands import run

pytestmark = pytest.mark.django_db
NAME = "import_django_quiz"


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.json"
    path.write_text(json.dumps([row for row in OLD_SITE if row["model"] != "essay.essay_question" and row["pk"] != 3]))
    return path


def test_each_part_is_counted_and_each_doubt_is_told(dump: Path) -> None:
    course = make_course()

    text, code = run(NAME, str(dump), course=course.slug)

    lines = text.splitlines()
    assert code == 0
    assert lines[:5] == [
        "questions: total 2, imported 2, warned 0, added 2, renewed 0, unchanged 0, refused 0",
        "topics: total 3, warned 0, added 3, renewed 0, unchanged 0, refused 0",
        "quizzes: total 2, warned 2, added 2, renewed 0, unchanged 0, refused 0",
        "sittings: total 7, warned 7, added 7, renewed 0, unchanged 0, refused 0",
        "progress: total 2, warned 2, added 2, renewed 0, unchanged 0, refused 0",
    ]
    assert "warning: quizzes 1 (“Kuis awal”): It drew 2 of its 2 questions by chance" not in text
    assert sum(line.startswith("warning: sittings 4") for line in lines) == 3


def test_json_tells_every_row_and_a_dry_run_keeps_nothing(dump: Path) -> None:
    course = make_course()

    text, code = run(NAME, str(dump), course=course.slug, dry_run=True, json=True, timezone="Asia/Makassar")

    report = json.loads(text)
    assert code == 0
    assert (report["course"], report["timezone"], report["dry_run"]) == (course.slug, "Asia/Makassar", True)
    assert report["counts"]["sittings"] == {
        "total": 7, "warned": 7, "added": 7, "renewed": 0, "unchanged": 0, "refused": 0,
    }  # fmt: skip
    assert [row["key"] for row in report["sittings"]] == ["1", "2", "4", "5", "6", "7", "8"]
    assert report["quizzes"][1]["findings"] == [
        "It has no questions in the dump.",
        "Its pass mark is no number between 0 and 100; it was set to 0.",
    ]
    assert (Question.objects.count(), QuizPage.objects.count(), ImportedSitting.objects.count()) == (0, 0, 0)


def test_a_refused_question_ends_with_1_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    path.write_text(json.dumps([*OLD_SITE, question(9, "Tanpa jenis?")]))

    text, code = run(NAME, str(path), course=make_course().slug)

    assert code == 1
    assert "The dump does not say what kind of question it is." in text
    assert ImportedSitting.objects.count() == 10


@pytest.mark.parametrize(
    ("options", "content"),
    [
        ({"course": "tidak-ada"}, b"[]"),
        ({"timezone": "Bulan/Purnama"}, b"[]"),
        ({"timezone": "../../etc"}, b"[]"),
        ({}, b"[]"),
        ({}, b"{"),
        ({}, b"\xff\xff\xff"),
    ],
)
def test_nothing_ends_with_a_traceback(tmp_path: Path, options: dict[str, str], content: bytes) -> None:
    path = tmp_path / "dump.json"
    path.write_bytes(content)

    _text, code = run(NAME, str(path), **{"course": make_course().slug, **options})

    assert code == 1


def test_a_dump_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert run(NAME, str(tmp_path / "no.json"), course=make_course().slug) == ("", 1)
