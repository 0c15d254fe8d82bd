import random

import pytest
from django.db import connection

from quizzes.errors import LeaseLostError
from quizzes.models import Answer, Attempt, LateAnswer
from quizzes.services import Incoming, save_answers, submit_attempt, take_lease
from tests.factories.quizzes import begin, make_sitting, right_options, wrong_option

pytestmark = pytest.mark.django_db


def fresh(attempt):
    return Attempt.objects.select_related("version").get(pk=attempt.pk)


def stored(attempt):
    return {row.slot: (row.rev, row.value) for row in Answer.objects.filter(attempt=attempt)}


@pytest.mark.parametrize("number", [5, 60])
def test_all_answers_go_in_one_statement(number, django_assert_num_queries):
    quiz, enrolment = make_sitting(questions=number)
    attempt = fresh(begin(quiz, enrolment))
    answers = {slot: Incoming(1, right_options(attempt, slot)) for slot in range(1, number + 1)}

    with django_assert_num_queries(1):
        result = save_answers(attempt=attempt, answers=answers)

    assert result.revs == dict.fromkeys(range(1, number + 1), 1)
    assert stored(attempt) == {slot: (1, answer.value) for slot, answer in answers.items()}


def test_a_lower_revision_never_wins_and_the_sender_learns_what_stands():
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    good, bad = right_options(attempt, 1), [wrong_option(attempt, 1)]

    save_answers(attempt=fresh(attempt), answers={1: Incoming(5, good)})
    result = save_answers(attempt=fresh(attempt), answers={1: Incoming(4, bad), 2: Incoming(1, [])})

    assert result.revs == {1: 5, 2: 1}
    assert stored(attempt) == {1: (5, good), 2: (1, [])}


def test_of_two_devices_at_the_same_revision_the_second_hears_that_another_answer_stands():
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    good, bad = right_options(attempt, 1), [wrong_option(attempt, 1)]
    save_answers(attempt=fresh(attempt), answers={1: Incoming(5, good), 2: Incoming(1, [])})

    replay = save_answers(attempt=fresh(attempt), answers={1: Incoming(5, good), 2: Incoming(1, [])})
    other = save_answers(attempt=fresh(attempt), answers={1: Incoming(5, bad), 2: Incoming(1, [])})

    assert (replay.revs, replay.others) == ({1: 5, 2: 1}, [])
    assert (other.revs, other.others) == ({1: 5, 2: 1}, [1])
    assert stored(attempt) == {1: (5, good), 2: (1, [])}


@pytest.mark.parametrize("seed", range(5))
def test_replays_in_any_order_leave_the_highest_revision(seed):
    quiz, enrolment = make_sitting()
    attempt = fresh(begin(quiz, enrolment))
    options = [option.key for option in attempt.version.paper.by_slot()[1].options]
    messages = [{1: Incoming(rev, [options[rev % 4]])} for rev in range(1, 9)] * 2
    random.Random(seed).shuffle(messages)  # noqa: S311  a fixed order to replay, not a secret

    for message in messages:
        save_answers(attempt=attempt, answers=message)

    assert stored(attempt) == {1: (8, [options[0]])}


def test_what_is_no_answer_to_its_slot_is_refused_and_the_rest_is_kept():
    quiz, enrolment = make_sitting()
    attempt = fresh(begin(quiz, enrolment))
    good = right_options(attempt, 1)

    result = save_answers(
        attempt=attempt,
        answers={
            1: Incoming(1, good),
            2: Incoming(1, ["invented"]),
            3: Incoming(
                1,
                attempt.version.paper.by_slot()[3].options
                and [o.key for o in attempt.version.paper.by_slot()[3].options],
            ),
            4: Incoming(0, right_options(attempt, 4)),
            99: Incoming(1, good),
        },
    )

    assert result.refused == [2, 3, 4, 99]
    assert stored(attempt) == {1: (1, good)}


def test_after_the_hard_close_answers_are_kept_apart(time_machine):
    quiz, enrolment = make_sitting(time_limit_minutes=10)
    attempt = begin(quiz, enrolment)
    good = right_options(attempt, 1)
    time_machine.move_to(attempt.hard_close_at)

    first = save_answers(attempt=fresh(attempt), answers={1: Incoming(1, good)})
    second = save_answers(attempt=fresh(attempt), answers={1: Incoming(1, good)})

    assert (first.revs, first.late, second.late) == ({}, [1], [1])
    assert stored(attempt) == {}
    assert [(row.slot, row.rev, row.value) for row in LateAnswer.objects.all()] == [(1, 1, good)]


def test_what_was_saved_in_time_is_not_late_when_it_comes_again(time_machine):
    quiz, enrolment = make_sitting(time_limit_minutes=10)
    attempt = begin(quiz, enrolment)
    good, bad = right_options(attempt, 1), [wrong_option(attempt, 1)]
    save_answers(attempt=fresh(attempt), answers={1: Incoming(3, good)})
    time_machine.move_to(attempt.hard_close_at)

    again = save_answers(attempt=fresh(attempt), answers={1: Incoming(3, good), 2: Incoming(1, [])})
    other = save_answers(attempt=fresh(attempt), answers={1: Incoming(3, bad)})

    assert (again.is_open, again.revs, again.late) == (False, {1: 3}, [2])
    assert (other.revs, other.late) == ({}, [1])
    assert [(row.slot, row.value) for row in LateAnswer.objects.order_by("pk")] == [(2, []), (1, bad)]


def test_within_the_grace_answers_still_count(time_machine):
    quiz, enrolment = make_sitting(time_limit_minutes=10)
    attempt = begin(quiz, enrolment)
    time_machine.move_to(attempt.deadline_at)

    result = save_answers(attempt=fresh(attempt), answers={1: Incoming(1, right_options(attempt, 1))})

    assert result.revs == {1: 1}


def test_an_attempt_that_was_submitted_in_between_takes_nothing():
    quiz, enrolment = make_sitting()
    attempt = fresh(begin(quiz, enrolment))
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    result = save_answers(attempt=attempt, answers={1: Incoming(1, right_options(attempt, 1))})

    assert (attempt.state, result.revs, result.late) == ("open", {}, [1])
    assert stored(attempt) == {}


def test_only_the_tab_with_the_lease_writes():
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    good = right_options(attempt, 1)
    take_lease(attempt=attempt, lease="old-tab")
    take_lease(attempt=attempt, lease="new-tab")

    with pytest.raises(LeaseLostError):
        save_answers(attempt=fresh(attempt), answers={1: Incoming(1, good)}, lease="old-tab")

    save_answers(attempt=fresh(attempt), answers={1: Incoming(1, good)}, lease="new-tab")
    save_answers(attempt=fresh(attempt), answers={2: Incoming(1, [])})
    assert stored(attempt) == {1: (1, good), 2: (1, [])}


def test_times_are_stored_as_the_orm_reads_them():
    quiz, enrolment = make_sitting()
    attempt = fresh(begin(quiz, enrolment))

    result = save_answers(attempt=attempt, answers={1: Incoming(1, [])})

    assert Answer.objects.get().saved_at == result.moment, connection.vendor
