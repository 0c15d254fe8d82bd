"""What can be asked for as a file: who may have it, and how it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.made_files.kinds import FileKind, Made, Progress
from core.models import MadeFile
from courses.models import Batch
from courses.rules import may_follow_batch
from reports.drawing import PDF, drawn
from reports.recap_columns import Column, recap_columns
from reports.recap_paper import recap_paper
from reports.recap_sheet import recap_xlsx
from reports.recap_words import asked_from, narrowed_in_words
from reports.selectors.recap import RecapMeans, RecapRow, all_recap_rows, in_order, recap_means, recap_of
from reports.selectors.recap_queries import measures_of
from reports.sheets import XLSX


def batch_of(file: MadeFile) -> Batch | None:
    """The batch that the file is about."""
    return Batch.objects.select_related("course").filter(code=file.subject.partition(":")[2]).first()


def may_have_recap(user: Any, file: MadeFile) -> bool:
    batch = batch_of(file)
    return batch is not None and may_follow_batch(user, batch)


@dataclass(frozen=True)
class _Recap:
    """For whoever asked, with what that person may see at this moment."""

    batch: Batch
    columns: list[Column]
    rows: list[RecapRow]
    means: RecapMeans
    narrowed: str


def _recap(file: MadeFile, progress: Progress) -> _Recap:
    batch = Batch.objects.select_related("course").get(code=file.subject.partition(":")[2])
    asked = asked_from(file.options)
    measures = measures_of(batch)
    found = recap_of(file.asked_by, batch, asked)
    means = recap_means(found, measures)
    rows = []
    for row in all_recap_rows(in_order(found, asked.sort, measures), measures):
        rows.append(row)
        progress(len(rows), means.people + 1)
    return _Recap(batch, recap_columns(measures), rows, means, narrowed_in_words(asked))


def make_recap_sheet(file: MadeFile, progress: Progress) -> Made:
    found = _recap(file, progress)
    content = recap_xlsx(found.batch, found.columns, found.rows, found.means, found.narrowed)
    return Made(content, f"rekap-{found.batch.code}.xlsx", XLSX, rows=len(found.rows))


def make_recap_paper(file: MadeFile, progress: Progress) -> Made:
    found = _recap(file, progress)
    paper = recap_paper(found.batch, found.columns, found.rows, found.means, found.narrowed)
    return Made(drawn(paper), f"rekap-{found.batch.code}.pdf", PDF, rows=len(found.rows))


RECAP_SHEET = FileKind("reports.recap_xlsx", _("Recap as Excel"), make_recap_sheet, may_have_recap)
RECAP_PAPER = FileKind("reports.recap_pdf", _("Recap as PDF"), make_recap_paper, may_have_recap)
FILE_KINDS = (RECAP_SHEET, RECAP_PAPER)
