"""What the screens of corrections read: questions to choose among, runs, and the rows of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.html import strip_tags

from core.models import Job
from core.selectors import jobs_with_prefix
from quizzes.models import Attempt, QuizPage, QuizVersion, RegradeRow, RegradeRun
from quizzes.models.regrade import RegradeRowQuerySet
from quizzes.paper import PaperQuestion


def runs_of(quiz: QuizPage) -> QuerySet[RegradeRun]:
    return RegradeRun.objects.filter(quiz=quiz).select_related("question", "by", "batch").order_by("-pk")


@dataclass(frozen=True)
class CorrectableItem:
    """A question as the newest version of the test that holds it puts it."""

    question: PaperQuestion
    key: Mapping[str, Any]
    numbers: tuple[int, ...]
    """Of the versions that hold it, the newest first."""

    @property
    def text(self) -> str:
        return " ".join(strip_tags(self.question.stem).split())


def correctable_items(quiz: QuizPage) -> dict[str, CorrectableItem]:
    """By the question's uid, in the order of the newest version. One query."""
    found: dict[str, CorrectableItem] = {}
    for version in QuizVersion.objects.filter(quiz=quiz).order_by("-number"):
        for row in version.body["questions"]:
            item = found.get(row["item"])
            if item is None:
                key = version.key[str(row["slot"])]
                found[row["item"]] = CorrectableItem(PaperQuestion.from_json(row), key, (version.number,))
            else:
                found[row["item"]] = replace(item, numbers=(*item.numbers, version.number))
    return found


def items_of_attempt(quiz: QuizPage, receipt: str) -> set[str]:
    """The questions, by their uid, that the attempt with this receipt had. One query."""
    layouts = Attempt.objects.counted().filter(quiz=quiz, receipt=receipt).values_list("layout", flat=True)
    return {place["item"] for layout in layouts for place in layout}


def attempts_named(quiz: QuizPage, lines: Sequence[str]) -> tuple[list[UUID], list[str]]:
    """Attempts by receipt, or all of a person by e-mail address; and the lines that name none. One query."""
    wanted = {line.casefold(): line for line in lines}
    found: list[UUID] = []
    receipts, addresses = [line.upper() for line in lines], [line.lower() for line in lines]
    named = Q(receipt__in=receipts) | Q(enrolment__member__email__in=addresses)
    rows = Attempt.objects.counted().filter(named, quiz=quiz)
    for uid, receipt, email in rows.order_by("pk").values_list("uid", "receipt", "enrolment__member__email"):
        found.append(uid)
        wanted.pop(receipt.casefold(), None)
        wanted.pop((email or "").casefold(), None)
    return found, list(wanted.values())


def rows_of(
    run: RegradeRun, *, text: str = "", show: str = "", sort: str = "", named: bool = True
) -> RegradeRowQuerySet:
    """What changes most comes first unless a column is asked for; without names in no order that tells them."""
    shown = {
        "changed": Q(direction__gt=0) | Q(direction__lt=0),
        "up": Q(direction__gt=0),
        "down": Q(direction__lt=0),
        "crossing": Q(crosses__gt=0) | Q(crosses__lt=0),
        "people": Q(by_people=True),
    }
    order = {"name": "attempt__enrolment__member__name", "old": "old_points", "new": "new_points"}
    rows = RegradeRow.objects.filter(shown.get(show, Q()), run=run)
    for word in text.split():
        rows = rows.filter(
            Q(attempt__enrolment__member__name__icontains=word) | Q(attempt__enrolment__office__name__icontains=word)
        )
    chosen = order.get(sort.removeprefix("-"))
    by = [f"-{chosen}" if sort.startswith("-") else chosen] if chosen else ["-crosses", "-direction"]
    by += [order["name"] if named else "attempt__seed"]
    related = rows.select_related("attempt__enrolment__member", "attempt__enrolment__office")
    return related.defer("attempt__layout", "attempt__corrections").order_by(*by, "pk")


def job_of(prefix: str, run: RegradeRun) -> Job | None:
    return jobs_with_prefix(f"{prefix}:{run.uid}").first()
