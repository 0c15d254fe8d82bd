"""The register as an Excel file, row by row, so that its size does not matter."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from certificates.models import NumbersUsedBefore
from certificates.register import RegisterRow
from core.sheets import sheet_cell
from members import nip

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (30, 8, 12, 36, 24, 34, 44, 28, 8, 14, 16, 50)


def register_xlsx(rows: Iterable[RegisterRow], before: Iterable[NumbersUsedBefore]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Register"))
    sheet.freeze_panes = "B2"
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGHIJKL"[place]].width = width
    heads = [
        _("Number"), _("Edition"), _("Kind"), _("Name as printed"), _("NIP or NI PPPK"), _("Office as printed"),
        _("Course"), _("Batch"), _("JP"), _("Issued"), _("State"), _("Note"),
    ]  # fmt: skip
    sheet.append([sheet_cell(sheet, word, bold=True) for word in heads])
    for row in rows:
        values = (
            row.number, row.edition, row.kind, row.name, nip.group(row.person_number), row.office,
            row.course, row.batch, row.jp, row.issued_on, row.state, row.note,
        )  # fmt: skip
        sheet.append([sheet_cell(sheet, value) for value in values])
    _add_used_before(book, list(before))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _add_used_before(book: Any, before: list[NumbersUsedBefore]) -> None:
    if not before:
        return
    sheet = book.create_sheet(_("Used before Dermaga"))
    for column, width in zip("ABCDE", (30, 10, 10, 10, 60), strict=True):
        sheet.column_dimensions[column].width = width
    words = [_("Numbering"), _("Year"), _("From number"), _("To number"), _("Reason")]
    sheet.append([sheet_cell(sheet, word, bold=True) for word in words])
    for row in before:
        values = (row.series.scope.name, row.series.year, row.first, row.last, row.reason)
        sheet.append([sheet_cell(sheet, value) for value in values])
