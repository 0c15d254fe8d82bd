"""What organisers do to attempts on the day, and what participants and courses find afterwards."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.models import AuditEntry, Job
from courses.conditions import Condition
from courses.models import Completion, RequirementResult
from courses.models.pages import CourseOrganiser
from quizzes.choices import AttemptState, EventKind
from quizzes.errors import InterventionRefusedError
from quizzes.models import Answer, Attempt, AttemptEvent, LateAnswer, Mark, QuizSchedule
from quizzes.services import (
    Incoming,
    admit_late_answers,
    extend_attempt,
    extend_open_attempts,
    record_result,
    reopen_attempt,
    save_answers,
    submit_attempt,
    void_attempt,
)
from quizzes.services.closing import close_by_clock
from quizzes.services.erasure import forget_reasons
from tests.factories.courses import make_enrolment, make_rule
from tests.factories.members import make_member, make_organiser
from tests.factories.quizzes import answer, begin, make_sitting, right_options

pytestmark = pytest.mark.django_db
TEN = timedelta(minutes=10)


@pytest.fixture
def sat():
    quiz, enrolment = make_sitting(time_limit_minutes=30, pass_mark=60)
    organiser = make_organiser()
    CourseOrganiser.objects.create(course=enrolment.batch.course, member=organiser)
    return quiz, enrolment, organiser, begin(quiz, enrolment)


def fresh(attempt) -> Attempt:
    return Attempt.objects.select_related("version", "enrolment").get(pk=attempt.pk)


def submit(attempt) -> Attempt:
    done = submit_attempt(attempt_uid=attempt.uid, member=attempt.enrolment.member)
    record_result(attempt=fresh(done))
    return done


def deed(attempt, by, **more):
    return {"attempt_uid": attempt.uid, "reason": "Listrik padam", "by": by, **more}


def test_more_time_acts_at_once_and_only_once(sat):
    quiz, enrolment, organiser, attempt = sat
    neighbour = begin(quiz, make_enrolment(enrolment.batch))

    for _ in range(2):
        extend_attempt(**deed(attempt, organiser, minutes=10, once="a"))

    found = fresh(attempt)
    assert found.deadline_at == attempt.deadline_at + TEN
    assert found.hard_close_at == attempt.hard_close_at + TEN
    assert fresh(neighbour).deadline_at == neighbour.deadline_at
    event = AttemptEvent.objects.get()
    assert (event.kind, event.actor, event.data["minutes"]) == (EventKind.EXTENDED, organiser, 10)
    entry = AuditEntry.objects.get(action="attempt.extended")
    assert (entry.subject, "Listrik" in str(entry.data)) == (f"attempt:{attempt.uid}", False)
    extend_attempt(**deed(attempt, organiser, minutes=10, once="b"))
    assert fresh(attempt).deadline_at == attempt.deadline_at + 2 * TEN


@pytest.mark.parametrize(("minutes", "reason"), [(0, "Listrik"), (601, "Listrik"), (10, "  ")])
def test_minutes_and_a_reason_are_asked(sat, minutes, reason):
    _quiz, _enrolment, organiser, attempt = sat

    with pytest.raises(InterventionRefusedError):
        extend_attempt(attempt_uid=attempt.uid, minutes=minutes, reason=reason, by=organiser, once="a")

    assert fresh(attempt).deadline_at == attempt.deadline_at


def test_who_does_not_run_the_batch_is_refused(sat):
    _quiz, enrolment, _organiser, attempt = sat
    LateAnswer.objects.create(attempt=attempt, slot=1, rev=1, value=[], arrived_at=clock.now())
    schedule = QuizSchedule.objects.get()

    for other in (make_organiser("Lain"), enrolment.member, make_member("Tamu")):
        for service, more in [
            (extend_attempt, {"minutes": 5, "once": "a"}),
            (reopen_attempt, {"minutes": 5, "once": "a"}),
            (void_attempt, {}),
            (admit_late_answers, {}),
        ]:
            with pytest.raises(InterventionRefusedError):
                service(**deed(attempt, other, **more))
        with pytest.raises(InterventionRefusedError):
            extend_open_attempts(schedule=schedule, minutes=5, reason="x", by=other, once="a")

    assert fresh(attempt).interventions == []


def test_all_who_write_get_more_time_and_nobody_else(sat, time_machine):
    quiz, enrolment, organiser, attempt = sat
    done = begin(quiz, make_enrolment(enrolment.batch))
    submit(done)
    time_machine.move_to(clock.now() + timedelta(minutes=40))  # the first has expired, and nobody has read it since
    second = begin(quiz, make_enrolment(enrolment.batch))
    schedule = QuizSchedule.objects.select_related("batch").get()

    numbers = [
        extend_open_attempts(schedule=schedule, minutes=10, reason="Gangguan", by=organiser, once="a") for _ in range(2)
    ]

    assert numbers == [1, 1]
    assert fresh(second).deadline_at == second.deadline_at + TEN
    assert [fresh(row).deadline_at for row in (attempt, done)] == [attempt.deadline_at, done.deadline_at]
    with pytest.raises(InterventionRefusedError):
        extend_attempt(**deed(attempt, organiser, minutes=10, once="c"))


def test_an_attempt_that_is_opened_again_goes_on_and_is_marked_anew(sat):
    quiz, _enrolment, organiser, attempt = sat
    answer(attempt, right=2)
    submit(attempt)
    result = RequirementResult.objects.get(key=f"quiz:{quiz.pk}")
    assert (result.met, result.value) == (False, Decimal(40))

    for _ in range(2):
        reopen_attempt(**deed(attempt, organiser, minutes=15, once="a"))

    found = fresh(attempt)
    assert (found.state, found.points, found.submitted_at, found.recorded_at) == (AttemptState.OPEN, None, None, None)
    assert found.deadline_at - clock.now() <= timedelta(minutes=15)
    assert Mark.objects.filter(attempt=attempt).count() == 5
    result.refresh_from_db()
    assert result.value == Decimal(40)
    answer(attempt, right=4, rev=2)
    done = submit(attempt)
    assert (done.points, Mark.objects.filter(attempt=attempt).count()) == (4, 10)
    result.refresh_from_db()
    assert (result.met, result.value) == (True, Decimal(80))
    assert Job.objects.filter(kind="quizzes.record_result").count() == 2


def test_of_two_attempts_one_alone_is_open():
    quiz, enrolment = make_sitting(attempts_allowed=2)
    organiser = make_organiser()
    CourseOrganiser.objects.create(course=enrolment.batch.course, member=organiser)
    first = begin(quiz, enrolment)
    submit(first)
    begin(quiz, enrolment)

    with pytest.raises(InterventionRefusedError):
        reopen_attempt(**deed(first, organiser, minutes=5, once="a"))

    assert fresh(first).state == AttemptState.GRADED
    assert Attempt.objects.open().count() == 1


def test_what_is_written_or_void_is_not_opened_again(sat):
    _quiz, _enrolment, organiser, attempt = sat
    with pytest.raises(InterventionRefusedError):
        reopen_attempt(**deed(attempt, organiser, minutes=5, once="a"))
    void_attempt(**deed(attempt, organiser))
    with pytest.raises(InterventionRefusedError):
        reopen_attempt(**deed(attempt, organiser, minutes=5, once="a"))


def test_a_void_attempt_counts_no_more_and_leaves_a_free_one(sat):
    quiz, enrolment, organiser, attempt = sat
    answer(attempt, right=5)
    submit(attempt)
    key = f"quiz:{quiz.pk}"
    assert RequirementResult.objects.get(key=key).met

    for _ in range(2):
        void_attempt(**deed(attempt, organiser))
    record_result(attempt=fresh(attempt))

    assert fresh(attempt).state == AttemptState.VOID
    assert not RequirementResult.objects.filter(key=key).exists()
    assert AttemptEvent.objects.count() == 1
    assert begin(quiz, enrolment).number == 2


def test_a_completion_outlives_the_void_attempt(sat):
    quiz, enrolment, organiser, attempt = sat
    make_rule(enrolment.batch.course, Condition(f"quiz:{quiz.pk}", Decimal(60), is_test=True))
    answer(attempt, right=5)
    submit(attempt)
    assert Completion.objects.filter(enrolment=enrolment).exists()

    void_attempt(**deed(attempt, organiser))
    record_result(attempt=fresh(attempt))

    assert Completion.objects.filter(enrolment=enrolment).exists()
    assert RequirementResult.objects.get(key=f"quiz:{quiz.pk}").met


def test_late_answers_are_counted_by_further_marks(sat, time_machine):
    _quiz, _enrolment, organiser, attempt = sat
    answer(attempt, right=1)
    answer(attempt, right=0, wrong=0)
    time_machine.move_to(attempt.hard_close_at)
    late = {slot: Incoming(rev, right_options(attempt, slot)) for slot, rev in ((1, 1), (2, 1), (3, 4))}
    save_answers(attempt=fresh(attempt), answers=late)
    save_answers(attempt=fresh(attempt), answers={3: Incoming(3, [])})
    submit(attempt)
    assert fresh(attempt).points == 1

    for _ in range(2):
        admit_late_answers(**deed(attempt, organiser))
    record_result(attempt=fresh(attempt))

    assert fresh(attempt).points == 3
    assert dict(Answer.objects.values_list("slot", "rev")) == {1: 1, 2: 1, 3: 4}
    assert sorted(Mark.objects.values_list("slot", flat=True)) == [1, 2, 2, 3, 3, 4, 5]
    assert RequirementResult.objects.get().value == Decimal(60)
    assert AttemptEvent.objects.get().data == {"answers": 2, "points": "1.00000", "of": "5.00"}


def test_what_came_late_does_not_replace_what_was_answered_after_an_opening(sat, time_machine):
    _quiz, _enrolment, organiser, attempt = sat
    time_machine.move_to(attempt.hard_close_at)
    save_answers(attempt=fresh(attempt), answers={slot: Incoming(7, []) for slot in (1, 2)})
    reopen_attempt(**deed(attempt, organiser, minutes=10, once="a"))
    time_machine.shift(TEN / 2)
    save_answers(attempt=fresh(attempt), answers={1: Incoming(1, right_options(attempt, 1))})
    submit(attempt)

    admit_late_answers(**deed(attempt, organiser))

    assert dict(Answer.objects.values_list("slot", "rev")) == {1: 1, 2: 7}
    assert fresh(attempt).points == 1


def test_what_comes_late_a_second_time_is_kept_beside_the_first(sat, time_machine):
    _quiz, _enrolment, organiser, attempt = sat
    time_machine.move_to(attempt.hard_close_at)
    save_answers(attempt=fresh(attempt), answers={1: Incoming(1, [])})
    reopen_attempt(**deed(attempt, organiser, minutes=10, once="a"))
    time_machine.move_to(fresh(attempt).hard_close_at)

    for _ in range(2):
        save_answers(attempt=fresh(attempt), answers={1: Incoming(1, right_options(attempt, 1))})
    admit_late_answers(**deed(attempt, organiser))

    assert LateAnswer.objects.count() == 2
    assert fresh(attempt).points == 1


def test_a_job_from_before_an_opening_does_not_call_the_attempt_counted(sat):
    _quiz, _enrolment, organiser, attempt = sat
    submit_attempt(attempt_uid=attempt.uid, member=attempt.enrolment.member)
    reopen_attempt(**deed(attempt, organiser, minutes=10, once="a"))

    record_result(attempt=fresh(attempt))

    assert fresh(attempt).recorded_at is None
    submit(attempt)
    assert fresh(attempt).recorded_at is not None


def test_a_start_does_not_close_what_was_extended_in_this_moment(sat, time_machine):
    _quiz, _enrolment, organiser, attempt = sat
    as_read = fresh(attempt)
    extend_attempt(**deed(attempt, organiser, minutes=10, once="a"))
    time_machine.move_to(as_read.hard_close_at)

    assert not close_by_clock(attempt=as_read)
    assert (as_read.state, fresh(attempt).state) == (AttemptState.OPEN, AttemptState.OPEN)


def test_an_erasure_takes_the_reasons(sat):
    _quiz, enrolment, organiser, attempt = sat
    extend_attempt(**deed(attempt, organiser, minutes=10, once="a"))

    forget_reasons(enrolment.member)

    (said,) = fresh(attempt).interventions
    assert (said["reason"], said["minutes"]) == ("", 10)
