from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Length, Substr
from wagtail.models import Page

from courses.models import Competency, CoursePage, MaterialPage, Topic
from members.models import User


@dataclass(frozen=True)
class TopicsShown:
    topics: list[Topic]
    competencies: list[Competency]


def topics_of(material: MaterialPage) -> TopicsShown:
    """As published; two queries."""
    topics = list(Topic.objects.filter(materials=material.pk))
    competencies = list(Competency.objects.filter(topics__in=topics).distinct()) if topics else []
    return TopicsShown(topics, competencies)


def materials_on(topic: Topic, user: User | AnonymousUser) -> QuerySet[MaterialPage]:
    """What `user` may read on it, each with its course's title and slug."""
    courses = CoursePage.objects.filter(path=OuterRef("course_path"))
    found: QuerySet[MaterialPage] = (
        MaterialPage.objects.visible_to(user)
        .filter(topics=topic)
        .alias(course_path=Substr("path", 1, Length("path") - Page.steplen))
        .annotate(
            course_title=Subquery(courses.values("title")[:1]),
            course_slug=Subquery(courses.values("slug")[:1]),
        )
    )
    return found.defer("body").order_by("-first_published_at", "-pk")
