from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from core import clock
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
    readable = CoursePage.objects.visible_to(user)
    return FrontPage(
        page=HomePage.objects.live().first(),
        batches=list(
            Batch.objects.open()
            .filter(course__in=readable.values("pk"), ends_on__gte=_today())
            .select_related("course")
            .order_by("starts_on", "pk")[:BATCHES_SHOWN]
        ),
        courses=list(readable.order_by("-first_published_at", "-pk")[:COURSES_SHOWN]),
    )


def _today() -> date:
    return timezone.localdate(clock.now())
