"""The recap as an Excel file: facts of the batch, one row for each participant, the means; ready to print."""

from __future__ import annotations

import io
from collections.abc import Iterable

from django.utils.translation import gettext as _
from openpyxl import Workbook

from core.sheets import sheet_cell
from courses.models import Batch
from reports.batch_heads import facts_of
from reports.recap_columns import Column, mean_under
from reports.selectors.recap import RecapMeans, RecapRow
from reports.sheets import figure_cell, head_cells, print_lying


def recap_xlsx(
    batch: Batch, columns: list[Column], rows: Iterable[RecapRow], means: RecapMeans, narrowed: str
) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Recap"))
    facts: list[tuple[str, str | int]] = [*facts_of(batch), (_("Participants"), means.people)]
    if narrowed:
        facts.append((_("Chosen"), narrowed))
    head = len(facts) + 3
    print_lying(sheet, head_row=head, widths=[6, *(column.width for column in columns)])
    sheet.append([sheet_cell(sheet, _("Recap of the training"), bold=True)])
    for name, value in facts:
        sheet.append([sheet_cell(sheet, name), None, sheet_cell(sheet, value)])
    sheet.append([])
    sheet.append(head_cells(sheet, [_("No."), *(column.label for column in columns)]))
    for number, row in enumerate(rows, start=1):
        sheet.append([sheet_cell(sheet, number), *(figure_cell(sheet, column.value(row)) for column in columns)])
    foot = [figure_cell(sheet, mean_under(column, means), bold=True) for column in columns]
    sheet.append([None, sheet_cell(sheet, _("Mean"), bold=True), *foot[1:]])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
