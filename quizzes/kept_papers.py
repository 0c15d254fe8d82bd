"""Frozen papers that this process has read already: a save needs the shape of its questions, thousands of times a test.

A paper never changes under its hash, so what is kept is right for ever; the database sends its text only to a process
that does not know it yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, JSONField, When

from quizzes.kept import Kept
from quizzes.paper import Paper, PaperQuestion

if TYPE_CHECKING:
    from quizzes.models import Attempt

MOST_KEPT = 32

_kept: Kept[str, Paper] = Kept(MOST_KEPT)


def known_papers() -> list[str]:
    return _kept.keys()


def body_unless(known: Sequence[str]) -> Case:
    """For a query of attempts: the paper's text where it is none of these, else nothing."""
    return Case(When(version__content_hash__in=known, then=None), default=F("version__body"), output_field=JSONField())


def kept_paper(digest: str, body: Callable[[], Mapping[str, Any]]) -> Paper:
    """`body` is asked for where this process does not have the paper yet; without a digest nothing is kept."""
    if not digest:
        return Paper.from_json(body())
    return _kept.get(digest, lambda: Paper.from_json(body()))


def paper_of(attempt: Attempt) -> Paper:
    """All that its version may draw. An attempt that was not read with `paper_hash` and `paper_body` has its version at
    hand."""
    digest: str = getattr(attempt, "paper_hash", "") or attempt.version.content_hash
    return kept_paper(digest, lambda: getattr(attempt, "paper_body", None) or attempt.version.body)


def questions_of(attempt: Attempt) -> dict[int, PaperQuestion]:
    """Its own by slot, in the order of its paper; a drawable question that it did not get is not among them."""
    own = {row["slot"] for row in attempt.layout}
    return {question.slot: question for question in paper_of(attempt).questions if question.slot in own}
