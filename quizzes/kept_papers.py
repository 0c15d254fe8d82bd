"""Frozen papers that this process has read already: a save needs the shape of its questions, thousands of times a test.

A paper never changes under its hash, so what is kept is right for ever; the database sends its text only to a process
that does not know it yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db.models import Case, F, JSONField, When

from quizzes.paper import Paper, PaperQuestion

if TYPE_CHECKING:
    from quizzes.models import Attempt

MOST_KEPT = 32

_kept: dict[str, Mapping[int, PaperQuestion]] = {}


def unknown_body() -> Case:
    """For a query of attempts: the paper's text where this process has not kept it, else nothing."""
    known = When(version__content_hash__in=list(_kept), then=None)
    return Case(known, default=F("version__body"), output_field=JSONField())


def questions_of(attempt: Attempt) -> Mapping[int, PaperQuestion]:
    """Its own by slot; a drawable question that it did not get is not among them. An attempt that was not read with
    `paper_hash` and `paper_body` has its version at hand."""
    digest: str = getattr(attempt, "paper_hash", "") or attempt.version.content_hash
    found = _kept.get(digest)
    if found is None:
        body = getattr(attempt, "paper_body", None) or attempt.version.body
        found = Paper.from_json(body).by_slot()
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[digest] = found
    own = {row["slot"] for row in attempt.layout}
    return {slot: question for slot, question in found.items() if slot in own}
