"""Corrections that hold for an attempt whenever it is marked: after it was opened again, or handed in after a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from quizzes.correcting import Score, corrected_score, with_outcome
from quizzes.grading import MarkedItem
from quizzes.models import Answer, Attempt, Mark, RegradeRun


@dataclass(frozen=True)
class Corrected:
    """`counted`: what makes the score; `marks`: a further mark, unsaved, for each run that holds; `entries`: the
    attempt's corrections with what came of each."""

    counted: list[MarkedItem]
    maximum: Decimal
    entries: list[dict[str, Any]]
    marks: list[Mark] = field(default_factory=list)


def with_corrections(attempt: Attempt, marked: Sequence[MarkedItem], *, maximum: Decimal, now: datetime) -> Corrected:
    """No query for an attempt without corrections, two for others. `maximum`: of all its questions."""
    if not attempt.corrections:
        return Corrected(list(marked), maximum, [])
    given = dict(Answer.objects.filter(attempt=attempt).values_list("slot", "value"))
    uids = [row["run"] for row in attempt.corrections]
    runs = {str(run.uid): run for run in RegradeRun.objects.select_related("question_version").filter(uid__in=uids)}
    score = Score({item.slot: item.fraction for item in marked}, {item.slot: item.marks for item in marked}, maximum)
    bodies = {row["slot"]: row for row in attempt.version.body["questions"]}
    marks, entries = [], []
    for row in attempt.corrections:
        run, slot = runs.get(row["run"]), row["slot"]
        if run is None or slot not in score.fractions:
            entries.append(row)
            continue
        share = run.correction.fraction(bodies[slot], attempt.version.key[str(slot)], given.get(slot))
        score = corrected_score(score, slot, share, upward_only=run.upward_only)
        entries.append(with_outcome(row, is_dropped=slot in score.dropped))
        marks.append(Mark(attempt=attempt, slot=slot, run=run, fraction=score.fractions[slot], made_at=now))
    counted = [
        MarkedItem(slot, fraction, score.marks[slot])
        for slot, fraction in score.fractions.items()
        if slot not in score.dropped
    ]
    return Corrected(counted, score.maximum, entries, marks)
