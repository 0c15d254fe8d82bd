"""Item analysis where not everybody had the same questions: drawn ones, versions of a test, dropped items.

An item is compared with the rest of the paper of those who had it. What needs one total for all (weights, alpha) does
not exist here, and totals are in percent of what each could reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from quizzes.grading import percent
from quizzes.statistics.figures import Undefined
from quizzes.statistics.items import ItemFigures, figures_of_items
from quizzes.statistics.quiz import QuizFigures, figures_of_quiz
from quizzes.statistics.table import MarksTable

Cells = Sequence[Decimal | None]


def figures_of_uneven(
    names: Sequence[str], maxima: Sequence[Decimal], rows: Sequence[Cells]
) -> tuple[QuizFigures, list[ItemFigures]]:
    """An empty cell is None: this attempt did not have the item."""
    items = [_figures_of(column, names[column], maxima, rows) for column in range(len(names))]
    totals = tuple((_percent_of(row, maxima),) for row in rows)
    whole = figures_of_quiz(MarksTable(("percent",), (Decimal(100),), totals))
    why = Undefined(_("Not everybody had the same questions."))
    return replace(whole, items=len(names), alpha=why, error_ratio=why, standard_error=why), items


def _figures_of(column: int, name: str, maxima: Sequence[Decimal], rows: Sequence[Cells]) -> ItemFigures:
    having = [(mark, _total(row) - mark) for row in rows if (mark := row[column]) is not None]
    most = max((rest for _mark, rest in having), default=Decimal(0))
    table = MarksTable((name, "rest"), (maxima[column], max(most, Decimal(0))), tuple(having))
    why = Undefined(_("Not everybody had this question."))
    return replace(figures_of_items(table)[0], intended_weight=why, effective_weight=why)


def _total(row: Cells) -> Decimal:
    return sum((cell for cell in row if cell is not None), Decimal(0))


def _percent_of(row: Cells, maxima: Sequence[Decimal]) -> Decimal:
    most = sum((top for cell, top in zip(row, maxima, strict=True) if cell is not None), Decimal(0))
    return percent(_total(row), most)
