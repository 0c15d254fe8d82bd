from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.jobs.errors import LeaseLost
from core.jobs.registry import JobHandler, job_kind
from core.jobs.schedule import scheduled
from courses.models import Batch, BatchEvaluation, Session, SlideDeck
from courses.selectors.session_pack import PACK_JOB
from courses.selectors.timetable import TIMETABLE_MAILS
from courses.services import keep_pack, make_pack, remove_unused_packs
from courses.services.attendance import COUNT_EARLY, count_early_scans
from courses.services.attendance_recount import recount_session
from courses.services.attendance_results import REFRESH, refresh_attendance, refresh_when_next_is_over
from courses.services.comment_mails import COMMENT_MAILS, mail_comments
from courses.services.evaluation import (
    MIX_EVALUATION,
    REFRESH_EVALUATION,
    close_due_evaluations,
    refresh_evaluation_requirement,
)
from courses.services.evaluation_counts import write_anew
from courses.services.invitation_retention import lapsed_invitations, remove_invitations
from courses.services.judging import judge_pending
from courses.services.places import INDEX_ALL, index_all_materials, index_materials_naming
from courses.services.reminders import batches_to_remind, send_reminders
from courses.services.rule import JUDGE_COURSE
from courses.services.slides import MAKE_SLIDES, SlidesMade, draw_deck, finish_deck
from courses.services.timetable_mails import mail_timetable

if TYPE_CHECKING:
    from core.jobs.context import JobContext

logger = logging.getLogger(__name__)

SLIDES_ATTEMPTS = 3


@job_kind(JUDGE_COURSE, label=_("Look who meets a new completion rule"))
class JudgeCourse(JobHandler):
    def work(self, context: JobContext) -> Any:
        return judge_pending(course=int(context.payload["course"]), progress=context.progress).completed


@job_kind(COMMENT_MAILS, label=_("Tell authors of comments"))
class MailComments(JobHandler):
    def effects(self, context: JobContext, result: Any) -> None:
        mail_comments(told=context.payload)


@job_kind(TIMETABLE_MAILS, label=_("Tell of changes in a timetable"))
class MailTimetable(JobHandler):
    def work(self, context: JobContext) -> int:
        batch = Batch.objects.select_related("course").filter(pk=context.payload["batch"]).first()
        if batch is None:
            logger.info("the batch of job %s is gone", context.key)
            return 0
        return mail_timetable(batch=batch, notice=context.key, progress=context.progress)


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


@job_kind("courses.remove_lapsed_invitations", label=_("Remove invitations that lapsed long ago"))
class RemoveLapsedInvitations(JobHandler):
    def work(self, context: JobContext) -> Any:
        return remove_invitations(invitations=lapsed_invitations())


scheduled("courses.remove_lapsed_invitations", every=timedelta(days=1))


@job_kind(MAKE_SLIDES, label=_("Make page pictures of slides"), cpu_heavy=True, max_attempts=SLIDES_ATTEMPTS)
class MakeSlides(JobHandler):
    """What refuses the file is the deck's state, shown to its speaker; the job itself has then done its work."""

    def work(self, context: JobContext) -> SlidesMade | None:
        deck = SlideDeck.objects.select_related("attachment").filter(pk=context.payload["deck"]).first()
        if deck is None:
            logger.info("the slides of job %s are gone", context.key)
            return None
        try:
            return draw_deck(deck=deck, progress=context.progress)
        except LeaseLost:
            raise
        except Exception:
            if context.attempt < SLIDES_ATTEMPTS:
                raise
            logger.exception("slides %s could not be made", deck.pk)
            return SlidesMade(
                refusal=gettext("The pages could not be drawn. Export the PDF again, then choose it anew.")
            )

    def effects(self, context: JobContext, result: SlidesMade | None) -> None:
        deck = SlideDeck.objects.filter(pk=context.payload["deck"]).first()
        if deck is not None and result is not None:
            finish_deck(deck=deck, made=result)
            index_materials_naming(pk=deck.attachment_id, block_type="slides", key="document")


@job_kind(INDEX_ALL, label=_("Index all materials for the search"))
class IndexAllMaterials(JobHandler):
    def work(self, context: JobContext) -> int:
        return index_all_materials(progress=context.progress)


@job_kind("courses.close_evaluations", label=_("Close evaluations whose time is over"))
class CloseEvaluations(JobHandler):
    def work(self, context: JobContext) -> int:
        return close_due_evaluations()


scheduled(
    "courses.close_evaluations",
    every=timedelta(hours=1),
    is_needed=lambda: BatchEvaluation.objects.filter(mixed_at=None).exists(),
)


@job_kind(MIX_EVALUATION, label=_("Write anew what was answered in an evaluation"))
class MixEvaluation(JobHandler):
    def work(self, context: JobContext) -> int:
        return write_anew(evaluation=int(context.payload["evaluation"]), progress=context.progress)


@job_kind(REFRESH_EVALUATION, label=_("Count anew who has filled in an evaluation"))
class RefreshEvaluation(JobHandler):
    def work(self, context: JobContext) -> None:
        batch = Batch.objects.select_related("course").filter(pk=context.payload["batch"]).first()
        if batch is not None:
            refresh_evaluation_requirement(batch=batch)


@job_kind(REFRESH, label=_("Count attendance"))
class RefreshAttendance(JobHandler):
    def work(self, context: JobContext) -> Any:
        batch = Batch.objects.select_related("course").filter(pk=context.payload["batch"]).first()
        if batch is None:
            logger.info("the batch of job %s is gone", context.key)
            return None
        for session in batch.sessions.filter(pk__in=context.payload.get("recount", ())):
            recount_session(session=session)
        refresh_when_next_is_over(batch=batch)
        return refresh_attendance(batch=batch, enrolments=context.payload.get("enrolments"), progress=context.progress)


@job_kind(COUNT_EARLY, label=_("Count those who scanned early"))
class CountEarlyScans(JobHandler):
    def work(self, context: JobContext) -> Any:
        session = Session.objects.select_related("batch__course").filter(pk=context.payload["session"]).first()
        return None if session is None else count_early_scans(session=session)


@job_kind("courses.send_reminders", label=_("Send reminders"))
class SendReminders(JobHandler):
    def work(self, context: JobContext) -> int:
        return send_reminders(progress=context.progress)


scheduled("courses.send_reminders", every=timedelta(minutes=30), is_needed=lambda: batches_to_remind().exists())
