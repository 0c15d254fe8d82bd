"""What practice keeps to itself while the test that counts is written, and what is no part of its score."""

import pytest
from django.urls import reverse

from quizzes.choices import ReviewPart
from quizzes.errors import StartRefusedError
from quizzes.models import Answer, Mark
from quizzes.personal_data import sitting_data
from quizzes.services import Incoming, save_answers, submit_attempt
from tests.factories.kinds import make_essay
from tests.factories.quizzes import SECRET_FEEDBACK, begin, make_bank, make_question, right_options, wrong_option
from tests.quizzes.test_practice import check, finish, practise, sitting
from tests.quizzes.test_views import send, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def test_practice_tells_nothing_while_what_counts_is_written(client):
    quiz, enrolment = sitting()
    practice = practise(quiz, enrolment)
    save_answers(attempt=practice, answers={1: Incoming(1, right_options(practice, 1))})
    counted_one = begin(quiz, enrolment)
    client.force_login(enrolment.member)

    told = check(client, practice, 1)
    assert (told.status_code, SECRET_FEEDBACK in told.content.decode()) == (409, False)
    assert told.json()["text"] == "You are writing this test. Hand it in first, then practise."

    submit_attempt(attempt_uid=practice.uid, member=enrolment.member)
    with pytest.raises(StartRefusedError) as refused:
        practise(quiz, enrolment)
    assert refused.value.reason == "being_written"

    finish(counted_one, enrolment)
    again = practise(quiz, enrolment)
    save_answers(attempt=again, answers={1: Incoming(1, right_options(again, 1))})
    assert SECRET_FEEDBACK in check(client, again, 1).json()["html"]


def test_practice_that_was_checked_before_rests_while_what_counts_is_written(client):
    quiz, enrolment = sitting(review_during=["right_wrong", "feedback", "key"])
    practice = practise(quiz, enrolment)
    client.force_login(enrolment.member)
    send(client, practice, {1: (1, right_options(practice, 1))})
    assert SECRET_FEEDBACK in check(client, practice, 1).json()["html"]
    assert SECRET_FEEDBACK in client.get(url("attempt", practice)).content.decode()
    counts = begin(quiz, enrolment)

    again = check(client, practice, 1)
    page = client.get(url("attempt", practice), follow=True)
    plain = client.post(reverse("quizzes:check", args=[practice.uid, 1]), {}, follow=True)

    assert (again.status_code, again.json()["state"]) == (409, "blank")
    assert page.redirect_chain == [(url("landing", quiz), 302)]
    text = page.content.decode()
    assert ("Practice goes on when you have handed it in." in text, "Go on practising" in text) == (True, False)
    assert [SECRET_FEEDBACK in one.content.decode() for one in (again, page, plain)] == [False, False, False]
    save_answers(attempt=practice, answers={1: Incoming(5, [wrong_option(practice, 1)])})
    assert Answer.objects.get(attempt=practice).value == right_options(practice, 1)

    finish(counts, enrolment)
    assert SECRET_FEEDBACK in client.get(url("attempt", practice)).content.decode()


def test_what_only_people_mark_is_no_part_of_the_score_of_practice(client):
    bank = make_bank()
    quiz, enrolment = sitting(questions=[make_essay(bank), make_question(bank)], review_during=list(ReviewPart))
    practice = practise(quiz, enrolment)
    client.force_login(enrolment.member)
    assert "In practice nobody marks this" in client.get(url("attempt", practice)).content.decode()
    save_answers(attempt=practice, answers={1: Incoming(1, ["Sumber."]), 2: Incoming(1, right_options(practice, 2))})

    finish(practice, enrolment)

    practice.refresh_from_db()
    assert (practice.points, practice.max_points, practice.state) == (1, 1, "graded")
    assert list(Mark.objects.values_list("slot", "fraction")) == [(2, 1)]
    html = client.get(url("result", practice)).content.decode()
    assert "You reached 100 %" in html
    assert ("not counted in practice" in html, "Nobody marks this in practice." in html) == (True, True)
    assert html.count("badge--danger") == 0


def test_practice_of_nothing_but_essays_has_no_score(client):
    quiz, enrolment = sitting(questions=[make_essay(make_bank())], review_during=list(ReviewPart))
    practice = practise(quiz, enrolment)

    finish(practice, enrolment)
    client.force_login(enrolment.member)

    practice.refresh_from_db()
    assert (practice.points, practice.max_points) == (0, 0)
    assert "You reached" not in client.get(url("result", practice)).content.decode()


def test_what_was_practised_is_not_read_while_the_test_that_counts_is_written(client):
    quiz, enrolment = sitting(review_during=["answers", "right_wrong", "feedback", "key"])
    practised = practise(quiz, enrolment)
    client.force_login(enrolment.member)
    send(client, practised, {1: (1, right_options(practised, 1))})
    counts = begin(quiz, enrolment)
    submit_attempt(attempt_uid=practised.uid, member=enrolment.member)

    page = client.get(url("result", practised)).content.decode()

    assert SECRET_FEEDBACK not in page
    assert SECRET_FEEDBACK not in str(sitting_data(enrolment.member))
    submit_attempt(attempt_uid=counts.uid, member=enrolment.member)
    assert SECRET_FEEDBACK in client.get(url("result", practised)).content.decode()
