"""What other processes do in the tests of concurrency and sudden death. Jobs are worked apart from their submission."""

from typing import Any

from certificates.choices import CertificateState
from certificates.models import Certificate
from certificates.runs import ISSUE_JOB
from certificates.services import issue_for_batch
from core.errors import DomainError
from core.models import Job
from core.services import work_jobs
from courses.models import Batch


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


def finish(batches: list[int]) -> int:
    """What comes after a power cut: leases have run out, each batch is issued again, and all work is seen through."""
    Job.objects.filter(kind=ISSUE_JOB, state="running").update(state="waiting", lease_until=None, lease_token="")
    for batch in batches:
        reserve(batch)
    work_jobs(kinds=[ISSUE_JOB])
    return Certificate.objects.filter(state=CertificateState.ISSUED).count()


def numbers() -> dict[str, Any]:
    return {row.recipient_key: row.sequence for row in Certificate.objects.all()}
