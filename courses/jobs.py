from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.jobs.registry import JobHandler, job_kind
from core.jobs.schedule import scheduled
from courses.selectors.session_pack import PACK_JOB
from courses.services import keep_pack, make_pack, remove_unused_packs
from courses.services.completion import JUDGE_COURSE
from courses.services.judging import judge_pending

if TYPE_CHECKING:
    from core.jobs.context import JobContext


@job_kind(JUDGE_COURSE, label=_("Look who meets a new completion rule"))
class JudgeCourse(JobHandler):
    def work(self, context: JobContext) -> Any:
        return judge_pending(course=int(context.payload["course"]), progress=context.progress)


@job_kind(PACK_JOB, label=_("Make a session's pack"))
class MakePack(JobHandler):
    def work(self, context: JobContext) -> Any:
        return make_pack(made_of=context.payload, progress=context.progress)

    def effects(self, context: JobContext, result: Any) -> None:
        if result is not None:
            keep_pack(made_of=context.payload, made=result)


@job_kind("courses.remove_unused_packs", label=_("Take away packs that nobody fetches"))
class RemoveUnusedPacks(JobHandler):
    def work(self, context: JobContext) -> Any:
        return remove_unused_packs()


scheduled("courses.remove_unused_packs", every=timedelta(days=1))
