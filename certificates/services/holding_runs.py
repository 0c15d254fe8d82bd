"""Pausing a run, letting it go on, and trying again what it could not make: always under the numbers drawn before."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.choices import CertificateKind, RunPurpose
from certificates.errors import NotAllowedError, NothingToDoError, WrongStateError
from certificates.models import IssueRun
from certificates.rules import may_issue_for_batch
from certificates.runs import papers_left
from certificates.services.issuing import issue_for_batch
from core import audit, clock
from core.selectors import jobs_with_prefix
from core.services import hold_jobs, release_jobs
from members.models import User


def pause_run(*, run: IssueRun, actor: User | None) -> IssueRun:
    """Have nothing more begun. The handful in work is finished and kept; the rest waits, through restarts too, under
    its numbers. A paused run comes back unchanged."""
    _check(run, actor)
    with transaction.atomic():
        locked = _locked(run)
        if locked.paused_at is not None:
            return locked
        if not jobs_with_prefix(locked.job_prefix).unfinished().exists():
            raise WrongStateError(_("This run has ended: there is nothing to pause."))
        locked.paused_at, locked.paused_by = clock.now(), actor
        locked.save(update_fields=["paused_at", "paused_by"])
        hold_jobs(key_prefix=locked.job_prefix)
        _record("certificates.run_paused", locked, actor)
    return locked


def resume_run(*, run: IssueRun, actor: User | None) -> IssueRun:
    """Let a paused run go on where it stands. One that is not paused comes back unchanged."""
    _check(run, actor)
    with transaction.atomic():
        locked = _locked(run)
        if locked.paused_at is None:
            return locked
        locked.paused_at, locked.paused_by, locked.released_at = None, None, clock.now()
        locked.save(update_fields=["paused_at", "paused_by", "released_at"])
        release_jobs(key_prefix=locked.job_prefix)
        _record("certificates.run_resumed", locked, actor)
    return locked


def try_again(*, run: IssueRun, actor: User | None) -> IssueRun:
    """A new run for those that this one could not make, after what stood in the way was cured."""
    _check(run, actor)
    with transaction.atomic():
        locked = _locked(run)
        keys = set(papers_left(locked).values_list("recipient_key", flat=True))
        if not keys:
            raise NothingToDoError(_("Nothing of this run is left to try again."))
        return issue_for_batch(
            batch=locked.batch, actor=actor, kind=CertificateKind(locked.kind), chosen=keys, purpose=RunPurpose.AGAIN
        )


def _check(run: IssueRun, actor: User | None) -> None:
    if actor is not None and not may_issue_for_batch(actor, run.batch):
        raise NotAllowedError(_("Only an organiser of this course may issue its certificates."))


def _locked(run: IssueRun) -> IssueRun:
    found: IssueRun = IssueRun.objects.select_for_update(of=("self",)).select_related("batch").get(pk=run.pk)
    return found


def _record(action: str, run: IssueRun, actor: User | None) -> None:
    audit.record(action=action, actor=actor, subject=f"batch:{run.batch.code}", data={"run": str(run.uid)})
