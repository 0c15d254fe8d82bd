"""Practice: it never counts, tells what was right after each question, and keeps what was checked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from courses.models import RequirementResult
from quizzes.choices import AttemptKind, Practice
from quizzes.errors import StartRefusedError
from quizzes.models import Answer, Attempt, Mark
from quizzes.personal_data import sitting_data
from quizzes.registrations import offered_in
from quizzes.selectors.figures import quiz_figures
from quizzes.selectors.overviews import batch_figures, standings_of
from quizzes.services import Incoming, record_result, save_answers, submit_attempt
from tests.factories.courses import make_enrolment
from tests.factories.kinds import make_essay
from tests.factories.members import make_member
from tests.factories.quizzes import (
    SECRET_FEEDBACK,
    begin,
    make_bank,
    make_sitting,
    right_options,
    wrong_option,
)
from tests.quizzes.counting import counted
from tests.quizzes.test_live import rows_of
from tests.quizzes.test_views import send, url

pytestmark = pytest.mark.django_db
PRACTICE = AttemptKind.PRACTICE


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def sitting(**rules):
    return make_sitting(**{"practice": Practice.BESIDE, "questions": 3, **rules})


def practise(quiz, enrolment):
    return begin(quiz, enrolment, kind=PRACTICE)


def check(client, attempt, slot):
    return client.post(reverse("quizzes:check", args=[attempt.uid, slot]), {}, content_type="application/json")


def finish(attempt, enrolment):
    done = submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    record_result(attempt=Attempt.objects.select_related("version").get(pk=done.pk))
    return done


def test_practice_has_a_numbering_of_its_own_and_uses_up_nothing():
    quiz, enrolment = sitting(attempts_allowed=1, time_limit_minutes=10, schedule={"room_code": "Melati"})

    first = practise(quiz, enrolment)
    assert practise(quiz, enrolment) == first
    finish(first, enrolment)
    second = practise(quiz, enrolment)
    counted_one = begin(quiz, enrolment, room_code="melati")

    assert [(row.kind, row.number) for row in (first, second, counted_one)] == [
        (PRACTICE, 1),
        (PRACTICE, 2),
        (AttemptKind.COUNTED, 1),
    ]
    assert (second.deadline_at, second.hard_close_at) == (None, None)
    assert counted_one.deadline_at is not None


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ({"practice": Practice.NONE}, "no_practice"),
        ({"schedule": {"since": timedelta(hours=-1)}}, "not_open_yet"),
        ({"schedule": {"until": timedelta(minutes=-1)}}, "closed"),
    ],
)
def test_practice_is_refused_with_the_reason(rules, reason):
    quiz, enrolment = sitting(**rules)

    with pytest.raises(StartRefusedError) as caught:
        practise(quiz, enrolment)

    assert caught.value.reason == reason
    assert str(caught.value)
    assert not Attempt.objects.exists()


def test_a_test_for_practice_alone_never_counts_and_is_asked_for_by_no_rule():
    quiz, enrolment = sitting(practice=Practice.ONLY)

    with pytest.raises(StartRefusedError) as caught:
        begin(quiz, enrolment)

    assert caught.value.reason == "practice_only"
    assert practise(quiz, enrolment).kind == PRACTICE
    assert offered_in(enrolment.batch.course) == []


def test_practice_appears_in_no_figure():
    quiz, enrolment = sitting()
    finish(practise(quiz, enrolment), enrolment)
    practise(quiz, enrolment)

    assert not RequirementResult.objects.exists()
    (figures,) = batch_figures(enrolment.batch)
    assert (figures.under_way, figures.finished, figures.passed) == (0, 0, 0)
    (course_figures,) = quiz_figures(enrolment.batch.course_id, [enrolment.batch_id])
    assert (course_figures.people, course_figures.hardest) == (0, [])
    (row,) = rows_of(quiz, enrolment.batch)
    assert (row.state, row.attempts) == ("not_begun", 0)
    (standing,) = standings_of(enrolment.batch.course, enrolment)
    assert (standing.attempts, standing.refusal(clock.now())) == ([], None)


def test_a_check_tells_of_that_question_alone_and_settles_it(client):
    quiz, enrolment = sitting(review_during=["right_wrong", "feedback", "key"])
    attempt = practise(quiz, enrolment)
    client.force_login(enrolment.member)
    before = client.get(url("attempt", attempt)).content.decode()
    send(client, attempt, {1: (1, [wrong_option(attempt, 1)]), 2: (1, right_options(attempt, 2))})

    told = check(client, attempt, 1).json()

    assert SECRET_FEEDBACK not in before
    assert told["state"] == "checked"
    assert all(word in told["html"] for word in ("wrong", SECRET_FEEDBACK, "right answer", "Periksa sumbernya"))
    page = client.get(url("attempt", attempt)).content.decode()
    assert page.count(SECRET_FEEDBACK) == 1
    assert page.count("data-settled disabled") == 1
    refused = send(client, attempt, {1: (9, right_options(attempt, 1)), 2: (2, [wrong_option(attempt, 2)])}).json()
    assert (refused["refused"], refused["revs"]) == ([1], {"2": 2})
    assert Answer.objects.get(slot=1).value == [wrong_option(attempt, 1)]


def test_a_second_check_writes_nothing_and_a_blank_is_asked_for(client):
    quiz, enrolment = sitting()
    attempt = practise(quiz, enrolment)
    client.force_login(enrolment.member)

    blank = check(client, attempt, 1)
    assert (blank.status_code, blank.json()["text"]) == (409, "Answer the question first, then check it.")
    send(client, attempt, {1: (1, right_options(attempt, 1))})
    first, second = (check(client, attempt, 1).json() for _ in range(2))

    assert first == second
    assert Mark.objects.count() == 1


def test_what_only_people_can_mark_is_not_checked(client):
    quiz, enrolment = sitting(questions=[make_essay(make_bank())])
    attempt = practise(quiz, enrolment)
    client.force_login(enrolment.member)
    save_answers(attempt=attempt, answers={1: Incoming(1, ["Saya memeriksa sumbernya."])})

    refused = check(client, attempt, 1)

    assert refused.status_code == 409
    assert refused.json()["text"].startswith("Only a person can mark this question")
    assert not Mark.objects.exists()
    assert "data-check>" not in client.get(url("attempt", attempt)).content.decode()


def test_nothing_is_ever_checked_in_an_attempt_that_counts_nor_by_another(client):
    quiz, enrolment = sitting()
    practice, counts = practise(quiz, enrolment), begin(quiz, enrolment)
    for attempt in (counts, practice):
        save_answers(attempt=attempt, answers={1: Incoming(1, right_options(attempt, 1))})

    client.force_login(make_member("Orang Lain"))
    assert check(client, practice, 1).status_code == 404
    client.force_login(make_enrolment(enrolment.batch).member)
    assert check(client, practice, 1).status_code == 404
    client.force_login(enrolment.member)
    assert check(client, counts, 1).status_code == 404
    assert check(client, practice, 99).status_code == 404

    assert not Mark.objects.exists()
    assert SECRET_FEEDBACK not in client.get(url("attempt", counts)).content.decode()


def test_without_script_the_button_saves_the_form_and_comes_back_to_the_question(client):
    quiz, enrolment = sitting()
    attempt = practise(quiz, enrolment)
    client.force_login(enrolment.member)
    form = {"rev-1": "0", "q-1": right_options(attempt, 1), "rev-2": "0", "q-2": [wrong_option(attempt, 2)]}

    response = client.post(reverse("quizzes:check", args=[attempt.uid, 1]), form)

    assert response.url == url("attempt", attempt) + "#q1"
    assert Answer.objects.count() == 2
    assert list(Mark.objects.values_list("slot", "fraction")) == [(1, 1)]
    page = client.get(url("attempt", attempt)).content.decode()
    assert "Checked: this answer stands." in page


def test_the_result_says_that_it_was_practice(client):
    quiz, enrolment = sitting()
    attempt = practise(quiz, enrolment)
    save_answers(attempt=attempt, answers={1: Incoming(1, right_options(attempt, 1))})
    finish(attempt, enrolment)
    client.force_login(enrolment.member)

    html = client.get(url("result", attempt)).content.decode()

    assert "This was practice: it does not count" in html
    assert "passed" not in html
    assert "is being checked" not in html
    assert "You reached 33.33 %" in html
    (row,) = sitting_data(enrolment.member)["attempts"]
    assert (row["kind"], row["points"]) == (PRACTICE, 1)


def test_the_landing_offers_both_in_plain_words(client):
    quiz, enrolment = sitting()
    client.force_login(enrolment.member)

    html = client.get(url("landing", quiz)).content.decode()
    response = client.post(url("start", quiz), {"kind": "practice"})

    assert "Start the test" in html
    assert "Practice does not count and uses up no attempt." in html
    assert Attempt.objects.get().kind == PRACTICE
    assert response.url == url("attempt", Attempt.objects.get())
    assert "Go on practising" in client.get(url("landing", quiz)).content.decode()


@pytest.mark.parametrize("number", [5, 60])
def test_practice_costs_little_more(client, number, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    quiz, enrolment = sitting(questions=number)
    client.force_login(enrolment.member)
    with counted() as landing:
        client.get(url("landing", quiz))
    with counted() as start:
        client.post(url("start", quiz), {"kind": "practice"})
    attempt = Attempt.objects.select_related("version").get()
    with counted() as save:
        send(client, attempt, {slot: (1, right_options(attempt, slot)) for slot in range(1, number + 1)})
    with counted() as told:
        check(client, attempt, 1)
    with counted() as resume:
        client.get(url("attempt", attempt))

    assert {"landing": landing.both, "start": start.both, "save": save.both} == {
        "landing": (5, 0),
        "start": (6, 1),
        "save": (5, 1),
    }
    assert {"check": told.both, "resume": resume.both} == {"check": (12, 1), "resume": (7, 0)}
