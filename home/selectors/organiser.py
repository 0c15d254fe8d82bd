from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from wagtail.models import TaskState

from core import clock
from core.choices import JobState
from core.models import Job
from courses.choices import ACTIVE_ENROLMENTS, BatchState, SessionState
from courses.models import Batch, Enrolment, MaterialPage, Session
from home import providers
from home.providers import DeskItem
from members.models import User
from members.rules import is_administrator, is_auditor

BATCHES_SHOWN = 12


@dataclass(frozen=True)
class OrganiserDesk:
    batches: list[Batch]
    to_approve: list[DeskItem]
    ready_to_issue: list[DeskItem]
    jobs_running: int
    jobs_failed: int
    sees_jobs: bool


def organiser_desk(user: User) -> OrganiserDesk:
    """Batches with their counts, what waits for a decision, and how the background work stands."""
    sees_jobs = is_administrator(user) or is_auditor(user)
    tally = _jobs() if sees_jobs else {"running": 0, "failed": 0}
    return OrganiserDesk(
        batches=list(_batches(user)[:BATCHES_SHOWN]),
        to_approve=_to_approve(user),
        ready_to_issue=[item for give in providers.READY_TO_ISSUE for item in give(user)],
        jobs_running=tally["running"],
        jobs_failed=tally["failed"],
        sees_jobs=sees_jobs,
    )


def _batches(user: User) -> QuerySet[Batch]:
    """Those running first, then those in preparation, then the closed ones, the latest first."""
    return (
        Batch.objects.overseen_by(user)
        .select_related("course")
        .annotate(
            participants=_count(Enrolment.objects.filter(state__in=ACTIVE_ENROLMENTS)),
            completed=_count(Enrolment.objects.filter(completion__isnull=False)),
            sessions_open=_count(Session.objects.filter(state=SessionState.PLANNED, ends_at__lte=clock.now())),
            turn=Case(
                When(state=BatchState.OPEN, then=Value(0)),
                When(state=BatchState.DRAFT, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            ),
        )
        .order_by("turn", "-starts_on", "-pk")
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many of `rows` belong to the batch: a query inside the query, since joins would multiply each other."""
    counted = rows.filter(batch=OuterRef("pk")).order_by().values("batch").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _to_approve(user: User) -> list[DeskItem]:
    """Materials that somebody sent for review and that `user` may decide on."""
    states = TaskState.objects.reviewable_by(user).select_related("workflow_state__requested_by", "revision")
    waiting = {state.revision.object_id: state for state in states if state.revision}
    pages = MaterialPage.objects.filter(pk__in=[int(pk) for pk in waiting]).order_by("-latest_revision_created_at")
    return [
        DeskItem(
            label=page.draft_title or page.title,
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            detail=_asked_by(waiting[str(page.pk)]),
        )
        for page in pages.defer("body")
    ]


def _asked_by(state: TaskState) -> str:
    person = state.workflow_state.requested_by
    return person.full_name if person else ""


def _jobs() -> dict[str, int]:
    return Job.objects.aggregate(
        running=Count("pk", filter=Q(state=JobState.RUNNING) | Q(state=JobState.WAITING)),
        failed=Count("pk", filter=Q(state=JobState.FAILED)),
    )
