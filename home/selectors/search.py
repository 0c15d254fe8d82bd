from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from courses.models import CoursePage, MaterialPage
from courses.selectors.opening import closed_materials
from members.models import User

HITS_SHOWN = 30
SHORTEST = 2


@dataclass(frozen=True)
class SearchHit:
    title: str
    summary: str
    course: str
    url: str


def search_materials(user: User | AnonymousUser, text: str) -> list[SearchHit]:
    """Materials that `user` may read and that hold every word, the best first."""
    words = text.strip()
    if len(words) < SHORTEST:
        return []
    # The search back end reads plain conditions only, so who may read what is asked first.
    closed = closed_materials(user) if isinstance(user, User) else set()
    readable = [pk for pk in MaterialPage.objects.visible_to(user).values_list("pk", flat=True) if pk not in closed]
    found = list(MaterialPage.objects.filter(pk__in=readable).search(words, operator="and")[:HITS_SHOWN])
    # A material's course is told by its path; asking each for its parent would cost a query a row.
    courses = {
        course.path: course
        for course in CoursePage.objects.filter(path__in={material.path[: -material.steplen] for material in found})
    }
    hits = []
    for material in found:
        course = courses[material.path[: -material.steplen]]
        hits.append(
            SearchHit(
                title=material.title,
                summary=material.summary,
                course=course.title,
                url=reverse("courses:material", args=[course.slug, material.slug]),
            )
        )
    return hits
