"""What the search reads of the database, beside the index."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet

from core.prepared import prepared
from courses.models import CoursePage, MaterialPage, MaterialPlace
from members.models import User

MOST_PLACES_READ = 400


class FoundMaterial(NamedTuple):
    pk: int
    path: str
    title: str
    slug: str
    summary: str

    @property
    def course_path(self) -> str:
        return self.path[: -MaterialPage.steplen]


class FoundPlace(NamedTuple):
    """A row of MaterialPlace; dozens of them are read for a page of hits."""

    material_id: int
    order: int
    kind: str
    anchor: str
    heading: str
    number: int | None
    text: str
    stems: str


@prepared
def courses_readable(user: User | AnonymousUser) -> QuerySet[CoursePage, tuple[str, str, str]]:
    readable: QuerySet[CoursePage] = CoursePage.objects.visible_to(user)
    return readable.order_by("title").values_list("path", "slug", "title")


@prepared
def materials_below(paths: tuple[str, ...], topic: int | None) -> QuerySet[MaterialPage, tuple[Any, ...]]:
    materials: QuerySet[MaterialPage] = MaterialPage.objects.live().below_paths(paths)
    if topic is not None:
        materials = materials.filter(topics=topic)
    return materials.order_by().values_list("pk", "path", "title", "slug", "summary")


@prepared
def places_held(materials: tuple[int, ...], stems: tuple[str, ...]) -> QuerySet[MaterialPlace, tuple[int, int]]:
    """How many of each material hold a word."""
    held: QuerySet[MaterialPlace, Any] = MaterialPlace.objects.filter(material__in=materials).holding_any(stems)
    return held.order_by().values_list("material").annotate(number=Count("pk"))


@prepared
def places_in(
    materials: tuple[int, ...], kinds: tuple[str, ...], stems: tuple[str, ...]
) -> QuerySet[MaterialPlace, tuple[Any, ...]]:
    held = MaterialPlace.objects.filter(material__in=materials, kind__in=kinds).holding_any(stems)
    return held.order_by("order").values_list(*FoundPlace._fields)[:MOST_PLACES_READ]
