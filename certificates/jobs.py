"""The one kind of job: a chunk of reserved certificates becomes issued ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from certificates.rendering import RenderingUnavailableError
from certificates.runs import ISSUE_JOB
from certificates.services.making import make_files, mark_issued
from certificates.signing import SigningUnavailableError, signing_unavailable_because
from core.jobs.context import JobContext
from core.jobs.errors import JobPostponed
from core.jobs.registry import JobHandler, job_kind

RETRY_AFTER = timedelta(minutes=5)


@job_kind(ISSUE_JOB, label=_("Make and sign certificates"), cpu_heavy=True)
class IssueCertificates(JobHandler):
    """Without Pango, fonts or a key the chunk waits with that reason: nothing unsigned is ever issued.

    The processes that draw are asked for Pango: it is they that load it.
    """

    def work(self, context: JobContext) -> None:
        if reason := signing_unavailable_because():
            raise JobPostponed(reason, RETRY_AFTER)
        try:
            make_files(context.payload["certificates"], lambda done, total: context.progress(done, total))
        except (RenderingUnavailableError, SigningUnavailableError) as error:
            raise JobPostponed(str(error), RETRY_AFTER) from error

    def effects(self, context: JobContext, result: Any) -> None:
        mark_issued(context.payload["certificates"])
