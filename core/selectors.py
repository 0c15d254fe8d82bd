from core.models import Job
from core.models.job import JobQuerySet


def jobs_with_prefix(prefix: str) -> JobQuerySet:
    return Job.objects.with_prefix(prefix)
