"""Which question of a pre-test and which of a post-test ask the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizzes.models import MirroredQuestion, QuizVersion

if TYPE_CHECKING:
    from collections.abc import Iterable


def mirrors_of(items: Iterable[str]) -> dict[str, str]:
    """The name of the mirroring item for each of these that has one; names are those of papers and layouts. One query.

    A question that stands in both tests needs no pair: it mirrors itself, and is not told here.
    """
    rows = MirroredQuestion.objects.filter(question__uid__in=list(items)).values_list("question__uid", "other__uid")
    return {str(question): str(other) for question, other in rows}


def paired_items(before: QuizVersion, after: QuizVersion) -> list[tuple[str, str]]:
    """Item of the first test and item of the second, in the order of the first: the same question in both, or a pair
    that authors named. One query."""
    first = list(dict.fromkeys(question.item for question in before.paper.questions))
    second = {question.item for question in after.paper.questions}
    mirrors = mirrors_of(first)
    found = []
    for item in first:
        other = item if item in second else mirrors.get(item)
        if other in second:
            found.append((item, str(other)))
    return found
