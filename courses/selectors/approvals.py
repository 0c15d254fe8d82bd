"""What waits for a decision: materials that a speaker handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from wagtail.models import TaskState

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
    rows = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, task__organiserapprovaltask__isnull=False, task__active=True
    )
    waiting = {int(pk): (since, *names) for pk, since, *names in rows.order_by("pk").values_list(*ASKED)}
    if not waiting:
        return []
    own = MaterialPage.objects.filter(pk__in=waiting).beneath(CoursePage.objects.run_by(user))
    pages = own.order_by("-latest_revision_created_at").values_list("pk", "draft_title", "title")
    return [_handed_in(pk, draft_title or title, *waiting[pk]) for pk, draft_title, title in pages]


def _handed_in(
    pk: int, title: str, since: datetime, name: str | None, before: str | None, after: str | None
) -> HandedIn:
    """Who is no longer known has no name."""
    return HandedIn(pk, title, with_titles(name, before or "", after or "") if name else "", since)
