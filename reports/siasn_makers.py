"""The course history for SIASN as files: those who go in a table, those who stay with the reason."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.made_files.kinds import FileKind, Made, Progress
from core.models import MadeFile
from core.sheets import csv_text
from courses.models import Batch
from reports.columns import Column, Table
from reports.rules import may_take_history
from reports.scopes import scope_of_history
from reports.selectors.siasn import Candidates, candidates_of, in_order, rows_of
from reports.sheets import XLSX, plain_xlsx
from reports.siasn import FIELDS, Candidate

CSV = "text/csv"


def batch_of(file: MadeFile) -> Batch | None:
    """None where it is about a year."""
    kind, _colon, code = file.subject.partition(":")
    return Batch.objects.select_related("course").filter(code=code).first() if kind == "batch" else None


def may_have_history(user: Any, file: MadeFile) -> bool:
    batch = batch_of(file)
    if batch is None and file.subject.startswith("batch:"):
        return False
    return may_take_history(user, batch)


def _candidates(file: MadeFile) -> Candidates:
    batch = batch_of(file)
    year = None if batch else int(file.options["year"])
    return in_order(candidates_of(file.asked_by, batch=batch, year=year))


def _name(file: MadeFile) -> str:
    batch = batch_of(file)
    return f"siasn-{batch.code if batch else file.options['year']}"


def _sorted(file: MadeFile, progress: Progress) -> tuple[list[Candidate], list[Candidate]]:
    goes: list[Candidate] = []
    stays: list[Candidate] = []
    for number, row in enumerate(rows_of(_candidates(file)), start=1):
        (goes if row.reason is None else stays).append(row)
        progress(number, number + 1)
    return goes, stays


def make_history_sheet(file: MadeFile, progress: Progress) -> Made:
    goes, stays = _sorted(file, progress)
    left = Table(
        title=_("Not in the list, with the reason"),
        name=_("Not in the list"),
        facts=[],
        columns=[
            Column(_("Name"), 32, lambda row: row.name),
            Column(_("Office"), 36, lambda row: row.office),
            Column(_("Batch"), 30, lambda row: row.batch),
            Column(_("Reason"), 60, lambda row: str(row.reason.words)),
        ],
        rows=stays,
    )
    names = Table(
        title=_("What the columns are called in SIASN"),
        name=_("Columns"),
        facts=[],
        columns=[
            Column(_("Column"), 32, lambda field: str(field.label)),
            Column(_("Name in SIASN"), 32, lambda field: field.name),
        ],
        rows=FIELDS,
    )
    heads = [str(field.label) for field in FIELDS]
    rows = [[field.value(row) for field in FIELDS] for row in goes]
    content = plain_xlsx(_("Course history"), heads, [field.width for field in FIELDS], rows, left, names)
    return Made(content, f"{_name(file)}.xlsx", XLSX, rows=len(goes))


def make_history_csv(file: MadeFile, progress: Progress) -> Made:
    """For machines: those who go, under SIASN's own names of the columns."""
    goes, _stays = _sorted(file, progress)
    rows: list[list[object]] = [[field.name for field in FIELDS]]
    rows += [[field.value(row) for field in FIELDS] for row in goes]
    return Made(csv_text(rows).encode(), f"{_name(file)}.csv", CSV, rows=len(goes))


HISTORY_SHEET = FileKind(
    "reports.siasn_xlsx",
    gettext_lazy("Course history for SIASN as Excel"),
    make_history_sheet,
    may_have_history,
    scope_of_history,
)
HISTORY_CSV = FileKind(
    "reports.siasn_csv",
    gettext_lazy("Course history for SIASN as CSV"),
    make_history_csv,
    may_have_history,
    scope_of_history,
)
