"""Facts from courses. Both may arrive twice or never: `issue_missing_certificates` repairs what is lost."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from certificates.services import issue_automatically
from courses.choices import BatchState
from courses.models import Batch
from courses.signals import batch_closed, course_completed


@receiver(batch_closed, dispatch_uid="certificates.batch_closed")
def issue_when_closed(batch_id: int, **_kwargs: Any) -> None:
    issue_automatically(batch=Batch.objects.select_related("course").get(pk=batch_id))


@receiver(course_completed, dispatch_uid="certificates.course_completed")
def issue_to_latecomer(enrolment_id: int, **_kwargs: Any) -> None:
    """Before the batch is closed, completion only marks who is eligible."""
    if Batch.objects.filter(enrolments=enrolment_id, state=BatchState.CLOSED).exists():
        issue_automatically(batch=Batch.objects.select_related("course").get(enrolments=enrolment_id))
