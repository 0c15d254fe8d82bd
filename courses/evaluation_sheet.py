"""The results of an evaluation as an Excel file: what the pages show, and nothing that they hide."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from core.sheets import sheet_cell
from courses.models import EvaluationRemark
from courses.selectors.evaluation import EvaluationSummary, SubjectSummary

WIDTHS = (34, 40, 52, 10, 10)


def evaluation_xlsx(summary: EvaluationSummary, remarks: Iterable[EvaluationRemark]) -> bytes:
    book = Workbook(write_only=True)
    sheet = _sheet(book, _("Results"), WIDTHS)
    heads = [_("About"), _("Function"), _("Question asked"), _("Answers"), _("Mean")]
    heads += [f"{value} · {words}" for value, words in summary.scale]
    sheet.append([sheet_cell(sheet, word, bold=True) for word in heads])
    for subject in summary.subjects:
        for row in _rows(subject, summary.minimum):
            sheet.append([sheet_cell(sheet, value) for value in row])
    names = {one.subject: one.face.title for one in summary.subjects}
    words = _sheet(book, _("Remarks"), (34, 40, 90))
    words.append([sheet_cell(words, word, bold=True) for word in (_("About"), _("Question asked"), _("Answer given"))])
    for remark in remarks:
        values = (names.get(remark.subject_id, ""), remark.question.text, remark.text)
        words.append([sheet_cell(words, value) for value in values])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _rows(subject: SubjectSummary, minimum: int) -> list[list[Any]]:
    function = subject.face.part.function if subject.face.part else ""
    few = _("fewer than %(number)d answers") % {"number": minimum}
    if subject.is_hidden:
        return [[subject.face.title, function, few]]
    rows = []
    for one in subject.questions:
        if one.question.is_open:
            continue
        row: list[Any] = [subject.face.title, function, one.question.text]
        rows.append([*row, one.spread.number, one.mean, *one.spread.counts] if one.spread else [*row, few])
    return rows


def _sheet(book: Any, name: str, widths: Iterable[int]) -> Any:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDE", widths, strict=False):
        sheet.column_dimensions[column].width = width
    return sheet
