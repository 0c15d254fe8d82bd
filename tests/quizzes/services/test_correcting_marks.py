"""A marker mends the own mark: alone, in the open, and with what follows from it."""

from decimal import Decimal

import pytest

from core.models import AuditEntry
from core.services import work_jobs
from courses.models import RequirementResult
from quizzes.choices import AttemptState, TaskState
from quizzes.errors import MarkingRefusedError
from quizzes.models import AttemptEvent, Mark, MarkChange, MarkerDraft, MarkerMark, MarkingTask
from quizzes.selectors.marking import question_desk
from quizzes.services import claim_task, correct_mark, reopen_attempt, submit_attempt
from tests.factories.kinds import make_essay
from tests.factories.marking import (
    hand_in,
    hand_in_another,
    make_marker,
    make_written_sitting,
    mark_as,
    scores_of,
    write,
)
from tests.factories.members import make_administrator
from tests.factories.quizzes import begin, make_bank

pytestmark = pytest.mark.django_db
TWO = {"markers": 2, "threshold_percent": 20}


def task_of(attempt, slot=2):
    return MarkingTask.objects.select_related("attempt__version").get(attempt=attempt, slot=slot)


def correct(marker, task, *points, comment="", reason=""):
    return correct_mark(task_uid=task.uid, by=marker, scores=scores_of(task, *points), comment=comment, reason=reason)


def shares(slot=2):
    return [str(mark.fraction.normalize()) for mark in Mark.objects.filter(slot=slot)]


def test_a_score_is_made_anew_with_the_reason_and_the_course_hears_of_it():
    quiz, enrolment = make_written_sitting()
    attempt, marker = hand_in(quiz, enrolment), make_marker(quiz)
    mark_as(marker, task_of(attempt), "2", "1")
    work_jobs(kinds=["quizzes.record_result"])

    with pytest.raises(MarkingRefusedError, match="reason"):
        correct(marker, task_of(attempt), "4", "1", reason="  ")
    correct(marker, task_of(attempt), "4", "1", comment="Maaf.", reason=" Salah  baca. ")
    correct(marker, task_of(attempt), "4", "1", comment="Maaf.", reason="Dua kali ketuk")

    work_jobs(kinds=["quizzes.record_result"])
    attempt.refresh_from_db()
    assert (attempt.state, attempt.points) == (AttemptState.GRADED, 1)
    assert shares() == ["0.6", "1"]
    assert Mark.objects.filter(slot=2).last().comment == "Maaf."
    assert [(deed["kind"], deed["reason"]) for deed in attempt.interventions] == [("remarked", "Salah baca.")]
    facts = {"question": 2, "from": "0.6", "to": "1", "points": "0.60000", "of": "2.00"}
    assert AuditEntry.objects.get(action="attempt.remarked").data == facts
    assert AttemptEvent.objects.get(kind="remarked").data == facts
    assert MarkerMark.objects.get().fraction == Decimal("0.6")
    assert MarkChange.objects.get().after_comparison
    assert RequirementResult.objects.get().value == 50


def test_before_the_second_marker_it_is_corrected_as_it_was_given():
    quiz, enrolment = make_written_sitting(essay=TWO)
    attempt, first, second = hand_in(quiz, enrolment), make_marker(quiz), make_marker(quiz, "Kedua")
    mark_as(first, task_of(attempt), "0", "0")

    correct(first, task_of(attempt), "4", "1")
    mark_as(second, task_of(attempt), "4", "1")

    attempt.refresh_from_db()
    assert (attempt.points, attempt.interventions) == (1, [])
    assert AttemptEvent.objects.get(kind="remarked").data == {"question": 2, "from": "0", "to": "1"}


def test_two_that_come_together_need_no_third_any_more():
    quiz, enrolment = make_written_sitting(essay=TWO)
    attempt, first, second = hand_in(quiz, enrolment), make_marker(quiz), make_marker(quiz, "Kedua")
    mark_as(first, task_of(attempt), "0", "0")
    mark_as(second, task_of(attempt), "4", "1")

    with pytest.raises(MarkingRefusedError, match="reason"):
        correct(first, task_of(attempt), "4", "1")
    correct(first, task_of(attempt), "4", "1", reason="Tertukar dengan jawaban lain.")

    attempt.refresh_from_db()
    assert (attempt.state, attempt.points, attempt.awaiting) == (AttemptState.GRADED, 1, [])
    assert task_of(attempt).state == TaskState.SETTLED


def test_two_that_come_apart_wait_for_a_third_whose_mark_then_stands():
    quiz, enrolment = make_written_sitting(essay=TWO)
    attempt, people = hand_in(quiz, enrolment), [make_marker(quiz, name) for name in ("Satu", "Dua", "Tiga")]
    mark_as(people[0], task_of(attempt), "4", "1")
    mark_as(people[1], task_of(attempt), "4", "1")

    correct(people[0], task_of(attempt), "0", "0", reason="Menyalin dari internet.")

    attempt.refresh_from_db()
    task = task_of(attempt)
    assert (attempt.state, attempt.points, attempt.awaiting) == (AttemptState.AWAITING_MARKING, None, [2])
    assert (task.state, task.needed, task.settled_at) == (TaskState.OPEN, 3, None)
    mark_as(people[2], task, "2", "1")
    with pytest.raises(MarkingRefusedError, match="third marker has decided"):
        correct(people[0], task, "4", "1", reason="Sudah lewat")
    correct(people[2], task, "2", "0", reason="Nada kasar.")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.points) == (AttemptState.GRADED, Decimal("0.4"))


def test_while_other_answers_wait_there_is_no_score_to_explain():
    bank = make_bank()
    quiz, enrolment = make_written_sitting(questions=[make_essay(bank), make_essay(bank, stem="<p>Kedua</p>")])
    attempt, marker = begin(quiz, enrolment), make_marker(quiz)
    write(attempt, {1: ["Jawaban satu."], 2: ["Jawaban dua."]})
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    mark_as(marker, task_of(attempt, 1), "0", "0")

    correct(marker, task_of(attempt, 1), "4", "1")
    mark_as(marker, task_of(attempt, 2), "4", "1")

    attempt.refresh_from_db()
    assert (attempt.points, shares(1), attempt.interventions) == (2, ["0", "1"], [])


def test_only_the_own_mark_of_what_was_handed_in():
    quiz, enrolment = make_written_sitting()
    attempt, marker, boss = hand_in(quiz, enrolment), make_marker(quiz), make_administrator()
    task = task_of(attempt)
    mark_as(marker, task, "2", "1")

    with pytest.raises(MarkingRefusedError, match="have not marked"):
        correct(boss, task, "4", "1", reason="Bukan milik saya")
    with pytest.raises(MarkingTask.DoesNotExist):
        correct(enrolment.member, task, "4", "1", reason="Milik saya sendiri")
    reopen_attempt(attempt_uid=attempt.uid, minutes=9, reason="Listrik", by=boss, once="a")
    with pytest.raises(MarkingRefusedError, match="no longer the one"):
        correct(marker, task, "4", "1", reason="Sudah dibuka lagi")

    assert MarkChange.objects.count() == 0


def test_opened_again_with_the_same_answer_the_corrected_mark_holds():
    quiz, enrolment = make_written_sitting()
    attempt, marker = hand_in(quiz, enrolment), make_marker(quiz)
    mark_as(marker, task_of(attempt), "0", "0")
    correct(marker, task_of(attempt), "4", "1", reason="Salah baca.")

    reopen_attempt(attempt_uid=attempt.uid, minutes=9, reason="Listrik", by=make_administrator(), once="a")
    again = submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    assert (again.state, again.points) == (AttemptState.GRADED, 1)


def test_a_draft_goes_with_the_words_that_it_was_about():
    quiz, enrolment = make_written_sitting()
    attempt, marker = hand_in(quiz, enrolment), make_marker(quiz)
    claim_task(task_uid=task_of(attempt).uid, by=marker)
    reopen_attempt(attempt_uid=attempt.uid, minutes=9, reason="Listrik", by=make_administrator(), once="a")
    assert MarkerDraft.objects.count() == 1

    write(attempt, {2: ["Lain sama sekali."]}, rev=2)
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    assert MarkerDraft.objects.count() == 0


def test_figures_of_agreement_tell_of_marks_as_they_were_compared():
    quiz, enrolment = make_written_sitting(essay=TWO)
    first, second, boss = make_marker(quiz), make_marker(quiz, "Kedua"), make_administrator()
    tasks = [task_of(hand_in(quiz, enrolment)), *(task_of(hand_in_another(quiz)) for _ in range(9))]
    for task in tasks:
        mark_as(first, task, "0", "0")
    correct(first, tasks[0], "4", "1")
    for task in tasks:
        mark_as(second, task, "4", "1")
    correct(first, tasks[1], "4", "1", reason="Setelah berunding")

    agreement = question_desk(boss, quiz.uid, tasks[0].item).agreement

    assert (agreement.answers, agreement.mean_difference) == (10, Decimal("0.9"))
