from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.jobs.registry import JobHandler, job_kind
from quizzes.models import Attempt
from quizzes.services.closing import RECORD_RESULT
from quizzes.services.recording import record_result

if TYPE_CHECKING:
    from core.jobs.context import JobContext


@job_kind(RECORD_RESULT, label=_("Count a test towards completion"))
class RecordResult(JobHandler):
    def effects(self, context: JobContext, result: Any) -> None:
        record_result(attempt=Attempt.objects.select_related("version", "enrolment").get(pk=context.payload["attempt"]))
