"""What other processes do in the tests of concurrency and sudden death. Jobs are worked apart from their submission."""

import contextlib
from typing import Any
from uuid import UUID

from certificates.choices import CertificateState
from certificates.errors import WrongStateError
from certificates.models import Certificate, IssueRun, NumberingScheme
from certificates.runs import ISSUE_JOB
from certificates.services import issue_for_batch, pause_run, resend_mails, resume_run, start_series
from core.errors import DomainError
from core.models import Job
from core.services import work_jobs
from courses.models import Batch
from members.models import User


def reserve(batch: int) -> int:
    """Draw numbers only; the number of papers reserved by this process."""
    try:
        return issue_for_batch(batch=Batch.objects.get(pk=batch), actor=None).reserved
    except DomainError:
        return 0


def issue(batch: int) -> int:
    """Draw numbers and make the papers of this batch alone."""
    run = issue_for_batch(batch=Batch.objects.get(pk=batch), actor=None)
    work_jobs(kinds=[ISSUE_JOB], key_prefix=run.job_prefix)
    return run.reserved


def resend(papers: list[str], press: str, organiser: int) -> int:
    actor = User.objects.get(pk=organiser)
    return resend_mails(certificates=[UUID(paper) for paper in papers], press=UUID(press), actor=actor).sent


def finish(batches: list[int]) -> int:
    """What comes after a power cut: leases have run out, each batch is issued again, and all work is seen through."""
    Job.objects.filter(kind=ISSUE_JOB, state="running").update(state="waiting", lease_until=None, lease_token="")
    for batch in batches:
        reserve(batch)
    work_jobs(kinds=[ISSUE_JOB])
    return Certificate.objects.filter(state=CertificateState.ISSUED).count()


def numbers() -> dict[str, Any]:
    return {row.recipient_key: row.sequence for row in Certificate.objects.all()}


def draw_or_move_on(batch: int | None) -> None:
    """A run, or the series of 2020 moved on by hand to 50."""
    if batch is not None:
        reserve(batch)
        return
    with contextlib.suppress(WrongStateError):  # the runs were further already
        start_series(numbering=NumberingScheme.objects.get(), year=2020, last=50, reason="Buku nomor", actor=None)


def work_or_steer(run: int, steer: bool) -> None:
    """A worker, or somebody who pauses the run and lets it go on as fast as it goes."""
    found = IssueRun.objects.get(pk=run)
    if not steer:
        work_jobs(kinds=[ISSUE_JOB], key_prefix=found.job_prefix)
        return
    with contextlib.suppress(WrongStateError):  # it has ended
        for _turn in range(20):
            pause_run(run=found, actor=None)
            resume_run(run=found, actor=None)
