"""Correcting the marks of a question in the open: prepare, look, commit.

A commit decides once and for all; a job then does it attempt by attempt, each under its own lock and by its state at
that moment. So whatever happens meanwhile (opened again, made void, handed in), one legal score comes of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.selectors import jobs_with_prefix
from core.services import submit_job
from courses.rules import may_run_course
from quizzes.choices import SCORED, QuestionType, RegradeAction, RegradeState
from quizzes.correcting import actions_for, unreadable
from quizzes.draft import problems_of_question
from quizzes.errors import RegradeRefusedError
from quizzes.models import Question, QuizPage, QuizVersion, RegradeRow, RegradeRun
from quizzes.selectors.regrades import (
    OF_ATTEMPT,
    attempts_in,
    planned,
    run_data_version,
    versions_with,
    waiting_for,
)
from quizzes.services.publishing import freeze_question
from quizzes.services.regrade_apply import APPLY, Progress, counts_of, handfuls, targets_of

if TYPE_CHECKING:
    from courses.models import Batch, CoursePage
    from members.models import User

PREPARE = "quizzes.prepare_regrade"
LONGEST_REASON = 300
AT_ONCE = 300  # attempts up to which the preview is made where it is asked for


@dataclass(frozen=True)
class RegradeScope:
    """None and empty mean all."""

    batch: Batch | None = None
    versions: Sequence[int] = ()
    attempts: Sequence[UUID] = field(default_factory=tuple)


def prepare_regrade(
    *,
    quiz: QuizPage,
    course: CoursePage,
    question: Question,
    action: RegradeAction,
    reason: str,
    by: User,
    accepted: Sequence[str] = (),
    upward_only: bool = True,
    scope: RegradeScope | None = None,
    tells_people: bool = True,
) -> RegradeRun:
    """A run with its preview; of a large test a job makes the preview. No mark is touched."""
    if not may_run_course(by, course):
        raise RegradeRefusedError(_("Only an organiser of this course may do this."))
    scope = scope or RegradeScope()
    run = RegradeRun(
        quiz=quiz,
        question=question,
        action=action,
        accepted=[text for text in dict.fromkeys(text.strip() for text in accepted) if text],
        upward_only=upward_only,
        reason=" ".join(reason.split())[:LONGEST_REASON],
        tells_people=tells_people,
        batch=scope.batch,
        versions=list(scope.versions),
        chosen=[str(uid) for uid in scope.attempts],
        by=by,
        made_at=clock.now(),
    )
    versions = versions_with(run)
    _refuse_unfit(run, versions)
    with transaction.atomic():
        if action == RegradeAction.APPLY_KEY:
            run.question_version = freeze_question(question=question)
        run.save()
        audit.record(
            action="regrade.prepared",
            actor=by,
            subject=f"regrade:{run.uid}",
            data={"quiz": str(quiz.uid), "question": str(question.uid), "action": str(run.action)},
        )
        if attempts_in(run, versions).count() > AT_ONCE:
            submit_job(kind=PREPARE, payload={"run": run.pk}, key=f"{PREPARE}:{run.uid}")
        else:
            make_preview(run=run)
    return run


def _refuse_unfit(run: RegradeRun, versions: dict[int, QuizVersion]) -> None:
    if not run.reason:
        raise RegradeRefusedError(_("Please give a reason: everybody concerned reads it."))
    if not versions:
        raise RegradeRefusedError(_("No published version of this test holds the question."))
    kinds = {
        QuestionType(row["type"])
        for version in versions.values()
        for row in version.body["questions"]
        if row["item"] == str(run.question.uid)
    }
    if any(run.action not in actions_for(kind) for kind in kinds):
        raise RegradeRefusedError(_("This kind of question cannot be corrected in this way."))
    if run.action == RegradeAction.ACCEPT and not run.accepted:
        raise RegradeRefusedError(_("Say which further answers are accepted."))
    if run.action == RegradeAction.ACCEPT and (unread := _unreadable(run, versions)):
        raise RegradeRefusedError(
            _(
                "“%(text)s” cannot be read as an answer to this question. Write the number, with a unit only where the"
                " question knows it."
            )
            % {"text": unread[0]}
        )
    if run.action == RegradeAction.APPLY_KEY and (problems := problems_of_question(run.question)):
        raise RegradeRefusedError(_("The question is not ready: %(problem)s") % {"problem": problems[0]})
    if run.action == RegradeAction.DROP and any(version.question_count < 2 for version in versions.values()):
        raise RegradeRefusedError(_("The only question of a test cannot be dropped."))


def _unreadable(run: RegradeRun, versions: dict[int, QuizVersion]) -> list[str]:
    return [
        text
        for version in versions.values()
        for row in version.body["questions"]
        if row["item"] == str(run.question.uid)
        for text in unreadable(row, version.key[str(row["slot"])], run.accepted)
    ]


def make_preview(*, run: RegradeRun, progress: Progress | None = None) -> RegradeRun:
    """Each person's mark as it is and as it would be, from the marks of this moment."""
    data_version = run_data_version(run)  # before they are read: a change meanwhile makes the preview stale
    versions = versions_with(run)
    targets = targets_of(versions)
    rows: list[RegradeRow] = []
    waiting = waiting_for(run, versions)
    attempts = list(attempts_in(run, versions).filter(state__in=SCORED).only(*OF_ATTEMPT).order_by("pk"))
    for handful in handfuls(attempts):
        rows += planned(run, handful, versions, targets)
        if progress is not None:
            progress(len(rows), len(attempts))
    with transaction.atomic():
        locked = RegradeRun.objects.select_for_update().get(pk=run.pk)
        if not locked.is_prepared:
            return locked
        RegradeRow.objects.filter(run=locked).delete()
        RegradeRow.objects.bulk_create(rows, batch_size=500)
        locked.data_version, locked.looked_at = data_version, clock.now()
        locked.counts = counts_of(rows, waiting)
        locked.save(update_fields=["data_version", "looked_at", "counts"])
    for name in ("data_version", "looked_at", "counts"):
        setattr(run, name, getattr(locked, name))
    return locked


def renew_preview(*, run: RegradeRun, course: CoursePage, by: User) -> RegradeRun:
    """The preview from the marks as they are now."""
    if not may_run_course(by, course):
        raise RegradeRefusedError(_("Only an organiser of this course may do this."))
    if not run.is_prepared:
        raise RegradeRefusedError(_("This correction is settled already."))
    with transaction.atomic():
        if attempts_in(run, versions_with(run)).count() <= AT_ONCE:
            return make_preview(run=run)
        RegradeRun.objects.filter(pk=run.pk, state=RegradeState.PREPARED).update(looked_at=None)
        asked = f"{PREPARE}:{run.uid}"
        if not jobs_with_prefix(asked).unfinished().exists():  # one that failed is no reason to wait for ever
            submit_job(kind=PREPARE, payload={"run": run.pk}, key=f"{asked}:{clock.now().isoformat()}")
    return run


def commit_regrade(*, run: RegradeRun, course: CoursePage, by: User) -> RegradeRun:
    """Let the preview hold. Refused where marks have changed since; a second time it changes nothing."""
    if not may_run_course(by, course):
        raise RegradeRefusedError(_("Only an organiser of this course may do this."))
    data_version = run_data_version(run)
    with transaction.atomic():
        locked = RegradeRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if locked.is_committed:
            return locked
        if not locked.is_prepared:
            raise RegradeRefusedError(_("This correction was given up. Prepare a new one."))
        if locked.looked_at is None:
            raise RegradeRefusedError(_("The preview is not ready yet."))
        if locked.data_version != data_version:
            raise RegradeRefusedError(
                _("Marks have changed since this preview: somebody handed in, or was marked. Look at it anew first.")
            )
        locked.state, locked.committed_at = RegradeState.COMMITTED, clock.now()
        locked.save(update_fields=["state", "committed_at"])
        audit.record(action="regrade.committed", actor=by, subject=f"regrade:{locked.uid}", data=dict(locked.counts))
        submit_job(kind=APPLY, payload={"run": locked.pk, "by": by.pk}, key=f"{APPLY}:{locked.uid}")
    return locked


@transaction.atomic
def abandon_regrade(*, run: RegradeRun, course: CoursePage, by: User) -> RegradeRun:
    if not may_run_course(by, course):
        raise RegradeRefusedError(_("Only an organiser of this course may do this."))
    locked = RegradeRun.objects.select_for_update().get(pk=run.pk)
    if locked.is_committed:
        raise RegradeRefusedError(_("This correction is applied already. Correct it by another one."))
    if locked.is_prepared:
        locked.state = RegradeState.ABANDONED
        locked.save(update_fields=["state"])
        audit.record(action="regrade.abandoned", actor=by, subject=f"regrade:{locked.uid}")
    return locked
