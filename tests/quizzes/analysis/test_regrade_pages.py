"""Corrections on screen: from the question to the preview to the result of whom it concerns."""

import re

import pytest
from django.urls import reverse

from core.choices import JobState
from core.models import Job
from core.services import work_jobs
from quizzes.choices import RegradeAction
from quizzes.models import Attempt, RegradeRun
from quizzes.services import apply_regrade, commit_regrade, prepare_regrade, regrading
from quizzes.services.regrade_apply import APPLY
from quizzes.services.regrading import PREPARE
from tests.factories.courses import make_batch
from tests.factories.kinds import make_weight
from tests.factories.quizzes import make_bank, make_quiz, wrong_option
from tests.quizzes.analysis.sat import TEN, make_sat
from tests.quizzes.analysis.test_pages import speaker_of
from tests.quizzes.counting import counted
from tests.quizzes.test_live import client_of, organiser_of

pytestmark = pytest.mark.django_db


def page_of(quiz, name, *arguments):
    return reverse(f"quizzes:{name}", args=[quiz.uid, *arguments])


def prepared(quiz, batch, by, action=RegradeAction.FULL_MARKS, number=1, **options):
    return prepare_regrade(
        quiz=quiz,
        course=batch.course,
        question=quiz.slots.all()[number - 1].question,
        action=action,
        reason="Dua jawaban benar",
        by=by,
        **options,
    )


def test_an_organiser_chooses_a_question_looks_and_lets_it_hold():
    quiz, batch, attempts = make_sat()
    client = client_of(organiser_of(batch))
    question = quiz.slots.all()[3].question
    new = page_of(quiz, "regrade_new")

    assert client.get(new).content.decode().count("?item=") == 4
    form = client.get(f"{new}?item={question.uid}").content.decode()
    assert form.count('name="options"') == 3  # what is right already cannot be accepted once more
    data = {"action": "accept", "options": [wrong_option(attempts[0], 4)], "scope": "*", "reason": "Dua benar",
            "upward_only": "on", "tells_people": "on"}  # fmt: skip
    nameless = client.post(f"{new}?item={question.uid}", {**data, "options": []}).content.decode()
    assert "Say which further answers are accepted." in nameless
    page = client.post(f"{new}?item={question.uid}", data, follow=True)
    text = page.content.decode()
    assert "7 of 10 scores change: 7 up, 0 down." in text
    assert "Nothing is changed yet." in text
    run = RegradeRun.objects.get()
    done = client.post(page_of(quiz, "regrade_commit", run.uid), follow=True).content.decode()
    assert "Marks are being corrected." in done
    work_jobs(kinds=[APPLY], until_idle=False)
    assert "This correction holds." in client.get(page_of(quiz, "regrade", run.uid)).content.decode()
    assert client.get(page_of(quiz, "regrade", run.uid), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "7 of 10 scores change" in client.get(page_of(quiz, "regrades")).content.decode()


def test_from_the_page_of_a_person_one_attempt_alone_is_corrected():
    quiz, batch, attempts = make_sat()
    client, chosen = client_of(organiser_of(batch)), attempts[0]
    question = quiz.slots.all()[3].question
    place = [batch.code, quiz.uid, chosen.enrolment.uid]

    link = f"{page_of(quiz, 'regrade_new')}?attempt={chosen.receipt}"
    person = client.get(reverse("quizzes:person", args=place)).content.decode()
    choice = client.get(link).content.decode()
    form = client.get(f"{link}&item={question.uid}").content.decode()

    assert f'href="{link}"' in person
    assert choice.count(f"&amp;attempt={chosen.receipt}") == 4
    assert f">\n{chosen.receipt}</textarea>" in form


@pytest.mark.parametrize("rows", [TEN[:3], TEN * 4])
def test_a_run_costs_as_much_for_three_people_as_for_forty(rows, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    quiz, batch, _attempts = make_sat(rows)
    organiser = organiser_of(batch)
    run = prepared(quiz, batch, organiser)
    client = client_of(organiser)

    with counted() as page:
        assert client.get(page_of(quiz, "regrade", run.uid)).status_code == 200

    assert page.both == (10, 0)


def test_rows_are_narrowed_searched_and_ordered():
    quiz, batch, _attempts = make_sat()
    organiser = organiser_of(batch)
    run = prepared(quiz, batch, organiser)
    client = client_of(organiser)

    def names(query):
        return re.findall(r">(Orang \d\d)<", client.get(page_of(quiz, "regrade", run.uid) + query).content.decode())

    assert names("")[:2] == ["Orang 09", "Orang 10"]
    assert names("?show=changed") == ["Orang 09", "Orang 10"]
    assert names("?show=down") == []
    assert names("?q=orang+03") == ["Orang 03"]
    assert names("?sort=-name")[0] == "Orang 10"


def test_who_only_speaks_sees_the_run_without_names_and_cannot_let_it_hold():
    quiz, batch, _attempts = make_sat()
    run = prepared(quiz, batch, organiser_of(batch))
    client = client_of(speaker_of(batch))

    page = client.get(page_of(quiz, "regrade", run.uid)).content.decode()

    assert page.count("Person ") >= 10
    assert "Orang" not in page
    assert "Apply this correction" not in page
    assert client.post(page_of(quiz, "regrade_commit", run.uid)).status_code == 404
    assert client.get(page_of(quiz, "regrade_new")).status_code == 404
    assert not RegradeRun.objects.get().is_committed


def test_chosen_attempts_are_named_by_receipt_or_address():
    quiz, batch, attempts = make_sat()
    client = client_of(organiser_of(batch))
    url = f"{page_of(quiz, 'regrade_new')}?item={quiz.slots.first().question.uid}"
    data = {"action": "full_marks", "scope": "-", "reason": "Khusus"}

    unknown = client.post(url, {**data, "people": "TIDAKADA"}).content.decode()
    assert "No attempt at this test belongs to: TIDAKADA." in unknown
    lines = f"{attempts[8].receipt.lower()}\n{attempts[9].enrolment.member.email}"
    client.post(url, {**data, "people": lines})

    run = RegradeRun.objects.get()
    assert sorted(run.chosen) == sorted(str(row.uid) for row in attempts[8:])


def test_of_too_many_lines_none_is_passed_over_in_silence():
    quiz, batch, attempts = make_sat(TEN[:2])
    client = client_of(organiser_of(batch))
    url = f"{page_of(quiz, 'regrade_new')}?item={quiz.slots.first().question.uid}"

    lines = "\n".join([attempts[0].receipt] * 201)
    page = client.post(url, {"action": "full_marks", "scope": "-", "reason": "Khusus", "people": lines})

    assert "At most 200 lines are taken." in page.content.decode()
    assert not RegradeRun.objects.exists()


def test_a_number_that_cannot_be_read_is_not_accepted_in_silence():
    batch = make_batch()
    question = make_weight(make_bank(batch.course))
    quiz = make_quiz(batch.course, questions=[question])
    client = client_of(organiser_of(batch))

    page = client.post(
        f"{page_of(quiz, 'regrade_new')}?item={question.uid}",
        {"action": "accept", "texts": "2 meter", "scope": "*", "reason": "Dua benar"},
    )

    assert "“2 meter” cannot be read as an answer to this question." in page.content.decode()
    assert not RegradeRun.objects.exists()


def test_a_run_of_another_test_is_not_reached_through_this_one():
    quiz, batch, _attempts = make_sat()
    other, other_batch, _others = make_sat()
    run = prepared(other, other_batch, organiser_of(other_batch))

    assert client_of(organiser_of(batch)).get(page_of(quiz, "regrade", run.uid)).status_code == 404


def test_a_large_preview_is_made_by_a_job(monkeypatch):
    monkeypatch.setattr(regrading, "AT_ONCE", 3)
    quiz, batch, _attempts = make_sat()
    organiser = organiser_of(batch)
    run = prepared(quiz, batch, organiser)
    client = client_of(organiser)

    assert "The preview is being computed." in client.get(page_of(quiz, "regrade", run.uid)).content.decode()
    assert "preview is not ready" in client.post(page_of(quiz, "regrade_commit", run.uid), follow=True).content.decode()
    work_jobs(kinds=[PREPARE], until_idle=False)
    assert "2 of 10 scores change" in client.get(page_of(quiz, "regrade", run.uid)).content.decode()
    client.post(page_of(quiz, "regrade_renew", run.uid))
    work_jobs(kinds=[PREPARE], until_idle=False)
    assert RegradeRun.objects.get().rows.count() == 10


def test_a_preview_whose_job_failed_is_made_anew_as_often_as_it_takes(monkeypatch):
    monkeypatch.setattr(regrading, "AT_ONCE", 1)
    quiz, batch, _attempts = make_sat(TEN[:2])
    organiser = organiser_of(batch)
    run = prepared(quiz, batch, organiser)
    client = client_of(organiser)
    page, renew = page_of(quiz, "regrade", run.uid), page_of(quiz, "regrade_renew", run.uid)
    assert "Look anew" not in client.get(page).content.decode()

    for number in (1, 2):
        Job.objects.filter(kind=PREPARE).update(state=JobState.FAILED, reason="Kehabisan memori")
        text = client.get(page).content.decode()
        assert "Kehabisan memori" in text
        assert ("Look anew" in text, "Give it up" in text, "Apply this correction" in text) == (True, True, False)
        client.post(renew)
        client.post(renew)
        assert Job.objects.filter(kind=PREPARE).count() == number + 1
    work_jobs(kinds=[PREPARE], until_idle=False)

    assert "Apply this correction" in client.get(page).content.decode()


@pytest.mark.parametrize("action", [RegradeAction.ACCEPT, RegradeAction.DROP])
def test_the_result_tells_what_was_corrected_why_and_from_which_score_to_which(action, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    quiz, batch, attempts = make_sat(("rrrw", "rrrr"))
    organiser = organiser_of(batch)
    run = prepared(quiz, batch, organiser, action, 4, accepted=[wrong_option(attempts[0], 4)])
    commit_regrade(run=run, course=batch.course, by=organiser)
    apply_regrade(run=RegradeRun.objects.get(), by=organiser)
    client = client_of(attempts[0].enrolment.member)

    with counted() as result:
        page = client.get(reverse("quizzes:result", args=[attempts[0].uid])).content.decode()

    assert result.both == (5, 0)
    number = next(n for n, place in enumerate(attempts[0].layout, start=1) if place["slot"] == 4)
    assert "Your result was corrected" in page
    assert "Dua jawaban benar Your score was 75 % and is now 100 %." in page
    if action == RegradeAction.DROP:
        assert f"Question {number} was dropped on" in page
        assert "3 of 3 marks" in page
        assert "not counted" in page
    else:
        assert f"further answers to question {number} are accepted" in page
        assert page.count("right</span>") >= 4
    assert Attempt.objects.get(pk=attempts[0].pk).percent == 100
