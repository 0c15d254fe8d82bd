"""Item analyses: computed in a job, kept until the marks change. Small tests are computed where they are read."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation

from core import clock
from core.choices import JobState
from core.models import Job
from core.selectors import jobs_with_prefix
from core.services import submit_job
from quizzes.item_reports import report_of
from quizzes.models import AnalysisReport
from quizzes.selectors.analysed import Scope, analysed, data_version

ANALYSE = "quizzes.analyse_items"


def request_analysis(*, scope: Scope) -> Job:
    """Have it computed for the marks as they are; asked for twice, it is computed once, unless that failed."""
    version = data_version(scope).digest
    payload = {"quiz": scope.quiz, "batch": scope.batch, "version": scope.version}
    key = f"{ANALYSE}:{scope.key}:{version}"[:150]
    last = last_request(scope)
    if last is not None and (last.key == key or last.key.startswith(f"{key}:")):
        if last.state != JobState.FAILED:
            return last
        key = f"{key}:{clock.now().isoformat()}"
    return submit_job(kind=ANALYSE, payload=payload, key=key)


def last_request(scope: Scope) -> Job | None:
    return jobs_with_prefix(f"{ANALYSE}:{scope.key}:").first()


def keep_analysis(*, scope: Scope) -> AnalysisReport:
    """Compute it anew and keep it in the place of the last one."""
    version = data_version(scope).digest  # before the marks are read: what comes between makes it stale, never wrong
    found = analysed(scope)
    reports = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reports[language] = report_of(found)
    kept, _created = AnalysisReport.objects.update_or_create(
        scope=scope.key,
        defaults={
            "quiz_id": scope.quiz,
            "data_version": version,
            "reports": reports,
            "computed_at": clock.now(),
        },
    )
    return kept
