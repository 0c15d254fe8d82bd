"""Lists of participants that take longer than a moment, and those that have lain long enough."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.jobs.errors import LeaseLost
from core.jobs.registry import JobHandler, job_kind
from core.jobs.schedule import scheduled
from courses.models import ParticipantImport
from courses.services.import_removal import remove_old_imports
from courses.services.import_staging import WORK_ON_IMPORT, give_up, work_on_import

if TYPE_CHECKING:
    from core.jobs.context import JobContext

MOST_TRIES = 3
REMOVE_IMPORTS = "courses.remove_participant_lists"


@job_kind(WORK_ON_IMPORT, label=_("Read, check or save a list of participants"), max_attempts=MOST_TRIES)
class WorkOnImport(JobHandler):
    """Each row that is saved says so itself, so a second run goes on with the rest. Somebody waits for it: the last
    failure is told to them."""

    def work(self, context: JobContext) -> Any:
        found = ParticipantImport.objects.select_related("batch", "uploaded_by")
        staged = found.filter(pk=context.payload["import"]).first()
        if staged is None:
            return
        try:
            work_on_import(staged=staged, progress=context.progress)
        except LeaseLost:
            raise
        except Exception as error:
            if context.attempt >= MOST_TRIES or isinstance(error, DomainError):
                give_up(staged=staged)
            raise


@job_kind(REMOVE_IMPORTS, label=_("Remove lists of participants after a week"))
class RemoveImports(JobHandler):
    def work(self, context: JobContext) -> Any:
        return remove_old_imports()


scheduled(REMOVE_IMPORTS, every=timedelta(hours=6), is_needed=ParticipantImport.objects.exists)
