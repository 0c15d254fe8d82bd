"""From the rows in which authors write what people mark (essay, file, drill) to the neutral form."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quizzes.choices import ENDINGS
from quizzes.items import Criterion, Drill, Essay, Item, Level, Rubric, Upload, Written
from quizzes.items.numbers import read_number
from quizzes.texts import clean_text

if TYPE_CHECKING:
    from quizzes.models import Question

MEGABYTE = 1024 * 1024


def essay_of(question: Question, common: dict[str, Any]) -> Essay:
    names = ("lines", "least_words", "most_words", "template")
    return Essay(**{name: getattr(question, name) for name in names}, **_marking(question), **common)


def upload_of(question: Question, common: dict[str, Any]) -> Upload:
    kinds = tuple(ending for kind in question.accepted_kinds for ending in ENDINGS.get(kind, ()))
    return Upload(kinds=kinds, most_bytes=question.most_megabytes * MEGABYTE, **_marking(question), **common)


def drill_of(question: Question, common: dict[str, Any]) -> Drill:
    names = ("target_seconds", "limit_seconds", "speed_points")
    clock = {name: getattr(question, name) for name in names}
    return Drill(scenario=clean_text(question.scenario), **clock, **_marking(question), **common)


def unreadable_levels(question: Question) -> list[str]:
    """Lines of a rubric that do not say how many points they are worth."""
    return [
        _("“%(line)s” has no points. Write it like “2 = names the official source”.") % {"line": line}
        for row in question.criteria.all()
        for line in _lines(row.levels)
        if _level(line) is None
    ]


def problems_of_item(item: Item) -> list[str]:
    """A file may bring an essay without a rubric; a test may not."""
    found = [problem.sentence for problem in item.problems()]
    if isinstance(item, Written) and not item.rubric.criteria:
        found.append(_("Nobody could mark it: give its rubric at least one criterion."))
    return found


def _marking(question: Question) -> dict[str, Any]:
    return {
        "rubric": Rubric(
            criteria=tuple(
                Criterion(
                    key=row.key,
                    title=row.title,
                    levels=tuple(level for line in _lines(row.levels) if (level := _level(line)) is not None),
                )
                for row in question.criteria.all()
            )
        ),
        "markers": question.markers,
        "threshold": Decimal(question.threshold_percent) / 100,
        "notes_for_markers": clean_text(question.notes_for_markers),
        "criteria_shown": question.criteria_shown,
    }


def _level(line: str) -> Level | None:
    points, equals, text = line.partition("=")
    read = read_number(points) if equals else None
    return None if read is None or read.unit else Level(points=read.value, text=" ".join(text.split()))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
