"""The activity report as files: the same blocks as PDF to sign and as DOCX to write on."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.jobs.processes import run_in_process
from core.made_files.kinds import FileKind, Made, Progress
from core.models import MadeFile
from courses.file_scopes import scope_of_batch
from courses.models import Batch
from courses.rules import may_see_batch
from reports.activity.content import report_of
from reports.activity.docx import DOCX, paper_docx
from reports.activity.gathering import gather
from reports.drawing import PDF, drawn
from reports.paper.blocks import Paper

LANGUAGE = "id"


def may_have_report(user: Any, file: MadeFile) -> bool:
    """It tells of everybody: whoever sees the whole batch."""
    batch = Batch.objects.filter(code=file.subject.partition(":")[2]).first()
    return batch is not None and may_see_batch(user, batch)


def _report(file: MadeFile, progress: Progress) -> tuple[Batch, Paper, int]:
    batch = Batch.objects.select_related("course").get(code=file.subject.partition(":")[2])
    with translation.override(LANGUAGE):
        found = gather(batch, file.asked_by, progress)
        return batch, report_of(found), len(found.rows)


def make_report_pdf(file: MadeFile, progress: Progress) -> Made:
    batch, paper, people = _report(file, progress)
    with translation.override(LANGUAGE):
        return Made(drawn(paper), f"laporan-{batch.code}.pdf", PDF, rows=people)


def make_report_docx(file: MadeFile, progress: Progress) -> Made:
    batch, paper, people = _report(file, progress)
    return Made(run_in_process(paper_docx, paper), f"laporan-{batch.code}.docx", DOCX, rows=people)


REPORT_PDF = FileKind(
    "reports.activity_pdf", _("Activity report as PDF"), make_report_pdf, may_have_report, scope_of_batch
)
REPORT_DOCX = FileKind(
    "reports.activity_docx", _("Activity report as DOCX"), make_report_docx, may_have_report, scope_of_batch
)
