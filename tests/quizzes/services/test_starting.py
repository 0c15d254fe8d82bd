from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from courses.choices import EnrolmentState
from quizzes.choices import AttemptState
from quizzes.errors import StartRefusedError
from quizzes.models import Attempt
from quizzes.services import grant_accommodation, start_attempt, submit_attempt
from quizzes.timing import Allowance
from tests.factories.courses import make_batch, make_enrolment
from tests.factories.quizzes import begin, make_quiz, make_sitting, open_for
from tests.quizzes.counting import counted

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def refused(quiz, enrolment, **options):
    with pytest.raises(StartRefusedError) as caught:
        begin(quiz, enrolment, **options)
    return caught.value


def test_a_start_makes_one_row_with_its_layout_and_deadline(settings):
    quiz, enrolment = make_sitting(time_limit_minutes=30)

    attempt = begin(quiz, enrolment)

    assert Attempt.objects.get() == attempt
    assert attempt.deadline_at - attempt.started_at == 30 * MINUTE
    assert attempt.hard_close_at - attempt.deadline_at == timedelta(seconds=settings.QUIZ_GRACE_SECONDS)
    assert sorted(row["slot"] for row in attempt.layout) == [1, 2, 3, 4, 5]
    assert all(len(row["options"]) == 4 for row in attempt.layout)


def test_a_second_start_gives_back_the_open_attempt():
    quiz, enrolment = make_sitting()
    first = begin(quiz, enrolment)

    with counted() as cost:
        second = begin(quiz, enrolment)

    assert second == first
    assert cost.both == (3, 0)


def test_one_who_is_not_enrolled_or_withdrew_is_refused():
    quiz, enrolment = make_sitting()
    stranger = make_enrolment(make_batch())
    enrolment.state = EnrolmentState.WITHDRAWN
    enrolment.save()

    assert refused(quiz, enrolment).reason == "not_enrolled"
    assert refused(quiz, stranger).reason == "not_enrolled"
    assert not Attempt.objects.exists()


def test_without_a_date_for_the_batch_nobody_starts():
    quiz, _enrolment = make_sitting()
    other = make_enrolment(make_batch(quiz.get_parent().specific))

    assert refused(quiz, other).reason == "not_scheduled"


def test_before_the_window_the_refusal_names_the_time():
    quiz, enrolment = make_sitting(schedule={"since": -60 * MINUTE})

    error = refused(quiz, enrolment)

    assert error.reason == "not_open_yet"
    assert error.possible_from == quiz.schedules.get().opens_at


def test_after_the_window_only_an_own_window_helps():
    quiz, enrolment = make_sitting(schedule={"until": -1 * MINUTE})

    assert refused(quiz, enrolment).reason == "closed"

    allowance = Allowance(closes_at=clock.now() + 60 * MINUTE)
    grant_accommodation(quiz=quiz, enrolment=enrolment, allowance=allowance, reason="ill", by=None)
    assert begin(quiz, enrolment).deadline_at == allowance.closes_at


def test_attempts_are_counted_and_extra_ones_added():
    quiz, enrolment = make_sitting()
    submit_attempt(attempt_uid=begin(quiz, enrolment).uid, member=enrolment.member)

    assert refused(quiz, enrolment).reason == "no_attempts_left"

    grant_accommodation(
        quiz=quiz, enrolment=enrolment, allowance=Allowance(extra_attempts=1), reason="power cut", by=None
    )
    assert begin(quiz, enrolment).number == 2


def test_unlimited_attempts_with_a_pause_between_them(time_machine):
    quiz, enrolment = make_sitting(attempts_allowed=0, wait_minutes=30)
    first = submit_attempt(attempt_uid=begin(quiz, enrolment).uid, member=enrolment.member)

    error = refused(quiz, enrolment)
    assert (error.reason, error.possible_from) == ("waiting", first.submitted_at + 30 * MINUTE)

    time_machine.move_to(error.possible_from)
    assert begin(quiz, enrolment).number == 2


def test_the_pause_is_told_before_anybody_has_read_what_the_clock_ended(client, time_machine):
    quiz, enrolment = make_sitting(attempts_allowed=0, wait_minutes=30, time_limit_minutes=10)
    first = begin(quiz, enrolment)
    time_machine.move_to(first.hard_close_at)
    client.force_login(enrolment.member)

    told = client.get(reverse("quizzes:landing", args=[quiz.uid])).context["refusal"]

    assert (told.reason, told.possible_from) == ("waiting", first.deadline_at + 30 * MINUTE)
    assert refused(quiz, enrolment).possible_from == told.possible_from


def test_the_room_code_is_asked_for_whatever_its_case():
    quiz, enrolment = make_sitting(schedule={"room_code": "Melati"})

    assert refused(quiz, enrolment).reason == "room_code"
    assert refused(quiz, enrolment, room_code="mawar").reason == "room_code"
    assert begin(quiz, enrolment, room_code=" melati ").number == 1


def test_an_expired_attempt_in_the_way_is_closed_first(time_machine):
    quiz, enrolment = make_sitting(attempts_allowed=2, time_limit_minutes=10)
    first = begin(quiz, enrolment)
    time_machine.move_to(first.hard_close_at)

    second = begin(quiz, enrolment)

    first.refresh_from_db()
    assert (first.state, first.submitted_at, first.closed_by_clock) == (AttemptState.SUBMITTED, first.deadline_at, True)
    assert (second.number, second.state) == (2, AttemptState.OPEN)


def test_the_database_admits_one_open_attempt_only():
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    attempt.pk, attempt.number = None, 2
    attempt.uid = "01890000-0000-7000-8000-000000000000"

    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save(force_insert=True)


def test_an_unpublished_test_cannot_be_started():
    batch = make_batch()
    quiz = make_quiz(batch.course, publish=False)
    open_for(quiz, batch)
    enrolment = make_enrolment(batch)

    with pytest.raises(StartRefusedError):
        start_attempt(member=enrolment.member, quiz_uid=quiz.uid)
