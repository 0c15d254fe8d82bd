from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.jobs.registry import JobHandler, job_kind
from courses.services.completion import JUDGE_COURSE
from courses.services.judging import judge_pending

if TYPE_CHECKING:
    from core.jobs.context import JobContext


@job_kind(JUDGE_COURSE, label=_("Look who meets a new completion rule"))
class JudgeCourse(JobHandler):
    def work(self, context: JobContext) -> Any:
        return judge_pending(course=int(context.payload["course"]), progress=context.progress)
