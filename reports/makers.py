"""What can be asked for as a file: who may have it, and how it is made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.made_files.kinds import FileKind, Made, Progress
from core.models import MadeFile
from courses.file_scopes import scope_of_batch
from courses.models import Batch
from courses.rules import may_follow_batch, may_see_batch
from reports.activity_makers import REPORT_DOCX, REPORT_PDF
from reports.columns import Table
from reports.drawing import PDF, drawn
from reports.ledger_makers import LEDGER_PAPER, LEDGER_SHEET
from reports.recap_columns import ratings_table, recap_table
from reports.recap_words import asked_from, narrowed_in_words
from reports.rules import may_see_whole_numbers
from reports.scopes import whose_people
from reports.selectors.evaluation import ratings_of
from reports.selectors.recap import all_recap_rows, recap_of
from reports.selectors.recap_means import recap_means
from reports.selectors.recap_order import in_order
from reports.selectors.recap_queries import measures_of
from reports.sheets import XLSX, table_xlsx
from reports.siasn_makers import HISTORY_CSV, HISTORY_SHEET
from reports.signature_blocks import setup_of, signatory_of, signature
from reports.table_papers import table_paper


def batch_of(file: MadeFile) -> Batch | None:
    """The batch that the file is about."""
    return Batch.objects.select_related("course").filter(code=file.subject.partition(":")[2]).first()


def may_have_recap(user: Any, file: MadeFile) -> bool:
    batch = batch_of(file)
    return batch is not None and may_follow_batch(user, batch)


def _recap(file: MadeFile, progress: Progress) -> tuple[Batch, Table]:
    """For whoever asked, with what that person may see at this moment."""
    batch = Batch.objects.select_related("course").get(code=file.subject.partition(":")[2])
    asked = asked_from(file.options)
    measures = measures_of(batch)
    found = recap_of(file.asked_by, batch, asked)
    means = recap_means(found, measures)
    rows = []
    whole_numbers = may_see_whole_numbers(file.asked_by, batch)
    for row in all_recap_rows(in_order(found, asked.sort, measures), measures, whole_numbers=whole_numbers):
        rows.append(row)
        progress(len(rows), means.people + 1)
    partial = whose_people(file.asked_by, batch)
    return batch, recap_table(batch, measures, rows, means, partial=partial, narrowed=narrowed_in_words(asked))


def _ratings(file: MadeFile, batch: Batch) -> list[Table]:
    """Of the batch as a whole, so for those who see all of it."""
    ratings = ratings_of(batch) if may_see_batch(file.asked_by, batch) else []
    return [ratings_table(ratings)] if ratings else []


def make_recap_sheet(file: MadeFile, progress: Progress) -> Made:
    batch, table = _recap(file, progress)
    return Made(table_xlsx(table, *_ratings(file, batch)), f"rekap-{batch.code}.xlsx", XLSX, rows=len(table.rows))


def make_recap_paper(file: MadeFile, progress: Progress) -> Made:
    batch, table = _recap(file, progress)
    setup = setup_of(batch)
    is_whole = may_see_batch(file.asked_by, batch)  # what tells of a part is no paper of the organiser, nor signed
    head = [setup.organiser_above if setup else "", batch.course.organiser_name]
    paper = table_paper(
        replace(table, facts=table.facts[1:]),  # the course stands in the head already
        beside=_ratings(file, batch),
        above=head if is_whole else [settings.SITE_NAME],
        below=[batch.course.title],
        foot=f"{batch.course.title} · {batch.name}",
        signature=signature(signatory_of(setup), setup.issued_at_place if setup else batch.city) if is_whole else None,
    )
    return Made(drawn(paper), f"rekap-{batch.code}.pdf", PDF, rows=len(table.rows))


RECAP_SHEET = FileKind("reports.recap_xlsx", _("Recap as Excel"), make_recap_sheet, may_have_recap, scope_of_batch)
RECAP_PAPER = FileKind("reports.recap_pdf", _("Recap as PDF"), make_recap_paper, may_have_recap, scope_of_batch)
FILE_KINDS = (RECAP_SHEET, RECAP_PAPER, LEDGER_SHEET, LEDGER_PAPER, HISTORY_SHEET, HISTORY_CSV, REPORT_PDF, REPORT_DOCX)
