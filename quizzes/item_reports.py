"""The item analysis of a test as JSON: what its page, its exports and its cache hold. Sentences are in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

from quizzes.given import Answered, given_to
from quizzes.grading import percent
from quizzes.items.fractions import plain
from quizzes.selectors.analysed import Analysed, AnalysedItem
from quizzes.statistics import ItemFigures, MarksTable, QuizFigures, Undefined, advice_on
from quizzes.statistics import figures_of_items as _figures_of_items
from quizzes.statistics import figures_of_quiz as _figures_of_quiz
from quizzes.statistics.groups import seats
from quizzes.statistics.uneven import figures_of_uneven

BINS = 10


def points_by_item(found: Analysed) -> list[list[Decimal | None]]:
    """A row for each attempt; None where it did not have the item."""
    return [
        [
            plainly(sitting.shares[item.name] * item.question.marks) if item.name in sitting.shares else None
            for item in found.items
        ]
        for sitting in found.sittings
    ]


def plainly(value: Decimal) -> Decimal:
    """Without zeros at the end: the same marks come to the same digits wherever they were read from."""
    return Decimal(plain(value))


def column_names(found: Analysed) -> list[str]:
    """As a spreadsheet and `manage.py item_analysis` name them."""
    return [f"Soal {item.label}" for item in found.items]


def report_of(found: Analysed) -> dict[str, Any]:
    rows, maxima = points_by_item(found), [plainly(item.question.marks) for item in found.items]
    names = column_names(found)
    if found.is_even:
        table = MarksTable(tuple(names), tuple(maxima), tuple(tuple(cell or Decimal(0) for cell in r) for r in rows))
        quiz, items = _figures_of_quiz(table), _figures_of_items(table)
    else:
        quiz, items = figures_of_uneven(names, maxima, rows)
    groups = _Groups(rows)
    return {
        "people": len(found.sittings),
        "waiting": found.waiting,
        "is_even": found.is_even,
        "quiz": _data(quiz),
        "items": [
            _item(item, figures, found, groups.of(column))
            for column, (item, figures) in enumerate(zip(found.items, items, strict=True))
        ],
        "scores": _scores(rows, maxima),
    }


Seats = list[tuple[int, int | Fraction, int | Fraction]]


class _Groups:
    """Who had an item, each with the part of a seat among the best and the last; those are seated once who had all."""

    def __init__(self, rows: list[list[Decimal | None]]) -> None:
        self._rows = rows
        self._totals = [sum((cell for cell in row if cell is not None), Decimal(0)) for row in rows]
        self._everybody = self._seated(list(range(len(rows))))

    def of(self, column: int) -> Seats:
        having = [place for place, row in enumerate(self._rows) if row[column] is not None]
        return self._everybody if len(having) == len(self._rows) else self._seated(having)

    def _seated(self, having: list[int]) -> Seats:
        totals = [self._totals[place] for place in having]
        return list(zip(having, seats(totals, best=True), seats(totals, best=False), strict=True))


def _item(item: AnalysedItem, figures: ItemFigures, found: Analysed, having: Seats) -> dict[str, Any]:
    answers = [
        Answered(found.sittings[place].answers.get(item.name, []), upper, lower) for place, upper, lower in having
    ]
    return {
        **_data(figures),
        "item": item.name,
        "number": item.number,
        "label": item.label,
        "text": item.text,
        "type": str(item.question.type.value),
        "people": len(having),
        "advice": advice_on(figures, len(having)),
        "given": given_to(item.question, item.key, answers),
    }


def _data(figures: QuizFigures | ItemFigures) -> dict[str, Any]:
    """A figure that does not exist is null, and `undefined` says why."""
    data: dict[str, Any] = {}
    undefined: dict[str, str] = {}
    for field in fields(figures):
        value = getattr(figures, field.name)
        data[field.name] = None if isinstance(value, Undefined) else value
        if isinstance(value, Undefined):
            undefined[field.name] = value.why
    return {**data, "undefined": undefined}


def _scores(rows: list[list[Decimal | None]], maxima: list[Decimal]) -> list[int]:
    """How many people in each tenth of the scale; 100 % is in the last."""
    bins = [0] * BINS
    for row in rows:
        most = sum((top for cell, top in zip(row, maxima, strict=True) if cell is not None), Decimal(0))
        reached = percent(sum((cell for cell in row if cell is not None), Decimal(0)), most)
        bins[min(int(reached // (100 // BINS)), BINS - 1)] += 1
    return bins


def item_of(report: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    return next((row for row in report["items"] if row["item"] == name), None)
