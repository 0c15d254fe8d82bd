"""What Wagtail's admin shows whom: pages in its lists and searches, files in the drafts that it opens."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Length, Substr
from wagtail.models import Page, Revision

from core.models import Attachment, Picture, Recording
from courses.blocks.walk import all_ids_at
from courses.choices import Part
from courses.models import CoursePage, MaterialPage, MaterialSpeaker
from members.models import User


def limit_to_edited(pages: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Of the courses in `pages` those that `user` runs, whole, and those taught in, with the own pages below them.
    What stands outside courses stays."""
    return _among(pages, ~_in_others_courses(user) | _own(user))


def limit_to_linked(pages: QuerySet[Any], user: User) -> QuerySet[Any]:
    """As `limit_to_edited`, and what is published in courses that `user` may read: a link may lead there."""
    readable = CoursePage.objects.visible_to(user).filter(path=_beginning_of_path())
    return _among(pages, ~_in_others_courses(user) | _own(user) | Q(Exists(readable), live=True))


def sees_in_own_course(user: User, file: Picture | Attachment | Recording) -> bool:
    """A material of a course that `user` runs shows this file, in any version: drafts are approved by looking."""
    materials = MaterialPage.objects.beneath(CoursePage.objects.run_by(user))
    drafts = Revision.page_revisions.filter(
        object_id__in=materials.annotate(as_text=Cast("pk", CharField())).values("as_text"),
        content__body__icontains=str(file.pk),
    ).order_by("-pk")
    kind = "image" if isinstance(file, Picture) else "recording" if isinstance(file, Recording) else "document"
    contents = drafts.values_list("content", flat=True).iterator()
    return any(file.pk in all_ids_at(json.loads(content["body"] or "[]"), kind) for content in contents)


def _among(pages: QuerySet[Any], wanted: Q) -> QuerySet[Any]:
    """In a query of its own: Wagtail's search takes no expression in a filter."""
    return pages.filter(pk__in=Page.objects.filter(wanted).values("pk"))


def _beginning_of_path() -> Substr:
    return Substr(OuterRef("path"), 1, Length("path"))


def _in_others_courses(user: User) -> Exists:
    run = CoursePage.objects.run_by(user).values("pk")
    return Exists(CoursePage.objects.exclude(pk__in=run).filter(path=_beginning_of_path()))


def _own(user: User) -> Q:
    taught = CoursePage.objects.filter(batches__parts__member=user, batches__parts__part=Part.SPEAKER)
    spoken = MaterialSpeaker.objects.filter(member=user)
    begun = Q(owner=user) & ~Q(pk__in=CoursePage.objects.values("pk"))  # who began a course may have left it since
    return Q(pk__in=taught.values("pk")) | Q(pk__in=spoken.values("material")) | begun
