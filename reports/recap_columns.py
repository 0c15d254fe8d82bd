"""The columns of a recap that is taken along: one list for the sheet and the paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from members import nip
from reports.selectors.recap import RecapMeans, RecapRow
from reports.selectors.recap_queries import BatchMeasures

Value = str | int | Decimal | date | None


@dataclass(frozen=True)
class Column:
    """`width` in letters. `mean` names the figure whose mean stands beneath; `on_paper` says whether it is printed,
    `is_unbroken` whether on one line."""

    label: str
    width: int
    value: Callable[[RecapRow], Value]
    mean: str = ""
    on_paper: bool = True
    is_unbroken: bool = False


def recap_columns(measures: BatchMeasures) -> list[Column]:
    """What the batch has no figures for has no column: a course without tests is not asked for marks."""
    columns = [
        Column(_("Name"), 30, lambda row: row.name),
        Column(_("NIP or NI PPPK"), 22, lambda row: nip.group(row.number), is_unbroken=True),
        Column(_("Office at the training"), 32, lambda row: row.office),
        Column(_("Province"), 18, lambda row: row.province),
        Column(_("Attendance (%)"), 10, lambda row: row.attendance, "attendance"),
        Column(_("JP attended"), 9, lambda row: row.jp_attended, on_paper=False),
    ]
    if measures.materials:
        columns += [
            Column(_("Materials opened"), 9, lambda row: row.materials_opened, on_paper=False),
            Column(_("Activity (%)"), 10, lambda row: row.activity, "activity"),
        ]
    if measures.recordings:
        columns.append(Column(_("Recordings watched (%)"), 10, lambda row: row.watched, on_paper=False))
    if measures.pre_tests:
        columns.append(Column(_("Pre-test"), 9, lambda row: row.before, "before"))
    if measures.post_tests:
        columns.append(Column(_("Post-test"), 9, lambda row: row.after, "after"))
    if measures.pre_tests and measures.post_tests:
        columns.append(Column(_("Gain"), 9, lambda row: row.gain, "gain"))
    if measures.scored:
        columns.append(Column(_("Final score"), 9, lambda row: row.final, "final"))
    return [
        *columns,
        Column(_("Completion"), 12, lambda row: _("complete") if row.is_complete else _("not complete")),
        Column(_("Completed on"), 12, lambda row: row.completed_on, on_paper=False),
        Column(_("Certificate number"), 28, lambda row: row.certificate, on_paper=False),
    ]


def mean_under(column: Column, means: RecapMeans) -> Decimal | None:
    return means.means[column.mean] if column.mean else None
