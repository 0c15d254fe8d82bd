from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from core import clock
from core.prepared import prepared
from courses.models import Batch, CoursePage
from home.models import HomePage
from members.models import User

BATCHES_SHOWN = 3
COURSES_SHOWN = 6


@dataclass(frozen=True)
class FrontPage:
    page: HomePage | None
    batches: list[Batch]
    courses: list[CoursePage]


def front_page(user: User | AnonymousUser) -> FrontPage:
    """The home page's texts, and of the courses that `user` may read the next batches and the latest courses."""
    return FrontPage(page=next(iter(_pages()), None), batches=_next_batches(user), courses=_latest_courses(user))


@prepared
def _pages() -> QuerySet[HomePage]:
    pages: QuerySet[HomePage] = HomePage.objects.live().order_by("pk")[:1]
    return pages


@prepared
def _next_batches(user: User | AnonymousUser) -> QuerySet[Batch]:
    readable = CoursePage.objects.visible_to(user).values("pk")
    batches = Batch.objects.open().filter(course__in=readable, ends_on__gte=timezone.localdate(clock.now()))
    return batches.select_related("course").order_by("starts_on", "pk")[:BATCHES_SHOWN]


@prepared
def _latest_courses(user: User | AnonymousUser) -> QuerySet[CoursePage]:
    courses: QuerySet[CoursePage] = CoursePage.objects.visible_to(user)
    return courses.order_by("-first_published_at", "-pk")[:COURSES_SHOWN]
