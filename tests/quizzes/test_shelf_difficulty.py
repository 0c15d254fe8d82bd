"""A bank tells how hard its questions were, and which of them ask the same."""

import pytest
from django.test import Client
from django.urls import reverse

from core.jobs import schedule
from core.models import Job
from core.services import work_jobs
from courses.choices import Part
from members.choices import SiteRole
from quizzes.jobs import KEEP_ANALYSES
from quizzes.models import AnalysisReport
from quizzes.selectors.analysed import Scope
from quizzes.selectors.difficulty import difficulties_in
from quizzes.selectors.twins import asked_by
from quizzes.services.analysing import ANALYSE, keep_analysis
from tests.factories.courses import make_batch, make_course, make_part
from tests.factories.members import make_administrator, make_member
from tests.factories.quizzes import make_bank, make_question
from tests.quizzes.analysis.sat import FIVE, TEN, make_sat

pytestmark = pytest.mark.django_db


def client_of(user):
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def bank_of(quiz):
    return quiz.slots.first().question.bank


def shown(client, bank, **asked):
    response = client.get(reverse("question-banks:bank", args=[bank.pk]), asked)
    return [(row.difficulty.percent if row.difficulty else None) for row in response.context["rows"]]


def test_the_newest_analysis_that_was_kept_is_shown_and_filtered_by():
    quiz, _batch, _attempts = make_sat(TEN)
    client, bank = client_of(make_administrator()), bank_of(quiz)
    assert shown(client, bank) == [None] * 4

    keep_analysis(scope=Scope(quiz=quiz.pk))

    assert shown(client, bank) == [80, 70, 40, 20]
    assert shown(client, bank, level="middle") == [80, 70, 40, 20]
    assert shown(client, bank, level="hard") == []
    assert shown(client, bank, level="unknown") == []
    make_question(bank)
    assert shown(client, bank, level="unknown") == [None]
    page = client.get(reverse("question-banks:bank", args=[bank.pk])).content.decode()
    assert "80 %" in page


def test_fewer_than_ten_people_and_results_of_others_are_not_told():
    few, _batch, _attempts = make_sat(FIVE)
    keep_analysis(scope=Scope(quiz=few.pk))
    quiz, _batch, _attempts = make_sat(TEN)
    keep_analysis(scope=Scope(quiz=quiz.pk))
    stranger = make_member("Sari", role=SiteRole.SPEAKER)
    make_part(make_batch(make_course()), stranger, part=Part.SPEAKER)

    assert difficulties_in(bank_of(few), make_administrator()) == {}
    assert difficulties_in(bank_of(quiz), stranger) == {}


def test_analyses_of_tests_that_were_sat_are_kept_once_a_day():
    quiz, _batch, _attempts = make_sat(FIVE)
    schedule._fired.clear()

    schedule.fire_due()
    work_jobs(kinds=[KEEP_ANALYSES, ANALYSE])

    assert AnalysisReport.objects.get().quiz_id == quiz.pk
    assert Job.objects.filter(kind=ANALYSE).count() == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("<p>Apa itu <b>hoaks</b>?</p>", "apa  itu HOAKS", True),
        ("<p>Apa itu hoaks?</p>[gambar 1]", "<p>Apa itu hoaks?</p>", True),
        ("<p>Pasal 10</p>", "<p>Pasal 11</p>", False),
        ("<p>A &amp; B</p>", "<p>A dan B</p>", False),
    ],
)
def test_the_same_words_are_the_same_question(one, other, same):
    assert (asked_by(one) == asked_by(other)) == same


def test_twins_are_told_in_the_bank_and_beside_the_form():
    course = make_course()
    bank = make_bank(course)
    first = make_question(bank, "<p>Apa itu hoaks?</p>")
    make_question(bank, "<p>Apa itu HOAKS</p>")
    alone = make_question(bank, "<p>Apa itu fakta?</p>")
    make_question(make_bank(course), "<p>Apa itu fakta?</p>")
    client = client_of(make_administrator())

    rows = client.get(reverse("question-banks:bank", args=[bank.pk])).context["rows"]
    preview = client.get(reverse("questions:saved_preview", args=[first.pk])).content.decode()

    assert [any("asks the same" in sentence for sentence in row.advice) for row in rows] == [True, True, False]
    assert "Another question of this bank asks the same" in preview
    assert "asks the same" not in client.get(reverse("questions:saved_preview", args=[alone.pk])).content.decode()
