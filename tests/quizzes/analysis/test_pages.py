"""The analysis on screen: what it costs, what it says, who gets names, and what waits for a job."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from core import clock
from core.choices import JobState
from core.models import Job
from core.services import work_jobs
from courses.choices import Part
from courses.models import BatchPart
from members.choices import SiteRole
from quizzes import analysis_reading
from quizzes.models import AnalysisReport
from quizzes.services.analysing import ANALYSE
from tests.factories.members import make_member
from tests.quizzes.analysis.sat import TEN, make_sat
from tests.quizzes.counting import counted
from tests.quizzes.test_live import client_of, organiser_of

pytestmark = pytest.mark.django_db


def speaker_of(batch):
    member = make_member("Sari", role=SiteRole.SPEAKER)
    BatchPart.objects.create(batch=batch, member=member, part=Part.SPEAKER)
    return member


def page_of(quiz, query="", name="analysis", *arguments):
    return reverse(f"quizzes:{name}", args=[quiz.uid, *arguments]) + query


@pytest.mark.parametrize("rows", [TEN, TEN * 3])
def test_costs_as_much_for_ten_people_as_for_thirty(rows, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    quiz, batch, _attempts = make_sat(rows)
    client = client_of(organiser_of(batch))
    item = page_of(quiz, "", "analysis_item", quiz.slots.first().question.uid)

    with counted() as whole:
        assert client.get(page_of(quiz)).status_code == 200
    with counted() as one:
        assert client.get(item).status_code == 200

    assert (whole.both, one.both) == ((15, 0), (16, 0))


def test_says_what_the_figures_are_and_which_question_needs_a_look():
    quiz, batch, _attempts = make_sat(TEN * 3)

    page = client_of(organiser_of(batch)).get(page_of(quiz)).content.decode()

    assert "30 people: of each the first attempt that was handed in" in page
    assert "Fewer than 30" not in page
    assert "That is 52.5 %." in page
    assert page.count("Soal nomor") == 4
    assert 'id="scores-title"' in page


def test_below_ten_people_nothing_is_shown_and_below_thirty_it_is_a_hint():
    quiz, batch, _attempts = make_sat(TEN[:9])
    client = client_of(organiser_of(batch))

    few = client.get(page_of(quiz)).content.decode()
    item = client.get(page_of(quiz, "", "analysis_item", quiz.slots.first().question.uid)).content.decode()

    assert "Figures are shown from 10 people on." in few
    assert "9 people so far" in few
    assert "Soal nomor" not in few
    assert "chart__plot" not in few + item
    assert "Standard deviation" not in few + item
    other, batch, _attempts = make_sat(TEN)
    assert "take these figures as hints" in client_of(organiser_of(batch)).get(page_of(other)).content.decode()


def test_questions_are_ordered_and_narrowed():
    quiz, batch, _attempts = make_sat()
    client = client_of(organiser_of(batch))
    texts = [slot.question.stem.removeprefix("<p>")[:14] for slot in quiz.slots.all()]

    def order(query):
        page = client.get(page_of(quiz, query)).content.decode()
        found = [text for text in texts if f">{text}" in page]
        return sorted(found, key=page.index)

    assert order("?sort=facility") == texts[::-1]
    assert order("?sort=-facility") == texts
    assert order("?sort=nonsense") == texts
    assert order("?q=nothing+like+it") == []
    assert len(order("?look=yes")) + len(order("?look=no")) == 4


def test_a_question_tells_what_was_chosen_by_whom_and_leads_to_its_form():
    quiz, batch, _attempts = make_sat()
    question = quiz.slots.all()[3].question
    url = page_of(quiz, "", "analysis_item", question.uid)

    page = client_of(organiser_of(batch)).get(url).content.decode()

    assert "Best 27 %" in page
    assert "67 %" in page
    assert reverse("questions:edit", args=[question.pk]) in page
    auditor = client_of(make_member("Hadi", role=SiteRole.AUDITOR)).get(url).content.decode()
    assert reverse("questions:edit", args=[question.pk]) not in auditor


def test_who_only_speaks_gets_marks_without_names_and_not_of_a_few():
    quiz, batch, _attempts = make_sat()
    few, other_batch, _others = make_sat(TEN[:3])
    speaker = client_of(speaker_of(batch))

    marks = speaker.get(page_of(quiz, "", "analysis_export", "marks", "csv")).content.decode("utf-8-sig")
    named = client_of(organiser_of(batch)).get(page_of(quiz, "", "analysis_export", "marks", "csv"))

    assert marks.splitlines()[0] == "peserta;Soal 1;Soal 2;Soal 3;Soal 4;total"
    assert "Orang" not in marks
    assert "Orang 01;" in named.content.decode("utf-8-sig")
    assert speaker.get(page_of(few)).status_code == 404
    teller = client_of(speaker_of(other_batch))
    assert teller.get(page_of(few, "", "analysis_export", "marks", "csv")).status_code == 404
    assert (
        client_of(organiser_of(other_batch)).get(page_of(few, "", "analysis_export", "marks", "csv")).status_code == 200
    )


def test_the_questions_go_out_as_a_workbook():
    quiz, batch, _attempts = make_sat()

    file = client_of(organiser_of(batch)).get(page_of(quiz, "", "analysis_export", "items", "xlsx")).content

    rows = list(load_workbook(BytesIO(file)).active.values)
    assert len(rows) == 5
    assert [row[5] for row in rows[1:]] == [0.8, 0.7, 0.4, 0.2]


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(analysis_reading, "IN_PLACE", 5)


@pytest.mark.usefixtures("large")
def test_a_large_test_is_computed_by_a_job_shown_with_its_time_and_told_when_marks_have_changed(time_machine):
    quiz, batch, attempts = make_sat()
    client = client_of(organiser_of(batch))
    compute = page_of(quiz, "", "analysis_compute")

    empty = client.get(page_of(quiz)).content.decode()
    assert "have not been computed yet" in empty
    waits = client.post(compute, headers={"HX-Request": "true"}).content.decode()
    assert "are being computed" in waits
    work_jobs(kinds=[ANALYSE], until_idle=False)
    done = client.get(compute, headers={"HX-Request": "true"})
    assert done["HX-Redirect"] == page_of(quiz)
    page = client.get(page_of(quiz)).content.decode()
    assert "as of " in page
    assert "older" not in page
    time_machine.move_to(clock.now() + timedelta(minutes=1))
    attempts[0].marks.create(slot=1, fraction=0)
    stale = client.get(page_of(quiz)).content.decode()
    assert "these figures are older" in stale
    assert "Soal nomor" in stale
    assert client.post(compute).status_code == 302
    work_jobs(kinds=[ANALYSE], until_idle=False)
    assert "these figures are older" not in client.get(page_of(quiz)).content.decode()
    assert AnalysisReport.objects.count() == 1


@pytest.mark.usefixtures("large")
def test_figures_that_failed_say_so_and_are_computed_when_asked_for_again():
    quiz, batch, _attempts = make_sat()
    client = client_of(organiser_of(batch))
    compute = page_of(quiz, "", "analysis_compute")

    for _time in range(2):
        client.post(compute)
        Job.objects.filter(kind=ANALYSE).update(state=JobState.FAILED, reason="Kehabisan memori")
        waits = client.get(compute, headers={"HX-Request": "true"}).content.decode()
        assert "The figures could not be computed." in waits
        assert "Kehabisan memori" in waits
        assert "every 2s" not in waits
    client.post(compute)
    client.post(compute)
    assert Job.objects.filter(kind=ANALYSE).count() == 3
    work_jobs(kinds=[ANALYSE], until_idle=False)

    assert AnalysisReport.objects.count() == 1


def test_looking_at_a_large_test_writes_nothing(large, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    quiz, batch, _attempts = make_sat()
    client: Client = client_of(organiser_of(batch))

    with counted() as first:
        client.get(page_of(quiz))

    assert first.both == (11, 0)
