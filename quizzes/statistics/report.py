"""The whole analysis of a table as data and as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from quizzes.statistics.advice import Trust, advice_on, trust_in
from quizzes.statistics.figures import Undefined
from quizzes.statistics.items import ItemFigures, figures_of_items
from quizzes.statistics.quiz import QuizFigures, figures_of_quiz
from quizzes.statistics.table import MarksTable
from quizzes.statistics.uneven import Cells, figures_of_uneven


def report_on(table: MarksTable, uneven: Sequence[Cells] = ()) -> dict[str, Any]:
    """JSON. A figure that does not exist is null, and `undefined` says why. `uneven`: the marks where not every attempt
    had every item, None where it had not."""
    attempts = table.attempts
    quiz, figures, people = figures_of_quiz(table), figures_of_items(table), [attempts] * len(table.items)
    if uneven:
        quiz, figures = figures_of_uneven(table.items, table.maxima, uneven)
        people = [sum(row[column] is not None for row in uneven) for column in range(len(table.items))]
    items = [{**_data(item), "advice": advice_on(item, number)} for item, number in zip(figures, people, strict=True)]
    return {"trust": str(trust_in(attempts).value), "quiz": _data(quiz), "items": items}


def _data(figures: QuizFigures | ItemFigures) -> dict[str, Any]:
    data, undefined = {}, {}
    for field in fields(figures):
        value = getattr(figures, field.name)
        data[field.name] = None if isinstance(value, Undefined) else value
        if isinstance(value, Undefined):
            undefined[field.name] = value.why
    return {**data, "undefined": undefined}


def lines_of(report: dict[str, Any]) -> Iterator[str]:
    trust = {
        Trust.TOO_FEW: _("Fewer than 10 attempts: these figures tell about people, not about items."),
        Trust.INDICATIVE: _("Fewer than 30 attempts: these figures are indicative."),
    }
    if sentence := trust.get(Trust(report["trust"])):
        yield sentence
    quiz = report["quiz"]
    alpha = "KR-20" if quiz["is_kr20"] else _("Cronbach's alpha")
    named = {
        "attempts": _("Attempts"),
        "items": _("Items"),
        "maximum": _("Maximum mark"),
        "mean": _("Mean"),
        "median": _("Median"),
        "sd": _("Standard deviation"),
        "skewness": _("Skewness"),
        "kurtosis": _("Kurtosis"),
        "alpha": alpha,
        "error_ratio": _("Error ratio (%)"),
        "standard_error": _("Standard error"),
    }
    for name, label in named.items():
        yield f"{label}: {_figure(quiz, name)}"
    for item in report["items"]:
        yield ""
        yield _("Item %(name)s") % {"name": item["name"]}
        for name, label in item_labels().items():
            yield f"  {label}: {_figure(item, name)}"
        for sentence in item["advice"]:
            yield f"  → {sentence}"


def item_labels() -> dict[str, str]:
    return {
        "maximum": _("Maximum mark"),
        "facility": _("Facility (0 to 1)"),
        "sd": _("Standard deviation"),
        "discrimination_index": _("Discrimination (%)"),
        "discriminative_efficiency": _("Discriminative efficiency (%)"),
        "intended_weight": _("Intended weight (%)"),
        "effective_weight": _("Effective weight (%)"),
        "upper_lower": _("Upper minus lower 27 %"),
    }


def _figure(data: dict[str, Any], name: str) -> str:
    if name in data["undefined"]:
        return pgettext("a figure", "undefined. %(why)s") % {"why": data["undefined"][name]}
    return f"{data[name]:.10g}"
