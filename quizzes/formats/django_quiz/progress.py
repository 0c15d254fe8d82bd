"""What django-quiz-app added up for each person by category: `Humas,3,5,Hoaks,1,2,`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quizzes.formats.django_quiz.dump import whole_in
from quizzes.formats.django_quiz.lists import COLUMN
from quizzes.formats.django_quiz.remarks import Remark

FIGURES = re.compile(r",\s*(-?\d{1,10})\s*,\s*(-?\d{1,10})\s*(?:,|$)")


@dataclass(frozen=True)
class OldScore:
    category: str
    score: int
    possible: int


def scores_in(text: str, names: Sequence[str], remarks: list[Remark]) -> tuple[OldScore, ...]:
    """Names may have commas of their own: the known ones are looked for first, the longest before its beginnings."""
    known = sorted({name for name in names if name}, key=len, reverse=True)
    found, place, end = [], 0, len(text)
    while place < end:
        name = next((name for name in known if text.startswith(f"{name},", place)), None)
        figures = FIGURES.match(text, place + len(name)) if name is not None else FIGURES.search(text, place)
        if figures is None:
            break
        row = _row(name or text[place : figures.start()], figures[1], figures[2])
        if row is None:
            remarks.append(Remark.of("progress_unreadable", text=text[place : figures.end()]))
        else:
            found.append(row)
        place = figures.end()
    if rest := text[place:].strip(" ,"):
        remarks.append(Remark.of("progress_unreadable", text=rest))
    if len(text) >= COLUMN:
        remarks.append(Remark.of("progress_cut"))
    return tuple(found)


def _row(name: str, score: str, possible: str) -> OldScore | None:
    of, out_of = whole_in(score), whole_in(possible)
    return None if of is None or out_of is None else OldScore(name.strip()[:250], of, out_of)
