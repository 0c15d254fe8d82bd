"""Attempts fought over by separate processes, and processes killed in mid-step: one legal state comes of it."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from core import clock
from core.models import AuditEntry, Job
from courses.models.pages import CourseOrganiser
from quizzes.choices import AttemptState
from quizzes.models import Answer, Attempt, AttemptEvent, LateAnswer, Mark
from quizzes.services import submit_attempt
from tests.factories.members import make_organiser
from tests.factories.quizzes import answer, begin, make_sitting, right_options
from tests.processes import run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

HOUR = timedelta(hours=1)
QUIET = {"JOBS_ENGINE": "database", "LOG_LEVEL": "CRITICAL"}


def together(name, arguments, **options):
    outcomes = run_together(f"tests.quizzes.children:{name}", arguments, environment=QUIET, **options)
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    return outcomes


def stored(attempt):
    return {row.slot: (row.rev, row.value) for row in Answer.objects.filter(attempt=attempt)}


def test_50_starts_make_one_attempt():
    quiz, enrolment = make_sitting(attempts_allowed=0)

    outcomes = together("start", [{"member": enrolment.member_id, "quiz": str(quiz.uid)}] * 50)

    attempt = Attempt.objects.get()
    assert [outcome.result for outcome in outcomes] == [str(attempt.uid)] * 50


def test_50_submits_make_one_receipt():
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    answer(attempt, right=3)

    outcomes = together("submit", [{"member": enrolment.member_id, "attempt": str(attempt.uid)}] * 50)

    attempt.refresh_from_db()
    assert [outcome.result for outcome in outcomes] == [attempt.receipt] * 50
    assert (attempt.state, attempt.points) == (AttemptState.GRADED, 3)
    assert Mark.objects.count() == 5
    assert AuditEntry.objects.filter(subject=f"attempt:{attempt.uid}").count() == 1
    assert Job.objects.filter(kind="quizzes.record_result").count() == 1


@pytest.mark.parametrize("seed", range(3))
def test_saves_replayed_reordered_and_doubled_converge(seed):
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    names = {slot: [option.key for option in q.options] for slot, q in attempt.version.paper.by_slot().items()}
    messages = [{slot: (rev, [names[slot][rev % 4]]) for slot in range(1, 6)} for rev in range(1, 11)]
    shuffled = []
    for child in range(8):
        own = messages * 2
        random.Random(f"{seed}.{child}").shuffle(own)  # noqa: S311  an order to replay, not a secret
        shuffled.append({"attempt": str(attempt.uid), "messages": own})

    together("save", shuffled)

    assert stored(attempt) == {slot: (10, [names[slot][2]]) for slot in range(1, 6)}


def test_an_answer_is_in_before_the_marks_or_kept_apart_and_never_lost():
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    right = right_options(attempt, 1)
    messages = [{1: (rev, right if rev % 2 else [])} for rev in range(1, 41)]

    outcomes = run_together(
        "tests.quizzes.children:any_of",
        [
            {"name": "save", "arguments": {"attempt": str(attempt.uid), "messages": messages}},
            {"name": "submit", "arguments": {"member": enrolment.member_id, "attempt": str(attempt.uid)}},
        ],
        environment=QUIET,
    )

    assert [outcome.error for outcome in outcomes] == ["", ""]
    attempt.refresh_from_db()
    taken = [step["1"] for step in outcomes[0].result if "1" in step]
    late = sum(step["late"] for step in outcomes[0].result)
    assert len(taken) + late == 40
    assert LateAnswer.objects.count() == late
    rev, value = stored(attempt).get(1, (0, []))
    assert rev == max(taken, default=0)
    assert attempt.points == (1 if value == right else 0)


def test_submits_sweeps_and_starts_against_each_other_end_in_one_state():
    quiz, enrolment = make_sitting(attempts_allowed=2, time_limit_minutes=10)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=4)
    # The children live in the real time: the attempt lies in their past.
    Attempt.objects.update(
        started_at=attempt.started_at - HOUR,
        deadline_at=attempt.deadline_at - HOUR,
        hard_close_at=attempt.hard_close_at - HOUR,
    )
    starts = {"member": enrolment.member_id, "quiz": str(quiz.uid)}
    submits = {"member": enrolment.member_id, "attempt": str(attempt.uid)}

    outcomes = run_together(
        "tests.quizzes.children:any_of",
        [
            {"name": name, "arguments": arguments}
            for name, arguments in [("submit", submits), ("sweep", {}), ("start_if_allowed", starts)] * 6
        ],
        environment=QUIET,
    )

    assert [outcome.error for outcome in outcomes] == [""] * 18
    together("sweep", [{}])
    states = Counter(Attempt.objects.values_list("number", "state"))
    assert states == {(1, AttemptState.GRADED): 1, (2, AttemptState.OPEN): 1}
    first = Attempt.objects.get(number=1)
    assert (first.points, Mark.objects.filter(attempt=first).count()) == (4, 5)


def organiser_of(enrolment):
    organiser = make_organiser()
    CourseOrganiser.objects.create(course=enrolment.batch.course, member=organiser)
    return organiser


@pytest.mark.parametrize("expired", [False, True])
def test_submit_expire_extend_and_reopen_against_each_other_end_in_one_legal_state(expired):
    quiz, enrolment = make_sitting(attempts_allowed=1, time_limit_minutes=10)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=4)
    if expired:  # the children live in the real time
        Attempt.objects.update(
            started_at=attempt.started_at - HOUR,
            deadline_at=attempt.deadline_at - HOUR,
            hard_close_at=attempt.hard_close_at - HOUR,
        )
    who = {"by": organiser_of(enrolment).pk, "attempt": str(attempt.uid)}
    submits = {"member": enrolment.member_id, "attempt": str(attempt.uid)}
    # Each deed arrives twice, as from two taps.
    turns = [
        turn
        for n in range(4)
        for turn in [("submit", submits), ("extend", who | {"once": f"e{n // 2}"}), ("sweep", {}),
                     ("reopen", who | {"once": f"r{n // 2}"})]
    ]  # fmt: skip

    outcomes = run_together(
        "tests.quizzes.children:any_of",
        [{"name": name, "arguments": arguments} for name, arguments in turns],
        environment=QUIET,
    )

    assert [outcome.error for outcome in outcomes] == [""] * 16
    attempt.refresh_from_db()
    kinds = Counter(AttemptEvent.objects.values_list("kind", flat=True))
    assert Counter(deed["kind"] for deed in attempt.interventions) == kinds
    assert max(kinds["extended"], kinds["reopened"]) <= 2
    graded = AuditEntry.objects.filter(action="attempt.graded").count()
    assert Mark.objects.count() == 5 * graded
    assert graded - kinds["reopened"] == (attempt.state == AttemptState.GRADED)
    assert Job.objects.filter(kind="quizzes.record_result").count() == graded
    if attempt.state == AttemptState.OPEN:
        assert (attempt.receipt, attempt.points, attempt.submitted_at) == ("", None, None)
        assert not attempt.is_closed_at(clock.now())
    else:
        assert attempt.state == AttemptState.GRADED
    assert submit_attempt(attempt_uid=attempt.uid, member=enrolment.member).points == 4


def test_rules_granted_by_many_taps_at_once_give_their_minutes_once():
    quiz, enrolment = make_sitting(time_limit_minutes=30)
    attempt = begin(quiz, enrolment)
    tap = {"by": organiser_of(enrolment).pk, "quiz": quiz.pk, "enrolment": enrolment.pk}

    together("grant", [tap] * 8)

    given = Attempt.objects.get().deadline_at - attempt.deadline_at
    assert given == timedelta(minutes=10)
    assert AttemptEvent.objects.count() == 1


def test_a_start_and_an_opening_again_leave_one_open_attempt():
    quiz, enrolment = make_sitting(attempts_allowed=2)
    first = begin(quiz, enrolment)
    submit_attempt(attempt_uid=first.uid, member=enrolment.member)
    who = {"by": organiser_of(enrolment).pk, "attempt": str(first.uid), "once": "a"}
    starts = {"member": enrolment.member_id, "quiz": str(quiz.uid)}

    outcomes = run_together(
        "tests.quizzes.children:any_of",
        [{"name": name, "arguments": given} for name, given in [("reopen", who), ("start", starts)] * 5],
        environment=QUIET,
    )

    assert [outcome.error for outcome in outcomes] == [""] * 10
    open_one = Attempt.objects.open().get()
    assert {outcome.result for outcome in outcomes} - {"done", "refused"} == {str(open_one.uid)}
    first.refresh_from_db()
    assert first.state == (AttemptState.OPEN if open_one == first else AttemptState.GRADED)


@pytest.mark.parametrize("point", ["quiz.submit.after_marks", "quiz.submit.before_commit"])
def test_a_submit_that_is_killed_leaves_nothing_half_done(point):
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    answer(attempt, right=3)

    killed = together("submit", [{"member": enrolment.member_id, "attempt": str(attempt.uid)}], kill_at={0: point})

    assert killed[0].killed
    attempt.refresh_from_db()
    assert (attempt.state, Mark.objects.count(), Job.objects.count()) == (AttemptState.OPEN, 0, 0)
    assert submit_attempt(attempt_uid=attempt.uid, member=enrolment.member).points == 3
    assert Mark.objects.count() == 5


def test_a_start_that_is_killed_leaves_no_attempt():
    quiz, enrolment = make_sitting()
    arguments = [{"member": enrolment.member_id, "quiz": str(quiz.uid)}]

    assert together("start", arguments, kill_at={0: "quiz.start.before_commit"})[0].killed
    assert not Attempt.objects.exists()
    assert together("start", arguments)[0].result == str(Attempt.objects.get().uid)


def test_a_save_that_is_killed_after_its_statement_has_kept_the_answers():
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    message = {1: (1, right_options(attempt, 1))}
    arguments = [{"attempt": str(attempt.uid), "messages": [message]}]

    assert together("save", arguments, kill_at={0: "quiz.save.after_statement"})[0].killed
    assert stored(attempt) == message
    assert together("save", arguments)[0].result == [{"1": 1, "late": 0}]
