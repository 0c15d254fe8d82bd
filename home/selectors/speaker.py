from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from wagtail.models import WorkflowState

from core import clock
from courses.choices import Part, SessionState
from courses.models import CoursePage, MaterialPage, Session
from home.providers import DeskItem
from members.models import User


@dataclass(frozen=True)
class SpeakerSession:
    session: Session
    days_left: int


@dataclass(frozen=True)
class SpeakerDesk:
    sessions: list[SpeakerSession]
    drafts: list[MaterialPage]
    in_review: list[MaterialPage]
    published: list[MaterialPage]
    courses: list[DeskItem]


def speaker_desk(user: User) -> SpeakerDesk:
    """Own sessions to come with the days left, own materials by state, and the courses to write for."""
    materials = list(
        MaterialPage.objects.filter(Q(speakers__member=user) | Q(owner=user))
        .distinct()
        .order_by("-latest_revision_created_at", "-pk")
        .defer("body")
    )
    waiting = _in_review(materials)
    return SpeakerDesk(
        sessions=_sessions(user),
        drafts=[m for m in materials if m.pk not in waiting and (not m.live or m.has_unpublished_changes)],
        in_review=[m for m in materials if m.pk in waiting],
        published=[m for m in materials if m.pk not in waiting and m.live and not m.has_unpublished_changes],
        courses=_courses(user),
    )


def _sessions(user: User) -> list[SpeakerSession]:
    rows = (
        Session.objects.filter(session_speakers__part__member=user, ends_at__gt=clock.now())
        .exclude(state=SessionState.CANCELLED)
        .select_related("batch__course")
        .order_by("starts_at", "pk")
    )
    return [SpeakerSession(session, _days_left(session)) for session in rows]


def _days_left(session: Session) -> int:
    """Counted by the calendar of the place: a session this evening is today, one after midnight tomorrow."""
    zone = ZoneInfo(session.batch.zone)
    return (session.starts_at.astimezone(zone).date() - clock.now().astimezone(zone).date()).days


def _in_review(materials: list[MaterialPage]) -> set[int]:
    states = WorkflowState.objects.active().filter(object_id__in=[str(material.pk) for material in materials])
    return {int(object_id) for object_id in states.values_list("object_id", flat=True)}


def _courses(user: User) -> list[DeskItem]:
    courses = CoursePage.objects.filter(
        pk__in=CoursePage.objects.filter(batches__parts__member=user, batches__parts__part=Part.SPEAKER).values("pk")
    ).order_by("title")
    return [
        DeskItem(label=course.title, url=reverse("wagtailadmin_pages:add", args=["courses", "materialpage", course.pk]))
        for course in courses
    ]
