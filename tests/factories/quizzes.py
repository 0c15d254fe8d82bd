"""Questions, tests and attempts for tests, made through the services like everybody else's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from core import clock
from courses.models import Batch, CoursePage, Enrolment
from members.models import User
from quizzes.choices import Marking, QuestionType
from quizzes.models import Attempt, Question, QuestionBank, QuizPage
from quizzes.services import Incoming, NewOption, add_question, add_quiz, save_answers, schedule_quiz, start_attempt
from tests.factories.courses import make_batch, make_course, make_enrolment

_serials = count(1)
SECRET_FEEDBACK = "UNDISCLOSED-EXPLANATION"
SECRET_OPTION_FEEDBACK = "UNDISCLOSED-REMARK"


def make_bank(course: CoursePage | None = None, name: str = "") -> QuestionBank:
    return QuestionBank.objects.create(course=course, name=name or f"Bank {next(_serials)}")


def make_question(
    bank: QuestionBank | None = None,
    stem: str = "",
    *,
    type: QuestionType = QuestionType.SINGLE,
    right: Sequence[str] = ("Periksa sumbernya",),
    wrong: Sequence[str] = ("Sebarkan segera", "Diamkan", "Hapus komentarnya"),
    marking: Marking = Marking.ALL_OR_NOTHING,
    feedback: str = f"<p>{SECRET_FEEDBACK}</p>",
    **fields: Any,
) -> Question:
    """One right answer unless told otherwise; explanations carry words that must not leak."""
    options = [NewOption(text, is_right=True, feedback=SECRET_OPTION_FEEDBACK) for text in right]
    options += [NewOption(text) for text in wrong]
    return add_question(
        bank=bank or make_bank(),
        stem=stem or f"<p>Soal nomor {next(_serials)}: apa langkah pertama?</p>",
        type=type,
        options=[] if type == QuestionType.TRUE_FALSE else options,
        marking=marking,
        feedback=feedback,
        **fields,
    )


def make_questions(bank: QuestionBank, number: int) -> list[Question]:
    return [make_question(bank) for _ in range(number)]


def make_quiz(course: CoursePage | None = None, *, questions: int | Sequence[Question] = 5, **fields: Any) -> QuizPage:
    """A published post-test; a number makes that many questions with one right answer."""
    course = course or make_course()
    rows = make_questions(make_bank(course), questions) if isinstance(questions, int) else list(questions)
    title = fields.pop("title", "Post-test")
    return add_quiz(course=course, title=title, questions=rows, slug=f"test-{next(_serials)}", **fields)


def open_for(
    quiz: QuizPage,
    batch: Batch,
    *,
    since: timedelta = timedelta(hours=1),
    until: timedelta | None = timedelta(hours=2),
    now: datetime | None = None,
    **fields: Any,
) -> None:
    moment = now or clock.now()
    schedule_quiz(
        quiz=quiz, batch=batch, opens_at=moment - since, closes_at=None if until is None else moment + until, **fields
    )


def make_sitting(
    *,
    questions: int | Sequence[Question] = 5,
    member: User | None = None,
    schedule: dict[str, Any] | None = None,
    **rules: Any,
) -> tuple[QuizPage, Enrolment]:
    """A test that is open for a batch, and a participant of it."""
    batch = make_batch()
    quiz = make_quiz(batch.course, questions=questions, **rules)
    open_for(quiz, batch, **(schedule or {}))
    return quiz, make_enrolment(batch, member)


def begin(quiz: QuizPage, enrolment: Enrolment, **options: Any) -> Attempt:
    return start_attempt(member=enrolment.member, quiz_uid=quiz.uid, **options)


def right_options(attempt: Attempt, slot: int) -> list[str]:
    return [key for key, share in attempt.version.key[str(slot)]["fractions"].items() if float(share) > 0]


def wrong_option(attempt: Attempt, slot: int) -> str:
    return next(key for key, share in attempt.version.key[str(slot)]["fractions"].items() if float(share) <= 0)


def answer(attempt: Attempt, *, right: int, wrong: int = 0, rev: int = 1) -> None:
    """The first `right` slots rightly, the next `wrong` ones wrongly."""
    answers = {slot: Incoming(rev, right_options(attempt, slot)) for slot in range(1, right + 1)}
    for slot in range(right + 1, right + wrong + 1):
        answers[slot] = Incoming(rev, [wrong_option(attempt, slot)])
    save_answers(attempt=Attempt.objects.select_related("version").get(pk=attempt.pk), answers=answers)
