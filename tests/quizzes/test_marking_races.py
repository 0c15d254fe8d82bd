"""Answers fought over by markers in separate processes: as many claims as are needed, each mark once, one score."""

from collections import Counter
from datetime import timedelta

import pytest

from core import clock
from core.models import AuditEntry, Job
from courses.models.pages import CourseOrganiser
from quizzes.choices import AttemptState, TaskState
from quizzes.models import Answer, Mark, MarkerDraft, MarkerMark, MarkingTask
from tests.factories.kinds import make_drill
from tests.factories.marking import hand_in, make_marker, make_written_sitting, scores_of
from tests.factories.members import make_organiser
from tests.factories.quizzes import begin, make_bank
from tests.processes import run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
QUIET = {"JOBS_ENGINE": "database", "LOG_LEVEL": "CRITICAL"}


def together(name, arguments):
    outcomes = run_together(f"tests.quizzes.children:{name}", arguments, environment=QUIET)
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    return Counter(outcome.result for outcome in outcomes)


def waiting(**essay):
    quiz, enrolment = make_written_sitting(essay=essay)
    attempt = hand_in(quiz, enrolment)
    return quiz, attempt, MarkingTask.objects.select_related("attempt__version").get(attempt=attempt)


@pytest.mark.parametrize("needed", [1, 2])
def test_as_many_take_an_answer_as_it_needs_markers(needed):
    quiz, _attempt, task = waiting(markers=needed)
    people = [make_marker(quiz, f"Penilai {number}") for number in range(8)]

    found = together("claim", [{"by": person.pk, "task": str(task.uid)} for person in people])

    assert found == {"done": needed, "refused": 8 - needed}
    assert MarkerDraft.objects.count() == needed


def test_a_lapsed_claim_is_taken_over_by_one_alone():
    quiz, _attempt, task = waiting()
    people = [make_marker(quiz, f"Penilai {number}") for number in range(8)]
    lapsed = clock.now() - timedelta(minutes=1)
    MarkerDraft.objects.create(task=task, marker=people[0], claimed_until=lapsed)

    found = together("claim", [{"by": person.pk, "task": str(task.uid)} for person in people])

    assert found == {"done": 1, "refused": 7}
    assert MarkerDraft.objects.filter(claimed_until__gt=lapsed).count() == 1


def test_one_marker_who_saves_twenty_times_gives_one_mark():
    quiz, attempt, task = waiting()
    marker = make_marker(quiz)

    one = {"by": marker.pk, "task": str(task.uid), "scores": scores_of(task, "4", "1")}
    found = together("mark", [one] * 20)

    attempt.refresh_from_db()
    assert found == {"done": 20}
    assert (MarkerMark.objects.count(), Mark.objects.filter(slot=2).count()) == (1, 1)
    assert (attempt.state, attempt.points) == (AttemptState.GRADED, 1)
    assert AuditEntry.objects.filter(action="attempt.graded").count() == 1
    assert Job.objects.filter(kind="quizzes.record_result").count() == 1


def test_markers_who_save_at_once_settle_once():
    quiz, attempt, task = waiting(markers=2)
    people = [make_marker(quiz, f"Penilai {number}") for number in range(6)]

    scores = scores_of(task, "4", "1")
    found = together("mark", [{"by": one.pk, "task": str(task.uid), "scores": scores} for one in people])

    attempt.refresh_from_db()
    assert found == {"done": 2, "refused": 4}
    assert sorted(MarkerMark.objects.values_list("number", flat=True)) == [1, 2]
    assert Mark.objects.filter(slot=2).count() == 1
    assert attempt.state == AttemptState.GRADED


def test_a_mark_against_opening_the_attempt_again_ends_in_one_legal_state():
    quiz, attempt, task = waiting()
    organiser = make_organiser()
    CourseOrganiser.objects.create(course=quiz.versions.get().course, member=organiser)
    marks = {"by": make_marker(quiz).pk, "task": str(task.uid), "scores": scores_of(task, "4", "1")}
    reopens = {"by": organiser.pk, "attempt": str(attempt.uid), "once": "a"}

    outcomes = run_together(
        "tests.quizzes.children:any_of",
        [{"name": "mark", "arguments": marks}, {"name": "reopen", "arguments": reopens}] * 3,
        environment=QUIET,
    )

    assert [outcome.error for outcome in outcomes if outcome.error] == []
    attempt.refresh_from_db()
    task.refresh_from_db()
    is_marked = MarkerMark.objects.exists()
    assert attempt.state == AttemptState.OPEN
    assert task.state == (TaskState.SETTLED if is_marked else TaskState.OPEN)
    assert Mark.objects.filter(slot=2).count() == int(is_marked)


def test_a_drill_that_is_started_twenty_times_at_once_begins_once():
    quiz, enrolment = make_written_sitting(questions=[make_drill(make_bank())])
    attempt = begin(quiz, enrolment)

    found = together("open_a_drill", [{"member": enrolment.member_id, "attempt": str(attempt.uid)}] * 20)

    assert list(found.values()) == [20]
    assert Answer.objects.get().opened_at.isoformat() == next(iter(found))
