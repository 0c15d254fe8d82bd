"""Attempts with answers that people mark, and the people who do."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from courses.choices import Part
from courses.models import Enrolment
from members.choices import SiteRole
from members.models import User
from quizzes.models import Attempt, MarkingTask, Question, QuizPage
from quizzes.services import Incoming, claim_task, give_mark, save_answers, submit_attempt
from tests.factories.courses import make_enrolment, make_part
from tests.factories.kinds import make_essay
from tests.factories.members import make_member
from tests.factories.quizzes import begin, make_bank, make_question, make_sitting

WORDS = "Periksa sumbernya dahulu, lalu jawab dengan sopan."


def make_marker(quiz: QuizPage, name: str = "Nara Sumber") -> User:
    """A speaker of a batch of the test's course."""
    marker = make_member(name, role=SiteRole.SPEAKER)
    make_part(quiz.schedules.get().batch, marker, part=Part.SPEAKER)
    return marker


def make_written_sitting(*, questions: list[Question] | None = None, **rules: Any) -> tuple[QuizPage, Enrolment]:
    """A question that the key marks, then an essay, unless told otherwise."""
    if questions is None:
        bank = make_bank()
        questions = [make_question(bank), make_essay(bank, **rules.pop("essay", {}))]
    return make_sitting(questions=questions, shuffle_questions=False, **rules)


def write(attempt: Attempt, answers: dict[int, list[str]], rev: int = 1) -> None:
    fresh = Attempt.objects.select_related("version").get(pk=attempt.pk)
    save_answers(attempt=fresh, answers={slot: Incoming(rev, value) for slot, value in answers.items()})


def hand_in(quiz: QuizPage, enrolment: Enrolment, text: str = WORDS, slot: int = 2) -> Attempt:
    attempt = begin(quiz, enrolment)
    write(attempt, {slot: [text]})
    return submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)


def hand_in_another(quiz: QuizPage, text: str = WORDS) -> Attempt:
    return hand_in(quiz, make_enrolment(quiz.schedules.get().batch), text)


def scores_of(task: MarkingTask, *points: str) -> dict[str, str]:
    rubric = task.attempt.version.key[str(task.slot)]["rubric"]
    return {row["key"]: text for row, text in zip(rubric, points, strict=True)}


def mark_as(marker: User, task: MarkingTask, *points: str, comment: str = "") -> MarkingTask:
    claim_task(task_uid=task.uid, by=marker)
    return give_mark(task_uid=task.uid, by=marker, scores=scores_of(task, *points), comment=comment)


def screen(task: MarkingTask, rest: str = "task") -> str:
    return reverse(f"quizzes:marking_{rest}", args=[task.uid])


def form_of(task: MarkingTask, *points: str, comment: str = "") -> dict[str, str]:
    """As the desk's form sends it."""
    return {f"score-{key}": text for key, text in scores_of(task, *points).items()} | {"comment": comment}
