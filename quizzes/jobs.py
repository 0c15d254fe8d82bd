from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from core.errors import DomainError
from core.jobs.errors import LeaseLost
from core.jobs.registry import JobHandler, job_kind
from core.jobs.schedule import scheduled
from core.prepared import prepared
from members.models import User
from quizzes.models import Attempt, QuestionMedia, RegradeRun, StagedImport
from quizzes.selectors.analysed import Scope, quizzes_sat_since
from quizzes.services.analysing import ANALYSE, keep_analysis, request_analysis
from quizzes.services.closing import close_overdue_attempts
from quizzes.services.question_media import delete_unused_question_media
from quizzes.services.recording import record_result
from quizzes.services.regrade_apply import APPLY, apply_regrade
from quizzes.services.regrading import PREPARE, make_preview
from quizzes.services.releasing import TELL_RESULTS, tell_published
from quizzes.services.scoring import RECORD_RESULT
from quizzes.services.staging import WORK_ON_FILE, give_up, remove_old_files, work_on_file

if TYPE_CHECKING:
    from core.jobs.context import JobContext

CLOSE_OVERDUE = "quizzes.close_overdue"
KEEP_ANALYSES = "quizzes.keep_analyses"
EVERY_DAY = timedelta(days=1)
MOST_TRIES = 3
REMOVE_FILES = "quizzes.remove_question_files"
REMOVE_MEDIA = "quizzes.remove_question_media"


# Not the paper: where nothing is drawn, nothing of it is asked.
READ_TO_RECORD = (
    "uid", "kind", "state", "quiz", "enrolment", "version__quiz", "version__course", "version__rules",
    "version__question_count", "version__content_hash",
)  # fmt: skip


@job_kind(RECORD_RESULT, label=_("Count a test towards completion"))
class RecordResult(JobHandler):
    def effects(self, context: JobContext, result: Any) -> None:
        (attempt,) = _to_record(context.payload["attempt"])
        record_result(attempt=attempt)


@prepared
def _to_record(attempt: int) -> QuerySet[Attempt]:
    return Attempt.objects.filter(pk=attempt).select_related("version").only(*READ_TO_RECORD).order_by()


@job_kind(TELL_RESULTS, label=_("Publish results of a test"))
class TellResults(JobHandler):
    """By the state of each attempt then, and once for each publication, so a second run does no harm."""

    def work(self, context: JobContext) -> Any:
        tell_published(attempts=context.payload["attempts"], progress=context.progress)


@job_kind(ANALYSE, label=_("Compute an item analysis"), cpu_heavy=True)
class AnalyseItems(JobHandler):
    def work(self, context: JobContext) -> Any:
        keep_analysis(scope=Scope(**context.payload))


@job_kind(KEEP_ANALYSES, label=_("Keep the analyses of tests that were sat"))
class KeepAnalyses(JobHandler):
    """What banks tell of their questions rests on kept ones; each test is computed in a job of its own."""

    def work(self, context: JobContext) -> Any:
        for quiz in quizzes_sat_since(clock.now() - 2 * EVERY_DAY):
            request_analysis(scope=Scope(quiz=quiz))


scheduled(KEEP_ANALYSES, every=EVERY_DAY, is_needed=lambda: bool(quizzes_sat_since(clock.now() - 2 * EVERY_DAY)))


@job_kind(PREPARE, label=_("Compute the preview of a correction"), cpu_heavy=True)
class PrepareRegrade(JobHandler):
    def work(self, context: JobContext) -> Any:
        make_preview(run=_run(context), progress=context.progress)


@job_kind(APPLY, label=_("Correct marks"))
class ApplyRegrade(JobHandler):
    def work(self, context: JobContext) -> Any:
        by = User.objects.filter(pk=context.payload["by"]).first()
        apply_regrade(run=_run(context), by=by, progress=context.progress)


def _run(context: JobContext) -> RegradeRun:
    return RegradeRun.objects.select_related("question", "question_version", "quiz").get(pk=context.payload["run"])


def something_is_overdue() -> bool:
    return Attempt.objects.overdue(clock.now()).exists()


@job_kind(CLOSE_OVERDUE, label=_("Close attempts whose time is over"))
class CloseOverdue(JobHandler):
    """Only tidies: what the clock decides is decided, too, when somebody reads the attempt."""

    def work(self, context: JobContext) -> Any:
        return close_overdue_attempts()


scheduled(CLOSE_OVERDUE, every=timedelta(minutes=1), is_needed=something_is_overdue)


@job_kind(WORK_ON_FILE, label=_("Look through or import a file of questions"), max_attempts=MOST_TRIES)
class WorkOnFile(JobHandler):
    """Each step is one transaction with the file's own state, so a second run finds it done. Somebody waits for it: the
    last failure is told to them."""

    def work(self, context: JobContext) -> Any:
        staged = StagedImport.objects.select_related("bank").filter(pk=context.payload["staged"]).first()
        if staged is None:
            return
        try:
            work_on_file(staged=staged, progress=context.progress)
        except LeaseLost:
            raise
        except Exception as error:
            if context.attempt >= MOST_TRIES or isinstance(error, DomainError):
                give_up(staged=staged)
            raise


@job_kind(REMOVE_FILES, label=_("Remove files of questions that were not imported"))
class RemoveFiles(JobHandler):
    def work(self, context: JobContext) -> Any:
        return remove_old_files()


@job_kind(REMOVE_MEDIA, label=_("Remove pictures and sounds that no question shows"))
class RemoveMedia(JobHandler):
    def work(self, context: JobContext) -> Any:
        return delete_unused_question_media()


scheduled(REMOVE_MEDIA, every=EVERY_DAY, is_needed=QuestionMedia.objects.exists)
scheduled(REMOVE_FILES, every=timedelta(hours=1), is_needed=StagedImport.objects.exists)
