from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from courses.models import CourseIndexPage, CoursePage, MaterialSpeaker
from courses.querysets import sees_everything
from courses.viewsets import BatchesGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [BatchesGroup()]


@hooks.register("construct_explorer_page_queryset")
def list_own_pages(parent_page: Page, pages: Any, request: HttpRequest) -> Any:
    """The explorer lists to organisers and speakers what is theirs; elsewhere in the tree it lists as ever."""
    user = request.user
    if user.is_superuser:
        return pages
    if issubclass(parent_page.specific_class, CourseIndexPage):
        own = CoursePage.objects.run_by(user).values("pk")
        taught = CoursePage.objects.filter(batches__parts__member=user, batches__parts__part="speaker").values("pk")
        return pages.filter(Q(pk__in=own) | Q(pk__in=taught))
    if issubclass(parent_page.specific_class, CoursePage):
        if CoursePage.objects.run_by(user).filter(pk=parent_page.pk).exists():
            return pages
        return pages.filter(Q(owner=user) | Q(pk__in=MaterialSpeaker.objects.filter(member=user).values("material")))
    return pages


@hooks.register("construct_page_chooser_queryset")
def choose_readable_pages(pages: Any, request: HttpRequest) -> Any:
    """Links are made to courses one may read or run, so that titles of others' drafts don't show in the chooser."""
    user = request.user
    if user.is_superuser or sees_everything(user):
        return pages
    hidden = CoursePage.objects.exclude(
        Q(pk__in=CoursePage.objects.visible_to(user).values("pk"))
        | Q(pk__in=CoursePage.objects.run_by(user).values("pk"))
    )
    for path in hidden.values_list("path", flat=True):
        pages = pages.exclude(path__startswith=path)
    return pages
