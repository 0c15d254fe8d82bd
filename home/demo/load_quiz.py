"""The post-test, its dates, and attempts that come out as each participant's story says."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from core import clock
from courses.choices import MATERIALS
from courses.conditions import Condition
from courses.models import Batch, CoursePage, Enrolment
from courses.services import set_completion_rule
from home.demo import sources
from home.demo.days import moment_of
from members.models import User
from quizzes.choices import QuestionType
from quizzes.grading import ItemKey
from quizzes.models import Attempt, Question, QuestionBank, QuizPage, QuizVersion
from quizzes.services import (
    Incoming,
    NewOption,
    add_question,
    add_quiz,
    record_result,
    requirement_key,
    save_answers,
    schedule_quiz,
    start_attempt,
    submit_attempt,
)

BANK = "Media sosial dan hoaks"
MINUTES_TAKEN = 22


@transaction.atomic
def load_post_test(course: CoursePage, people: dict[str, User]) -> QuizPage:
    """The test with its bank, and the course's completion rule that asks for it; an edited one is left alone."""
    facts = sources.post_test()
    found: QuizPage | None = QuizPage.objects.child_of(course).filter(slug=facts["slug"]).first()
    if found is not None:
        return found
    bank = QuestionBank.objects.create(name=BANK, course=course)
    quiz = add_quiz(
        course=course,
        title=facts["title"],
        slug=facts["slug"],
        instructions=f"<p>{facts['intro']}</p>",
        time_limit_minutes=facts["minutes"],
        pass_mark=Decimal(facts["pass_mark"]),
        attempts_allowed=2,
        questions=[_add_question(bank, row) for row in facts["question"]],
        by=people["administrator"],
    )
    set_completion_rule(
        course=course,
        conditions=[
            Condition(MATERIALS, Decimal(100)),
            Condition(requirement_key(quiz.pk), Decimal(facts["pass_mark"]), is_test=True),
        ],
        actor=people["organiser"],
    )
    return quiz


def _add_question(bank: QuestionBank, row: dict[str, Any]) -> Question:
    options = [NewOption(text.removeprefix("*"), is_right=text.startswith("*")) for text in row["options"]]
    if row["kind"] == "truefalse":
        return add_question(
            bank=bank,
            type=QuestionType.TRUE_FALSE,
            stem=f"<p>{row['stem']}</p>",
            statement_is_true=options[0].is_right,
            feedback=row["feedback"],
        )
    kind = QuestionType.SINGLE if row["kind"] == "single" else QuestionType.MULTIPLE
    return add_question(bank=bank, type=kind, stem=f"<p>{row['stem']}</p>", options=options, feedback=row["feedback"])


def schedule_post_test(quiz: QuizPage, batch: Batch, people: dict[str, User]) -> None:
    """Open from the first morning to a week after the last day; four days sufficed in 2020."""
    days_after = 4 if batch.starts_on.year == 2020 else 7
    schedule_quiz(
        quiz=quiz,
        batch=batch,
        opens_at=moment_of(batch.starts_on, 480, batch.zone),
        closes_at=moment_of(batch.ends_on + timedelta(days=days_after), 1439, batch.zone),
        by=people["organiser"],
    )


def sit_post_test(quiz: QuizPage, enrolment: Enrolment, *, right: int, begun_at: datetime) -> Attempt:
    """One attempt with `right` questions right, begun at that moment, submitted and counted."""
    member = enrolment.member
    version = QuizVersion.objects.filter(quiz=quiz).order_by("-number")[0]
    with clock.at(begun_at):
        attempt = start_attempt(member=member, quiz_uid=quiz.uid)
    with clock.at(begun_at + timedelta(minutes=MINUTES_TAKEN)):
        save_answers(
            attempt=attempt, answers=answers_for(version, right, seed=f"{enrolment.batch.code}:{member.email}")
        )
        attempt = submit_attempt(attempt_uid=attempt.uid, member=member)
        # The job of the submission does the same again; done here, it happens on the day of the story.
        record_result(attempt=Attempt.objects.select_related("version", "enrolment").get(pk=attempt.pk))
    return attempt


def begin_post_test(quiz: QuizPage, enrolment: Enrolment, begun_at: datetime) -> None:
    with clock.at(begun_at):
        start_attempt(member=enrolment.member, quiz_uid=quiz.uid)


def answers_for(version: QuizVersion, right: int, *, seed: str) -> dict[int, Incoming]:
    chance = Random(seed)  # noqa: S311  the same story at every loading, no secret
    questions = version.paper.questions
    known = set(chance.sample([question.slot for question in questions], right))
    answers = {}
    for question in questions:
        key = ItemKey.from_json(version.key[str(question.slot)])
        wrong = [option.key for option in question.options if option.key not in key.right]
        value = sorted(key.right) if question.slot in known else [chance.choice(wrong)]
        answers[question.slot] = Incoming(rev=1, value=value)
    return answers
