"""A bank as a table: each question with where it is used, its version, and what there is to say about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet

from courses.models import Topic
from quizzes.draft import advice_on_question, problems_of_question
from quizzes.models import Question, QuestionBank, QuestionVersion, QuizSlot
from quizzes.selectors.difficulty import UNKNOWN, Difficulty
from quizzes.selectors.twins import twins_of

if TYPE_CHECKING:
    from members.models import User

SORTS = ("number", "kind", "topic", "code", "version")
ORDERS = {
    "number": "pk",
    "kind": "type",
    "topic": "topic__name",
    "code": "external_id",
    "version": "latest_version",
}


@dataclass(frozen=True)
class ShelfRow:
    question: Question
    tests: list[str]
    version: int | None
    problems: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    difficulty: Difficulty | None = None


def bank_seen_by(user: User, pk: int) -> QuestionBank | None:
    return QuestionBank.objects.visible_to(user).select_related("course").filter(pk=pk).first()


def questions_on_shelf(
    bank: QuestionBank,
    *,
    text: str = "",
    kind: str = "",
    topic: str = "",
    use: str = "",
    level: str = "",
    known: Mapping[str, Difficulty] | None = None,
    sort: str = "number",
) -> QuerySet[Question]:
    """`use`: used, unused, archived; without it all that are not archived. `level`: how hard, by what is `known`."""
    slots = QuizSlot.objects.filter(question=OuterRef("pk"))
    found: Any = Question.objects.filter(bank=bank, is_archived=use == "archived").annotate(
        latest_version=Max("versions__number"), is_used=Exists(slots)
    )
    if text:
        found = found.filter(
            Q(stem__icontains=text) | Q(external_id__icontains=text) | Q(options__text__icontains=text)
        ).distinct()
    if kind:
        found = found.filter(type=kind)
    if topic:
        found = found.filter(topic=None) if topic == "none" else found.filter(topic=topic)
    if use in ("used", "unused"):
        found = found.filter(is_used=use == "used")
    if level == UNKNOWN:
        found = found.exclude(uid__in=list(known or ()))
    elif level:
        found = found.filter(uid__in=[uid for uid, one in (known or {}).items() if one.level == level])
    order = ORDERS[sort.removeprefix("-")]
    ordered: QuerySet[Question] = found.order_by(f"-{order}" if sort.startswith("-") else order, "pk")
    return ordered


def with_use(questions: QuerySet[Question]) -> QuerySet[Question]:
    """As many queries for one question as for a page of them."""
    slots = QuizSlot.objects.select_related("page").order_by("page__title")
    found: QuerySet[Question] = questions.with_parts().select_related("topic")  # type: ignore[attr-defined]
    return found.prefetch_related(Prefetch("slots", slots))


def shelf_rows(
    bank: QuestionBank, questions: Sequence[Question], known: Mapping[str, Difficulty] | None = None
) -> list[ShelfRow]:
    rows, twins = [], twins_of(bank.pk, questions)
    for question in questions:
        problems = problems_of_question(question)
        advice = [] if problems else advice_on_question(question)
        if question.pk in twins:
            advice.append(twins[question.pk])
        rows.append(
            ShelfRow(
                question=question,
                tests=list(dict.fromkeys(slot.page.title for slot in question.slots.all())),
                version=getattr(question, "latest_version", None),
                problems=problems,
                advice=advice,
                difficulty=(known or {}).get(str(question.uid)),
            )
        )
    return rows


def topics_of_bank(bank: QuestionBank) -> QuerySet[Topic]:
    """With the number of this bank's questions, and the competencies that they lead to."""
    counted = Count("questions", filter=Q(questions__bank=bank, questions__is_archived=False), distinct=True)
    return Topic.objects.annotate(number=counted).filter(number__gt=0).prefetch_related("competencies").order_by("name")


def history_of(question: Question) -> list[QuestionVersion]:
    """Newest first, each with the published tests that hold it."""
    return list(question.versions.prefetch_related("quiz_versions__quiz").order_by("-number"))
