"""Files handed in and time given back, fought over by separate processes: once, whole, and in one legal state."""

from collections import Counter
from datetime import timedelta

import pytest

from core import clock
from core.models import AuditEntry, Uptime
from courses.models.pages import CourseOrganiser
from quizzes.choices import AttemptState
from quizzes.models import Answer, AnswerFile, Attempt, LateAnswer, Mark, QuizSchedule
from quizzes.outages import Span
from tests.factories.courses import make_enrolment
from tests.factories.kinds import make_upload
from tests.factories.marking import make_written_sitting
from tests.factories.members import make_member, make_organiser
from tests.factories.quizzes import begin, make_bank, make_sitting, right_options, wrong_option
from tests.processes import run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MINUTE = timedelta(minutes=1)
QUIET = {"JOBS_ENGINE": "database", "LOG_LEVEL": "CRITICAL"}


def fight(turns):
    """The turns at once, each `(name, arguments)` in a process of its own."""
    outcomes = run_together(
        "tests.quizzes.children:any_of",
        [{"name": name, "arguments": arguments} for name, arguments in turns],
        environment=QUIET,
    )
    assert [outcome.error for outcome in outcomes] == [""] * len(turns)
    return [outcome.result for outcome in outcomes]


def organiser_of(enrolment):
    organiser = make_organiser()
    CourseOrganiser.objects.create(course=enrolment.batch.course, member=organiser)
    return organiser


def begun_long_ago(*attempts):
    """Twenty minutes of thirty have gone by: the children live in the real time."""
    moved = []
    for attempt in attempts:
        start = clock.now() - 20 * MINUTE
        Attempt.objects.filter(pk=attempt.pk).update(
            started_at=start, deadline_at=start + 30 * MINUTE, hard_close_at=start + 31 * MINUTE
        )
        moved.append(Attempt.objects.get(pk=attempt.pk))
    return moved


def test_an_outage_reported_by_a_class_at_once_is_given_back_once_to_each():
    quiz, enrolment = make_sitting(time_limit_minutes=30)
    people = [enrolment, *(make_enrolment(enrolment.batch, make_member(name)) for name in ("Siti", "Tono", "Umi"))]
    attempts = begun_long_ago(*(begin(quiz, person) for person in people))
    now = clock.now()
    spans = [Span(now - 12 * MINUTE, now - 8 * MINUTE).to_json()]

    fight([("report", {"attempt": str(attempt.uid), "spans": spans}) for attempt in attempts] * 3)

    for before in attempts:
        after = Attempt.objects.get(pk=before.pk)
        assert after.deadline_at - before.deadline_at == 4 * MINUTE
        assert [deed["kind"] for deed in after.interventions] == ["time_returned"]
        assert after.claimed_seconds == 0
    assert AuditEntry.objects.filter(action="attempt.time_returned").count() == 4


def test_reports_clicks_extensions_and_sweeps_against_each_other_add_up():
    quiz, enrolment = make_sitting(time_limit_minutes=30)
    (attempt,) = begun_long_ago(begin(quiz, enrolment))
    now = clock.now()
    Uptime.objects.create(since=now - 60 * MINUTE, until=now - 12 * MINUTE)
    Uptime.objects.create(since=now - 9 * MINUTE, until=now)
    spans = [Span(now - 13 * MINUTE, now - 8 * MINUTE).to_json()]
    report = {"attempt": str(attempt.uid), "spans": spans}
    by = organiser_of(enrolment).pk
    fight([("report", report)])
    click = {"by": by, "attempt": str(attempt.uid)}

    fight(
        [("report", report), ("give_back", click), ("extend", click | {"once": "a"}), ("sweep", {})] * 4,
    )

    after = Attempt.objects.get()
    assert after.deadline_at - attempt.deadline_at == (5 + 10) * MINUTE
    assert Counter(deed["kind"] for deed in after.interventions) == {"time_returned": 2, "extended": 1}
    assert sum(deed.get("seconds", 0) for deed in after.interventions) == 300


def test_seeing_the_result_and_confirming_the_outage_are_one_before_the_other():
    """Whoever was closed by the clock goes on and has seen nothing, or has seen and does not go on by itself."""
    quiz, enrolment = make_sitting(time_limit_minutes=30)
    (attempt,) = begun_long_ago(begin(quiz, enrolment))
    now = clock.now()
    ended = now - 4 * MINUTE
    Attempt.objects.update(deadline_at=ended, hard_close_at=ended + MINUTE)
    fight([("sweep", {})])
    Uptime.objects.create(since=now - 60 * MINUTE, until=now - 12 * MINUTE)
    Uptime.objects.create(since=now - 5 * MINUTE, until=now)
    report = {"attempt": str(attempt.uid), "spans": [Span(now - 12 * MINUTE, now - 5 * MINUTE).to_json()]}
    see = {"member": enrolment.member_id, "attempt": str(attempt.uid)}

    results = fight([("report", report), ("see", see)] * 4)

    after = Attempt.objects.get()
    seen = [result for result in results if result is not None]
    goes_on = after.state == AttemptState.OPEN
    assert goes_on == (after.seen_at is None)
    assert seen == [not goes_on] * 4
    assert [deed["kind"] for deed in after.interventions] == (["time_returned"] if goes_on else [])
    assert after.claimed_seconds == (0 if goes_on else 420)


@pytest.mark.parametrize("ends", [False, True])
def test_a_file_handed_in_many_times_beside_the_device_and_the_hand_in(ends):
    quiz, enrolment = make_sitting(time_limit_minutes=30)
    attempt = begin(quiz, enrolment)
    right = {slot: right_options(attempt, slot) for slot in range(1, 6)}
    file = {
        "by": organiser_of(enrolment).pk,
        "schedule": QuizSchedule.objects.get(quiz=quiz).pk,
        "attempt": str(attempt.uid),
        "person": str(enrolment.member.uid),
        "answers": {str(slot): (2, value) for slot, value in right.items()},
    }
    older = [{slot: (1, [wrong_option(attempt, slot)]) for slot in right}]
    turns = [("hand_over", file), ("save", {"attempt": str(attempt.uid), "messages": older})] * 5
    if ends:
        turns += [("submit", {"member": enrolment.member_id, "attempt": str(attempt.uid)})] * 2

    results = fight(turns)

    attempt.refresh_from_db()
    stored = {row.slot: (row.rev, row.value) for row in Answer.objects.filter(attempt=attempt)}
    late = {(row.slot, row.rev) for row in LateAnswer.objects.all()}
    taken = sum(
        result[0] for name, result in zip((name for name, _ in turns), results, strict=True) if name == "hand_over"
    )
    newest = {slot: (2, value) for slot, value in right.items()}
    if ends:
        assert attempt.state == AttemptState.GRADED
        assert Mark.objects.count() == 5
        # Whole or not at all: the file was before the hand-in, or is kept apart.
        assert (taken, stored == newest) in [(5, True), (0, False)]
        assert taken == 5 or {(slot, 2) for slot in right} <= late
        assert attempt.points == (5 if taken else 0)
    else:
        assert (stored, taken, late) == (newest, 5, set())
    assert sum(deed["kind"] == "file_handed_in" for deed in attempt.interventions) == 1


def test_files_sent_at_once_leave_an_answer_whose_file_is_there():
    quiz, enrolment = make_written_sitting(questions=[make_upload(make_bank())])
    attempt = begin(quiz, enrolment)

    fight([("send_file", {"attempt": str(attempt.uid), "slot": 1, "colour": [30 * n, 0, 0]}) for n in range(6)])

    (chosen,) = Answer.objects.get(attempt=attempt, slot=1).value
    row = AnswerFile.objects.get(uid=chosen)
    assert row.file.storage.exists(row.file.name)
