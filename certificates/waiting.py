"""What of a batch's certificates waits for an organiser: requests to answer, runs that are paused, papers not made."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from certificates.choices import CertificateState, CorrectionState
from certificates.models import Certificate, CorrectionRequest, IssueRun
from certificates.runs import ISSUE_JOB
from core.models import Job
from courses.models import Batch

WAITING = ("requests", "paused", "troubled")


def with_what_waits(batches: QuerySet[Batch]) -> QuerySet[Any]:
    """One row for each batch where anything waits, with the three counts."""
    requests = CorrectionRequest.objects.filter(certificate__batch=OuterRef("pk"), state=CorrectionState.OPEN)
    held = Job.objects.filter(kind=ISSUE_JOB, on_hold=True).unfinished()
    held = held.alias(run=Cast(KT("payload__run"), BigIntegerField())).filter(run=OuterRef("pk"))
    paused = IssueRun.objects.filter(Exists(held), batch=OuterRef("pk"), paused_at__isnull=False)
    troubled = Certificate.objects.filter(batch=OuterRef("pk"), state=CertificateState.RESERVED).exclude(problem="")
    counted = batches.annotate(
        requests=_number(requests, "certificate__batch"),
        paused=_number(paused, "batch"),
        troubled=_number(troubled, "batch"),
    )
    return counted.filter(Q(requests__gt=0) | Q(paused__gt=0) | Q(troubled__gt=0))


def _number(rows: QuerySet[Any], batch: str) -> Coalesce:
    counted = rows.order_by().values(batch).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
