"""What an analysis gives out as files: its items with their figures, and the matrix of marks.

The matrix is what `manage.py item_analysis` reads, with the same figures. Who runs the course gets it with names;
who only speaks there gets it without, in an order that tells nobody's name.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from core.plain_text import without_control_signs
from core.sheets import harmless
from quizzes.choices import QuestionType
from quizzes.item_reports import column_names, points_by_item
from quizzes.items.fractions import plain
from quizzes.selectors.analysed import Analysed, Scope, analysed
from quizzes.selectors.results import people_of
from quizzes.statistics.advice import HIDDEN_BELOW

Cell = str | int | float | Decimal | None


def items_table(report: Mapping[str, Any]) -> list[list[Cell]]:
    heads = [
        _("Number"), _("Question"), _("Kind"), _("People"), _("Maximum mark"), _("Facility (0 to 1)"),
        _("Standard deviation"), _("Discrimination (%)"), _("Discriminative efficiency (%)"),
        _("Intended weight (%)"), _("Effective weight (%)"), _("Upper minus lower 27 %"), _("Advice"),
    ]  # fmt: skip
    names = (
        "maximum", "facility", "sd", "discrimination_index", "discriminative_efficiency", "intended_weight",
        "effective_weight", "upper_lower",
    )  # fmt: skip
    rows: list[list[Cell]] = [list(heads)]
    for item in report["items"]:
        shown = item["people"] >= HIDDEN_BELOW
        figures = [item[name] if shown or name == "maximum" else None for name in names]
        kind = str(QuestionType(item["type"]).label)
        rows.append([item["label"], item["text"], kind, item["people"], *figures, " ".join(item["advice"])])
    return rows


def marks_table(scope: Scope, *, named: bool) -> list[list[Cell]]:
    """A line for each attempt, a column for each item; an item that somebody did not have is empty."""
    found = analysed(scope)
    names, points = column_names(found), points_by_item(found)
    who = ["nama", "upt", "angkatan"] if named else ["peserta"]
    maxima = [item.question.marks for item in found.items]
    rows: list[list[Cell]] = [[*who, *names, "total"], ["maks", *[""] * (len(who) - 1), *maxima, sum(maxima)]]
    people = _people(found, named)
    ordered = sorted(zip(people, points, strict=True), key=lambda pair: pair[0][0])
    for place, ((_order, cells), marks) in enumerate(ordered, start=1):
        total = sum((mark for mark in marks if mark is not None), Decimal(0))
        rows.append([*(cells or [f"P{place}"]), *marks, total])
    return rows


def _people(found: Analysed, named: bool) -> list[tuple[str, list[Cell]]]:
    """For each sitting the key of its order, and the cells that say who it is."""
    if not named:
        return [(hashlib.sha256(str(row.attempt).encode()).hexdigest(), []) for row in found.sittings]
    people = people_of(row.enrolment for row in found.sittings)
    return [(people[row.enrolment][0].casefold(), list(people[row.enrolment])) for row in found.sittings]


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """As spreadsheets here read it: semicolons, a comma before decimals, and a byte order mark."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(without_control_signs(cell))
    if isinstance(cell, float):
        return repr(cell).replace(".", ",")
    return plain(Decimal(cell)).replace(".", ",")


def as_xlsx(rows: Sequence[Sequence[Cell]], title: str) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "B2"
    for row in rows:
        sheet.append([_text(cell) if isinstance(cell, str) else cell for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
