from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.jobs.context import JobContext
from core.jobs.registry import JobHandler, job_kind
from core.jobs.schedule import scheduled
from core.made_files.services import MAKE_FILE, make_file, mark_made, remove_old_files
from core.models import MadeFile

REMOVE_OLD = "core.remove_made_files"


@job_kind(MAKE_FILE, label=_("Make a file to download"), cpu_heavy=True)
class MakeFile(JobHandler):
    def work(self, context: JobContext) -> Any:
        return make_file(pk=context.payload["file"], progress=context.progress)

    def effects(self, context: JobContext, result: Any) -> None:
        if result is not None:
            mark_made(pk=context.payload["file"], made=result)


@job_kind(REMOVE_OLD, label=_("Take away files to download after a day"))
class RemoveOldFiles(JobHandler):
    def work(self, context: JobContext) -> int:
        return remove_old_files()


scheduled(REMOVE_OLD, every=timedelta(hours=1), is_needed=MadeFile.objects.exists)
