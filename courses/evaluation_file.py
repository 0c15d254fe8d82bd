"""The results of an evaluation as a file that a job makes: who may have it, and how it is made."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.made_files.kinds import FileKind, Made, Progress
from core.models import MadeFile
from courses.evaluation_sheet import evaluation_xlsx
from courses.models import Batch, EvaluationRemark
from courses.selectors.evaluation import evaluation_summary
from courses.selectors.evaluation_results import remarks_of_all

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def subject_of(batch: Batch) -> str:
    """As with all files about a batch."""
    return f"batch:{batch.code}"


def may_have_evaluation(user: Any, file: MadeFile) -> bool:
    """Who oversees the batch, once the evaluation is closed."""
    return Batch.objects.overseen_by(user).filter(code=_code(file), evaluation__closed_at__isnull=False).exists()


def scope_of_evaluation(user: Any, file: MadeFile) -> str:
    """Whatever was hidden since is not to be fetched from a file of before."""
    remarks = EvaluationRemark.objects.filter(subject__evaluation__batch__code=_code(file)).exclude(hidden_reason="")
    return f"without remarks {[*remarks.order_by('pk').values_list('pk', flat=True)]}"


def make_evaluation_sheet(file: MadeFile, progress: Progress) -> Made:
    batch = Batch.objects.select_related("course").get(code=_code(file))
    progress(0, 1)
    summary = evaluation_summary(batch)
    return Made(evaluation_xlsx(summary, remarks_of_all(summary)), f"evaluasi-{batch.code}.xlsx", XLSX)


def _code(file: MadeFile) -> str:
    return file.subject.partition(":")[2]


EVALUATION_SHEET = FileKind(
    "courses.evaluation_xlsx",
    _("Evaluation as Excel"),
    make_evaluation_sheet,
    may_have_evaluation,
    scope_of_evaluation,
)
