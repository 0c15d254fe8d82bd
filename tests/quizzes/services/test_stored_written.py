"""An essay, a file and a drill in a bank: what the author's rows say is what markers and takers get."""

from dataclasses import replace
from decimal import Decimal

import pytest

from quizzes.draft import body_of, frozen_key_of, problems_of_question
from quizzes.formats import read_questions
from quizzes.items import Criterion, Drill, Essay, Level, Rubric, Upload
from quizzes.models import Question
from quizzes.services import import_questions
from quizzes.services.question_files import exported_item
from quizzes.services.question_media import StoredMedia
from quizzes.services.question_shelf import fill
from quizzes.stored import rows_of
from tests.factories.kinds import SECRET, WRITTEN_MAKERS, make_essay
from tests.factories.quizzes import make_bank

pytestmark = pytest.mark.django_db
LEVELS = (Level(points=Decimal(0), text="tidak"), Level(points=Decimal("2.5"), text="ya = lengkap"))
RUBRIC = Rubric(criteria=(Criterion(key="nada", title="Nada", levels=LEVELS),))
MARKING = {"rubric": RUBRIC, "markers": 2, "threshold": Decimal("0.15"), "notes_for_markers": "<p>Cek</p>"}
ITEMS = {
    "essay": Essay(stem="<p>Tulis</p>", lines=5, least_words=50, most_words=200, template="Yth.", **MARKING),
    "essay, rubric shown": Essay(stem="<p>Tulis</p>", criteria_shown=True, **MARKING),
    "upload": Upload(stem="<p>Unggah</p>", kinds=("pdf", "docx", "odt"), most_bytes=5 * 1024 * 1024, **MARKING),
    "drill": Drill(stem="<p>Siap</p>", scenario="<p>Feri</p>", speed_points=Decimal(3), **MARKING),
}


@pytest.mark.parametrize("name", ITEMS)
def test_what_people_mark_comes_out_of_a_bank_as_it_went_in(name):
    item, rows = ITEMS[name], rows_of(ITEMS[name])
    question = Question(bank=make_bank())
    fill(question, rows, item, None, StoredMedia(item))
    question.save()

    stored = exported_item(Question.objects.get())

    assert rows.remarks == []
    assert replace(stored, external_id="") == item
    assert problems_of_question(question) == []


def test_an_essay_of_a_file_comes_in_and_says_what_it_needs_before_a_test():
    report = import_questions(bank=make_bank(), reading=read_questions(b"Jelaskan{}", format="gift"))

    assert report.counts["added"] == 1
    question = Question.objects.get()
    assert problems_of_question(question) == ["Nobody could mark it: give its rubric at least one criterion."]


def test_kinds_of_files_that_nobody_takes_and_further_files_are_told():
    rows = rows_of(Upload(stem="<p>Unggah</p>", kinds=("exe", "jpg"), most_files=3))

    assert rows.fields["accepted_kinds"] == ["picture"]
    assert rows.remarks == [
        "These kinds of files are not taken here: exe.",
        "One file is taken for each question; the file allowed more.",
    ]


def test_a_line_of_a_rubric_without_points_is_told():
    question = make_essay(make_bank())
    question.criteria.set([type(question.criteria.first())(title="Nada", levels="0 = kasar\nsopan")])

    assert problems_of_question(question) == ["“sopan” has no points. Write it like “2 = names the official source”."]


@pytest.mark.parametrize("name", WRITTEN_MAKERS)
def test_rubric_notes_and_scenario_stay_out_of_what_takers_get(name):
    question = WRITTEN_MAKERS[name](make_bank())

    assert SECRET not in str(body_of(question))
    assert SECRET in str(frozen_key_of(question))


def test_takers_read_the_rubric_where_the_author_says_so():
    body = body_of(make_essay(make_bank(), criteria_shown=True, notes_for_markers="<p>RAHASIA</p>"))

    assert [row["title"] for row in body["criteria"]] == ["Tepat", "Nada"]
    assert "RAHASIA" not in str(body)
