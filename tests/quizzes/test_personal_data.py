"""A copy of what somebody answered: theirs at once, what was right as the rules allow, the key never."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core import clock
from quizzes.choices import AttemptState
from quizzes.models import Attempt, AttemptEvent, LateAnswer
from quizzes.personal_data import sitting_data
from quizzes.services import grant_accommodation, submit_attempt
from quizzes.timing import Allowance
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_enrolment
from tests.factories.quizzes import (
    SECRET_FEEDBACK,
    SECRET_OPTION_FEEDBACK,
    answer,
    begin,
    make_question,
    make_sitting,
)

pytestmark = pytest.mark.django_db

WITHHELD = {"review_just_after": [], "review_while_open": [], "review_after_close": []}
ALL_BUT_KEY = {"review_just_after": ["answers", "right_wrong", "marks", "feedback"], "review_while_open": []}
ALL = {name: ["answers", "right_wrong", "marks", "feedback", "key"] for name in WITHHELD}


def sat(**rules: Any) -> Attempt:
    """Handed in with one right, one wrong and one missing answer."""
    questions = [make_question(stem=f"<p>Soal <b>{number}</b></p>", right=[f"Benar {number}"]) for number in range(3)]
    quiz, enrolment = make_sitting(questions=questions, **rules)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=1, wrong=1)
    return submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)


def copy_of(attempt: Attempt) -> dict[str, Any]:
    """As the member downloads it."""
    content = client_of(attempt.enrolment.member).get("/account/profile/data.json").content.decode()
    [row] = json.loads(content)["tests"]["attempts"]
    return dict(row, whole=content)


def test_answers_marks_and_released_feedback_are_in_the_copy():
    attempt = sat(**ALL_BUT_KEY, shuffle_questions=False)

    copy = copy_of(attempt)

    assert (copy["test"], copy["state"], copy["receipt"]) == ("Post-test", "graded", attempt.receipt)
    assert (copy["points"], copy["max_points"], Decimal(copy["percent"]).quantize(Decimal(1))) == (
        "1.00000",
        "3.00",
        33,
    )
    first, second, third = copy["answers"]
    assert (first["number"], first["question"], first["answer"]) == (1, "Soal 0", ["Benar 0"])
    assert first["feedback"] == [SECRET_OPTION_FEEDBACK, SECRET_FEEDBACK]
    assert (Decimal(first["fraction"]), Decimal(first["points"]), Decimal(first["marks"])) == (1, 1, 1)
    assert (Decimal(second["fraction"]), second["feedback"]) == (0, [SECRET_FEEDBACK])
    assert (third["answer"], third["saved_at"], Decimal(third["fraction"])) == ([], None, 0)


def test_what_the_rules_withhold_is_not_in_the_copy_but_the_own_answers_are():
    copy = copy_of(sat(**WITHHELD, shuffle_questions=False))

    assert copy["answers"][0]["answer"] == ["Benar 0"]
    assert {name for row in copy["answers"] for name in row} == {"number", "answer", "saved_at"}
    assert {"points", "max_points", "percent"}.isdisjoint(copy)
    for secret in (SECRET_FEEDBACK, SECRET_OPTION_FEEDBACK, "Soal", "Benar 1", "Benar 2"):
        assert secret not in copy["whole"]


def test_the_key_is_never_in_the_copy_not_even_where_the_page_may_show_it():
    copy = copy_of(sat(**ALL, shuffle_questions=False))

    assert "Benar 0" in copy["whole"]  # chosen
    assert "Benar 1" not in copy["whole"]  # right, and not chosen


def test_an_attempt_that_still_runs_tells_what_is_saved_and_nothing_of_what_is_right():
    quiz, enrolment = make_sitting(questions=2, **ALL)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=1)

    copy = copy_of(attempt)

    assert (copy["state"], copy["submitted_at"]) == ("open", None)
    assert sorted(row["answer"] for row in copy["answers"]) == [[], ["Periksa sumbernya"]]
    assert {name for row in copy["answers"] for name in row} == {"number", "question", "answer", "saved_at"}
    assert SECRET_FEEDBACK not in copy["whole"]


def test_a_void_attempt_keeps_the_answers_alone():
    attempt = sat(**ALL)
    Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.VOID)

    assert {name for row in copy_of(attempt)["answers"] for name in row} == {"number", "answer", "saved_at"}


def test_late_answers_events_and_what_one_was_allowed_are_in_the_copy():
    attempt = sat(**WITHHELD, shuffle_questions=False)
    paper = attempt.version.paper.by_slot()[1]
    option = next(option for option in paper.options if option.text == "Diamkan")
    LateAnswer.objects.create(attempt=attempt, slot=1, rev=9, value=[option.key], arrived_at=clock.now())
    AttemptEvent.objects.create(attempt=attempt, kind="lease_taken")
    grant_accommodation(
        quiz=attempt.quiz,
        enrolment=attempt.enrolment,
        allowance=Allowance(extra_minutes=15),
        reason="Tangan terkilir",
        by=None,
    )

    data = sitting_data(attempt.enrolment.member)

    [row] = data["attempts"]
    assert [(late["number"], late["answer"]) for late in row["late_answers"]] == [(1, ["Diamkan"])]
    assert [event["kind"] for event in row["events"]] == ["lease_taken"]
    assert [(a["extra_minutes"], a["reason"]) for a in data["accommodations"]] == [(15, "Tangan terkilir")]


def test_nobody_finds_the_attempt_of_another():
    attempt = sat(**ALL)
    other = make_enrolment(attempt.enrolment.batch)

    assert sitting_data(other.member) == {
        "attempts": [],
        "accommodations": [],
        "accommodations_of_groups": [],
        "history_from_elsewhere": [],
    }


@pytest.mark.parametrize("number", [1, 3])
def test_nine_queries_for_one_attempt_and_for_three(number, django_assert_num_queries):
    quiz, enrolment = make_sitting(questions=2, attempts_allowed=0)
    for _ in range(number):
        submit_attempt(attempt_uid=begin(quiz, enrolment).uid, member=enrolment.member)

    with clock.at(clock.now() + timedelta(days=1)), django_assert_num_queries(9):
        assert len(sitting_data(enrolment.member)["attempts"]) == number
