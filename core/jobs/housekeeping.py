"""The engine's own kinds: foreign tasks as jobs, and what tidies up."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from core import clock
from core.audit_chain import has_unsealed, seal_next
from core.choices import JobState
from core.jobs.context import JobContext
from core.jobs.registry import JobHandler, job_kind
from core.jobs.schedule import SCHEDULED_PREFIX, scheduled
from core.jobs.tasks import run_job
from core.models import Job, WorkerHeartbeat

KEEP_MESSAGES = timedelta(days=2)
KEEP_TURNS = timedelta(days=7)
KEEP_HEARTBEATS = timedelta(days=1)
LONGEST_FOREIGN_TASK = timedelta(hours=1)


@job_kind("core.task", label=_("Task of Wagtail"))
class ForeignTask(JobHandler):
    def work(self, context: JobContext) -> Any:
        found = import_string(context.payload["task"])
        if not isinstance(found, Task):
            raise SuspiciousOperation(f"{context.payload['task']} is not a task")
        found.call(*context.payload["args"], **context.payload["kwargs"])


@job_kind("core.tidy_up", label=_("Tidy up finished messages"))
class TidyUp(JobHandler):
    """Messages, turns of the clock and heartbeats that tell nothing any more; jobs with a key of their own stay."""

    def effects(self, context: JobContext, result: Any) -> None:
        now = clock.now()
        DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_MESSAGES).delete()
        Job.objects.with_prefix(SCHEDULED_PREFIX).filter(
            state__in=[JobState.DONE, JobState.FAILED], finished_at__lt=now - KEEP_TURNS
        ).delete()
        WorkerHeartbeat.objects.filter(seen_at__lt=now - KEEP_HEARTBEATS).delete()
        # The worker of these was killed, and nobody else ever takes them up: our own jobs have their sweep.
        left = DBTaskResult.objects.running().filter(started_at__lt=now - LONGEST_FOREIGN_TASK)
        left.filter(task_path=run_job.module_path).delete()
        left.update(status=TaskResultStatus.READY)


@job_kind("core.seal_audit_trail", label=_("Seal the audit trail"))
class SealAuditTrail(JobHandler):
    def work(self, context: JobContext) -> Any:
        sealed = 0
        while count := seal_next():
            sealed += count
            context.progress(sealed, sealed)


scheduled("core.seal_audit_trail", every=timedelta(minutes=5), is_needed=has_unsealed)
scheduled("core.tidy_up", every=timedelta(hours=1))
