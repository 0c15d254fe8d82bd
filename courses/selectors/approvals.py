"""What waits for a decision: materials that a speaker handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from wagtail.models import TaskState

from core.prepared import prepared
from courses.models import CoursePage, MaterialPage
from members.models import User
from members.models.user import with_titles

ASKED = (
    "workflow_state__object_id",
    "started_at",
    *(f"workflow_state__requested_by__{part}" for part in ("name", "title_before", "title_after")),
)


@dataclass(frozen=True)
class HandedIn:
    pk: int
    title: str
    asked_by: str
    since: datetime


def materials_handed_in(user: User | AnonymousUser) -> list[HandedIn]:
    """Those that `user` decides on, the latest first: one query where nothing waits anywhere, else two.

    Wagtail's own question goes task by task and costs seven.
    """
    waiting = {int(pk): (since, *names) for pk, since, *names in _waiting()}
    if not waiting:
        return []
    pages = _decided_by(user, tuple(waiting))
    return [_handed_in(pk, draft_title or title, *waiting[pk]) for pk, draft_title, title in pages]


@prepared
def _waiting() -> QuerySet[TaskState, tuple[Any, ...]]:
    rows: QuerySet[TaskState] = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, task__organiserapprovaltask__isnull=False, task__active=True
    )
    return rows.order_by("pk").values_list(*ASKED)


@prepared
def _decided_by(user: User | AnonymousUser, among: tuple[int, ...]) -> QuerySet[MaterialPage, tuple[int, str, str]]:
    own: QuerySet[MaterialPage] = MaterialPage.objects.filter(pk__in=among).beneath(CoursePage.objects.run_by(user))
    return own.order_by("-latest_revision_created_at").values_list("pk", "draft_title", "title")


def _handed_in(
    pk: int, title: str, since: datetime, name: str | None, before: str | None, after: str | None
) -> HandedIn:
    """Who is no longer known has no name."""
    return HandedIn(pk, title, with_titles(name, before or "", after or "") if name else "", since)
