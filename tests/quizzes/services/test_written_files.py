"""Essays, files and drills in files: they come in without a rubric, and never take away one that stands here."""

import pytest

from quizzes.choices import FileOutcome, QuestionType
from quizzes.draft import problems_of_question
from quizzes.formats import Entry, Place, Reading, read_questions
from quizzes.models import Question, QuestionBank, QuestionCriterion
from quizzes.services import QuestionImport, export_questions, import_questions
from tests.factories.quizzes import make_bank
from tests.quizzes.formats.dumps import DUMP
from tests.quizzes.formats.samples import EVERY_KIND

pytestmark = pytest.mark.django_db
RUBRIC = EVERY_KIND["rubric"]


def put(bank: QuestionBank, *items: object) -> QuestionImport:
    entries = tuple(Entry(Place(number), "", item) for number, item in enumerate(items, start=1))  # type: ignore[arg-type]
    return import_questions(bank=bank, reading=Reading("gift", entries))


def bring(bank: QuestionBank, text: str) -> QuestionImport:
    return import_questions(bank=bank, reading=read_questions(text.encode()))


@pytest.mark.parametrize(
    "text",
    [
        "// [id:E-1]\nTulis tanggapan.{}",
        "Kode;Jenis;Soal;Kunci\nE-1;esai;Tulis tanggapan.;\n",
        '<quiz><question type="essay"><name><text>E</text></name>'
        '<questiontext format="html"><text>Tulis tanggapan.</text>'
        "</questiontext><idnumber>E-1</idnumber></question></quiz>",
    ],
)
def test_an_essay_comes_in_and_asks_for_its_rubric(text: str) -> None:
    bank = make_bank()

    report = bring(bank, text)

    assert report.counts["added"] == 1
    [question] = bank.questions.all()
    assert (question.type, question.external_id) == (QuestionType.ESSAY, "E-1")
    assert "at least one criterion" in " ".join(problems_of_question(question))


def test_the_essays_of_django_quiz_app_come_in_too() -> None:
    import json

    bank = make_bank()

    report = import_questions(bank=bank, reading=read_questions(json.dumps(DUMP).encode()))

    assert (report.counts["added"], report.counts["refused"]) == (3, 0)
    assert bank.questions.filter(type=QuestionType.ESSAY).count() == 1


def test_a_rubric_is_written_with_its_question() -> None:
    bank = make_bank()

    put(bank, RUBRIC)

    assert QuestionCriterion.objects.filter(question__bank=bank).count() == len(RUBRIC.rubric.criteria) > 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("format", ["gift", "moodle-xml", "xlsx", "qti3"])
def test_a_file_that_cannot_tell_a_rubric_leaves_it_where_it_is(format: str) -> None:
    bank = make_bank()
    put(bank, RUBRIC)
    question = bank.questions.get()
    question.markers = 2
    question.save()
    before = list(question.criteria.values_list("pk", "key", "title", "levels"))
    written = export_questions(questions=Question.objects.with_parts(), format=format)
    assert any("rubric" in finding.sentence for finding in written.warnings)

    report = import_questions(bank=bank, reading=read_questions(written.data))

    assert report.questions[0].outcome in (FileOutcome.UNCHANGED, FileOutcome.RENEWED)
    question = bank.questions.get()
    assert (question.markers, list(question.criteria.values_list("pk", "key", "title", "levels"))) == (2, before)


def test_what_is_new_in_a_file_renews_the_essay_beside_its_rubric() -> None:
    bank = make_bank()
    bring(bank, "// [id:E-1]\nTulis tanggapan.{}")
    question = bank.questions.get()
    question.criteria.set([QuestionCriterion(title="Tepat", levels="0 = tidak\n2 = ya")])
    question.save()

    report = bring(bank, "// [id:E-1]\nTulis tanggapan singkat.{}")

    assert report.counts["renewed"] == 1
    question = bank.questions.get()
    assert ("singkat" in question.stem, question.criteria.get().title) == (True, "Tepat")
