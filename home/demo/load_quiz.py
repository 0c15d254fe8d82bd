"""Pre-test and post-test, their dates, and attempts that come out as each participant's story says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from core import clock
from courses.choices import MATERIALS
from courses.conditions import Condition
from courses.models import Batch, Competency, CoursePage, Enrolment, Topic
from courses.services import set_completion_rule
from home.demo import sources
from home.demo.days import moment_of
from members.models import User
from quizzes.choices import Purpose, QuestionType
from quizzes.items import Item, item_from_parts
from quizzes.items.choice import Choice
from quizzes.models import Attempt, Question, QuestionBank, QuizPage
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
PRE_TEST, POST_TEST = "pre-test", "post-test"
MINUTES_TAKEN = 22


@dataclass(frozen=True)
class Tests:
    pre: QuizPage
    post: QuizPage


def load_topics() -> dict[str, Topic]:
    """Topics by code, each with the competencies that it leads to."""
    facts = sources.topics()
    competencies = {
        row["code"]: Competency.objects.get_or_create(
            code=row["code"], defaults={"name": row["name"], "description": row["description"]}
        )[0]
        for row in facts["competency"]
    }
    topics = {}
    for row in facts["topic"]:
        topic, made = Topic.objects.get_or_create(code=row["code"], defaults={"name": row["name"]})
        if made:
            topic.competencies.set([competencies[code] for code in row["competencies"]])
        topics[topic.code] = topic
    return topics


@transaction.atomic
def load_tests(course: CoursePage, people: dict[str, User]) -> Tests:
    """Both tests with their bank, and the completion rule that asks for them; edited ones are left alone.

    The pre-test stands before the materials and is only to be handed in. Five of the six
    materials suffice: the last one opens when its session begins.
    """
    known = {quiz.slug: quiz for quiz in QuizPage.objects.child_of(course)}
    if known:
        return Tests(known[PRE_TEST], known[POST_TEST])
    bank = QuestionBank.objects.create(name=BANK, course=course)
    topics = load_topics()
    pre, post = (_load_test(slug, course, bank, topics, people) for slug in (PRE_TEST, POST_TEST))
    set_completion_rule(
        course=course,
        conditions=[
            Condition(requirement_key(pre.pk), Decimal(0), is_test=True, gates_materials=True),
            Condition(MATERIALS, Decimal(80)),
            Condition(requirement_key(post.pk), post.pass_mark, is_test=True),
        ],
        actor=people["organiser"],
    )
    return Tests(pre, post)


def _load_test(
    slug: str, course: CoursePage, bank: QuestionBank, topics: dict[str, Topic], people: dict[str, User]
) -> QuizPage:
    facts = sources.test(slug)
    return add_quiz(
        course=course,
        title=facts["title"],
        slug=facts["slug"],
        purpose=Purpose(facts["purpose"]),
        instructions=f"<p>{facts['intro']}</p>",
        time_limit_minutes=facts["minutes"],
        pass_mark=Decimal(facts["pass_mark"]),
        attempts_allowed=facts["attempts"],
        questions=[_add_question(bank, row, topics[row["topic"]]) for row in facts["question"]],
        by=people["administrator"],
    )


def _add_question(bank: QuestionBank, row: dict[str, Any], topic: Topic) -> Question:
    options = [NewOption(text.removeprefix("*"), is_right=text.startswith("*")) for text in row["options"]]
    if row["kind"] == "truefalse":
        return add_question(
            bank=bank,
            type=QuestionType.TRUE_FALSE,
            stem=f"<p>{row['stem']}</p>",
            statement_is_true=options[0].is_right,
            feedback=row["feedback"],
            topic=topic,
        )
    kind = QuestionType.SINGLE if row["kind"] == "single" else QuestionType.MULTIPLE
    return add_question(
        bank=bank, type=kind, stem=f"<p>{row['stem']}</p>", options=options, feedback=row["feedback"], topic=topic
    )


def schedule_tests(tests: Tests, batch: Batch, people: dict[str, User]) -> None:
    """The pre-test from a week before the first morning until the last evening; the post-test from the first morning
    to a week after the last day, of which four days sufficed in 2020."""
    after = timedelta(days=4 if batch.starts_on.year == 2020 else 7)
    windows = [
        (tests.pre, batch.starts_on - timedelta(days=7), batch.ends_on),
        (tests.post, batch.starts_on, batch.ends_on + after),
    ]
    for quiz, first, last in windows:
        schedule_quiz(
            quiz=quiz,
            batch=batch,
            opens_at=moment_of(first, 480, batch.zone),
            closes_at=moment_of(last, 1439, batch.zone),
            by=people["organiser"],
        )


def sit_test(quiz: QuizPage, enrolment: Enrolment, *, right: int, begun_at: datetime) -> Attempt:
    """One attempt with `right` questions right, begun at that moment, submitted and counted."""
    member = enrolment.member
    with clock.at(begun_at):
        attempt = start_attempt(member=member, quiz_uid=quiz.uid)
    with clock.at(begun_at + timedelta(minutes=MINUTES_TAKEN)):
        save_answers(
            attempt=attempt,
            answers=answers_for(attempt, right, seed=f"{quiz.slug}:{enrolment.batch.code}:{member.email}"),
        )
        attempt = submit_attempt(attempt_uid=attempt.uid, member=member)
        # The job of the submission does the same again; done here, it happens on the day of the story.
        record_result(attempt=Attempt.objects.select_related("version", "enrolment").get(pk=attempt.pk))
    return attempt


def begin_test(quiz: QuizPage, enrolment: Enrolment, begun_at: datetime) -> None:
    with clock.at(begun_at):
        start_attempt(member=enrolment.member, quiz_uid=quiz.uid)


def answers_for(attempt: Attempt, right: int, *, seed: str) -> dict[int, Incoming]:
    """As many right answers as the story says, whichever questions this attempt drew; the others are wrong."""
    chance = Random(seed)  # noqa: S311  the same story at every loading, no secret
    slots = sorted(attempt.questions)
    known = set(chance.sample(slots, right))
    answers = {}
    for slot in slots:
        item = item_from_parts(attempt.questions[slot].body, attempt.version.key[str(slot)])
        value = item.best_value() or [] if slot in known else chance.choice(wrong_values(item))
        answers[slot] = Incoming(rev=1, value=value)
    return answers


def wrong_values(item: Item) -> list[list[str]]:
    """Answers that earn nothing: a wrong option of a choice, else none at all."""
    best = set(item.best_value() or ())
    options = item.options if isinstance(item, Choice) else ()
    return [[option.key] for option in options if option.key not in best and not item.mark([option.key]).fraction] or [
        []
    ]
