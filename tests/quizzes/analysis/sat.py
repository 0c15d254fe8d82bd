"""Tests that people have sat: a table of right and wrong becomes attempts, through the services."""

from __future__ import annotations

from collections.abc import Sequence

from courses.models import Batch
from members.models import User
from quizzes.models import Attempt, QuizPage
from quizzes.services import Incoming, save_answers, submit_attempt
from tests.factories.courses import make_batch, make_enrolment
from tests.factories.members import make_member
from tests.factories.quizzes import begin, make_quiz, open_for, right_options, wrong_option

# One letter for each question: right, wrong or blank. Ten people, four questions, as a hand would check them.
FIVE = ("rrrr", "rrrw", "rrww", "rwww", "ww--")
TEN = ("rrrr", "rrrr", "rrrw", "rrrw", "rrww", "rrww", "rwww", "rww-", "wrww", "wwww")


def sit(quiz: QuizPage, batch: Batch, letters: str, member: User | None = None) -> Attempt:
    enrolment = make_enrolment(batch, member)
    attempt = begin(quiz, enrolment)
    answer_with(attempt, letters)
    return submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)


def answer_with(attempt: Attempt, letters: str, rev: int = 1) -> None:
    values = {"r": lambda slot: right_options(attempt, slot), "w": lambda slot: [wrong_option(attempt, slot)]}
    given = {
        slot: Incoming(rev, values[letter](slot)) for slot, letter in enumerate(letters, start=1) if letter in values
    }
    save_answers(attempt=Attempt.objects.select_related("version").get(pk=attempt.pk), answers=given)


def make_sat(rows: Sequence[str] = TEN, **rules: object) -> tuple[QuizPage, Batch, list[Attempt]]:
    """A test with as many questions as the rows have letters; its people are called Orang 01, Orang 02 …"""
    batch = make_batch()
    quiz = make_quiz(batch.course, questions=len(rows[0]), **rules)  # type: ignore[arg-type]
    open_for(quiz, batch)
    people = [make_member(f"Orang {number:02}") for number in range(1, len(rows) + 1)]
    return quiz, batch, [sit(quiz, batch, letters, member) for letters, member in zip(rows, people, strict=True)]
