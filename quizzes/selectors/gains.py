"""From a pre-test to a post-test: of all who sat both, and of one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef

from courses.models import CoursePage
from quizzes.choices import SCORED, AttemptKind, Purpose
from quizzes.gains import Gain, Gains, Side, gains_between, reached, topic_gains
from quizzes.items.fractions import ZERO
from quizzes.models import Attempt, Mark, Question, QuizPage, QuizVersion
from quizzes.selectors.analysed import Analysed, AnalysedItem, Scope, analysed
from quizzes.selectors.attempts import attempts_to_review
from quizzes.selectors.pairs import mirrors_of

if TYPE_CHECKING:
    from decimal import Decimal

    from members.models import User


@dataclass(frozen=True)
class CourseGains:
    gains: Gains
    items: dict[str, AnalysedItem]
    """Of both tests, by name."""
    enrolments: dict[int, int]
    """Of each person the one under which the first attempt was made: to name who sat one test alone."""


def pre_tests_of(course: CoursePage) -> list[QuizPage]:
    """One query."""
    published = QuizVersion.objects.filter(quiz=OuterRef("pk"))
    found = QuizPage.objects.child_of(course).filter(Exists(published), purpose=Purpose.PRE_TEST)
    return list(found.order_by("path"))


def topics_of(items: Iterable[str]) -> dict[str, str]:
    """The name of each item's topic, as its question has it now. One query."""
    rows = Question.objects.filter(uid__in=list(items), topic__isnull=False).order_by()
    return {str(uid): name for uid, name in rows.values_list("uid", "topic__name")}


def _side(found: Analysed) -> Side:
    """By person: who was enrolled twice may have sat one test under each."""
    return Side(
        {item.name: item.question.marks for item in found.items},
        {sitting.member: sitting.shares for sitting in found.sittings},
    )


def course_gains(before: QuizPage, after: QuizPage, batch: int | None) -> CourseGains:
    """Of each person the first attempt at either test. Eight queries, however many there are."""
    first, second = (analysed(Scope(quiz.pk, batch), with_answers=False) for quiz in (before, after))
    items = {item.name: item for item in (*first.items, *second.items)}
    mirrors = mirrors_of(item.name for item in first.items)
    in_second = {item.name for item in second.items}
    pairs = []
    for item in first.items:
        other = item.name if item.name in in_second else mirrors.get(item.name)
        if other in in_second:
            pairs.append((item.name, str(other)))
    enrolments = {row.member: row.enrolment for row in (*second.sittings, *first.sittings)}
    return CourseGains(gains_between(_side(first), _side(second), pairs, topics_of(items)), items, enrolments)


@dataclass(frozen=True)
class OwnGain:
    attempt: Attempt
    earlier: Attempt
    before: Decimal
    after: Decimal
    topics: list[Gain]


def own_gain(member: User, uid: UUID) -> OwnGain | None:
    """From the own pre-test, its first attempt, to this attempt at a post-test; None where there is none. Who is
    enrolled twice may have sat it under the other enrolment. As `attempt_to_review` both say what their rules let the
    member see. Six queries."""
    mine = attempts_to_review(member).filter(state__in=SCORED, kind=AttemptKind.COUNTED)
    attempt = mine.filter(uid=uid).order_by("pk").first()
    if attempt is None or attempt.version.policies.purpose != Purpose.POST_TEST:
        return None
    others = mine.filter(version__course=attempt.version.course_id).exclude(quiz=attempt.quiz_id).order_by("started_at")
    found = [row for row in others if row.version.policies.purpose == Purpose.PRE_TEST]
    earlier = next((row for row in found if row.enrolment_id == attempt.enrolment_id), found[0] if found else None)
    if earlier is None:
        return None
    sides = [_own_side(row) for row in (earlier, attempt)]
    topics = topics_of({name for side in sides for name in side.worth})
    before, after = (reached(side.people[0], side.worth) or ZERO for side in sides)
    return OwnGain(attempt, earlier, before, after, topic_gains(sides[0], sides[1], topics))


def _own_side(attempt: Attempt) -> Side:
    questions = {row.slot: row for row in attempt.version.paper.questions}
    marks = dict(Mark.objects.filter(attempt=attempt).order_by("pk").values_list("slot", "fraction"))
    counted = {slot: share for slot, share in marks.items() if slot in questions and slot not in attempt.dropped}
    return Side(
        {questions[slot].item: questions[slot].marks for slot in counted},
        {0: {questions[slot].item: share for slot, share in counted.items()}},
    )
