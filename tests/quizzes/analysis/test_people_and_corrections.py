"""Corrections of what people marked."""

import pytest

from quizzes.choices import AttemptState, RegradeAction, TaskState
from quizzes.errors import MarkingRefusedError
from quizzes.models import Attempt, MarkerDraft, MarkingTask, RegradeRun
from quizzes.personal_data import sitting_data
from quizzes.regrade_pages import summary_of
from quizzes.selectors.attempts import standing_marks
from quizzes.selectors.marking_numbers import answers_to_mark
from quizzes.selectors.regrade_screens import rows_of
from quizzes.services import (
    apply_regrade,
    claim_task,
    commit_regrade,
    correct_mark,
    give_mark,
    prepare_regrade,
    reopen_attempt,
    save_marker_draft,
    submit_attempt,
)
from tests.factories.kinds import make_essay
from tests.factories.marking import hand_in, make_marker, make_written_sitting, mark_as, scores_of, write
from tests.factories.members import make_administrator
from tests.factories.quizzes import begin, make_bank
from tests.quizzes.analysis.corrections import prepare

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", [RegradeAction.FULL_MARKS, RegradeAction.DROP])
def test_what_a_person_marked_can_be_dropped_or_given_full_marks(action):
    quiz, enrolment = make_written_sitting()
    attempt, marker = hand_in(quiz, enrolment), make_marker(quiz)
    task = MarkingTask.objects.select_related("attempt__version").get(attempt=attempt)
    rubric = attempt.version.key["2"]["rubric"]
    lowest = [min((level["points"] for level in row["levels"]), key=float) for row in rubric]
    mark_as(marker, task, *lowest, comment="Kurang sumber.")
    by, course = make_administrator(), enrolment.batch.course
    question = quiz.slots.all()[1].question

    run = prepare_regrade(
        quiz=quiz, course=course, question=question, action=action, reason="Soal rusak", by=by, upward_only=False
    )
    run = commit_regrade(run=run, course=course, by=by)
    apply_regrade(run=run, by=by)

    after = Attempt.objects.get(pk=attempt.pk)
    row = run.rows.get()
    assert (after.points, after.max_points) == (row.new_points, row.new_maximum)
    assert standing_marks(after)[2].run == run
    assert standing_marks(after)[2].comment == "Kurang sumber."
    assert "Kurang sumber." in str(sitting_data(enrolment.member))


def prepare_for(quiz, action, *, number=2, by=None, **options):
    course = quiz.versions.get().course
    question = quiz.slots.all()[number - 1].question
    by = by or make_administrator()
    return prepare_regrade(
        quiz=quiz, course=course, question=question, action=action, reason="Soal rusak", by=by, **options
    )


def apply(run):
    apply_regrade(run=commit_regrade(run=run, course=run.quiz.versions.get().course, by=run.by), by=run.by)


@pytest.mark.parametrize("upward_only", [True, False])
@pytest.mark.parametrize(
    ("action", "score", "dropped"), [(RegradeAction.FULL_MARKS, (1, 2), set()), (RegradeAction.DROP, (0, 1), {2})]
)
def test_what_waits_for_marks_that_nobody_has_to_give_any_more_is_settled(action, score, dropped, upward_only):
    quiz, enrolment = make_written_sitting()
    attempt, marker = hand_in(quiz, enrolment), make_marker(quiz)
    task = MarkingTask.objects.select_related("attempt__version").get(attempt=attempt)
    claim_task(task_uid=task.uid, by=marker)
    save_marker_draft(task_uid=task.uid, by=marker, scores={}, comment="draf")

    run = prepare_for(quiz, action, upward_only=upward_only)
    assert (run.counts["all"], run.counts["released"]) == (0, 1)
    assert "1 attempt waits for marks of this question; nobody has to give them any more." in summary_of(run.counts)
    assert answers_to_mark(marker) == 1
    apply(run)

    after = Attempt.objects.get(pk=attempt.pk)
    assert (after.state, after.points, after.max_points, after.awaiting) == (AttemptState.GRADED, *score, [])
    assert after.dropped == dropped
    assert RegradeRun.objects.get(pk=run.pk).counts["released"] == 1
    assert (answers_to_mark(marker), MarkerDraft.objects.count()) == (0, 0)
    assert MarkingTask.objects.get().state == TaskState.DROPPED
    with pytest.raises(MarkingRefusedError, match="no longer waits"):
        give_mark(task_uid=task.uid, by=marker, scores=scores_of(task, "4", "1"), comment="")


def test_other_answers_of_the_attempt_wait_on():
    bank = make_bank()
    quiz, enrolment = make_written_sitting(questions=[make_essay(bank), make_essay(bank, stem="<p>Kedua</p>")])
    attempt, marker = begin(quiz, enrolment), make_marker(quiz)
    write(attempt, {1: ["Jawaban satu."], 2: ["Jawaban dua."]})
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    apply(prepare_for(quiz, RegradeAction.DROP, number=1))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.points, attempt.awaiting) == (AttemptState.AWAITING_MARKING, None, [2])
    apply(prepare_for(quiz, RegradeAction.DROP, number=2))  # nothing would be left: this one is marked all the same
    attempt.refresh_from_db()
    assert attempt.awaiting == [2]
    mark_as(marker, MarkingTask.objects.waiting().select_related("attempt__version").get(), "4", "0")

    attempt.refresh_from_db()
    assert (attempt.state, str(attempt.points), attempt.max_points) == (AttemptState.GRADED, "0.80000", 1)
    assert attempt.dropped == {1}


def test_what_is_written_anew_to_a_dropped_question_waits_for_nobody():
    quiz, enrolment = make_written_sitting()
    attempt, marker, by = hand_in(quiz, enrolment), make_marker(quiz), make_administrator()
    mark_as(marker, MarkingTask.objects.select_related("attempt__version").get(), "4", "1")
    apply(prepare_for(quiz, RegradeAction.DROP, by=by, upward_only=False))

    reopen_attempt(attempt_uid=attempt.uid, minutes=10, reason="Listrik padam", by=by, once="a")
    write(attempt, {2: ["Lain sama sekali."]}, rev=9)
    done = submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    assert (done.state, done.points, done.max_points, done.awaiting) == (AttemptState.GRADED, 0, 1, [])
    assert (answers_to_mark(marker), MarkingTask.objects.count()) == (0, 1)


def test_two_markers_who_come_apart_over_a_dropped_question_ask_no_third():
    quiz, enrolment = make_written_sitting(essay={"markers": 2, "threshold_percent": 20})
    attempt, people = hand_in(quiz, enrolment), [make_marker(quiz, name) for name in ("Satu", "Dua")]
    task = MarkingTask.objects.select_related("attempt__version").get()
    for marker in people:
        mark_as(marker, task, "4", "1")
    apply(prepare_for(quiz, RegradeAction.DROP, upward_only=False))

    correct_mark(task_uid=task.uid, by=people[0], scores=scores_of(task, "0", "0"), comment="", reason="Menyalin")

    attempt.refresh_from_db()
    assert (attempt.state, attempt.points, attempt.max_points) == (AttemptState.GRADED, 0, 1)
    assert MarkingTask.objects.get().state == TaskState.SETTLED


def test_without_names_the_rows_stand_in_no_order_that_tells_them(sat):
    run = prepare(sat, RegradeAction.DROP)
    rows = list(rows_of(run, named=False))
    seeds = [(-row.crosses, -row.direction, row.attempt.seed) for row in rows]

    assert len(rows) == 5
    assert seeds == sorted(seeds)
