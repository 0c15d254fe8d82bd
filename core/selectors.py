from core.jobs.workbench import JobTally, tally
from core.models import Job
from core.models.job import JobQuerySet


def jobs_with_prefix(prefix: str) -> JobQuerySet:
    return Job.objects.with_prefix(prefix)


def job_tally(prefix: str) -> JobTally:
    """How many jobs with this prefix wait, run, are done and failed: one query."""
    return tally(Job.objects.with_prefix(prefix))
