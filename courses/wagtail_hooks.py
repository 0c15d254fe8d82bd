from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from courses.querysets import sees_everything
from courses.selectors.editing import limit_to_edited, limit_to_linked
from courses.topic_viewsets import TopicsGroup
from courses.viewsets import BatchesGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [BatchesGroup(), TopicsGroup()]


@hooks.register("construct_explorer_page_queryset")
def list_own_pages(parent_page: Page, pages: Any, request: HttpRequest) -> Any:
    """The explorer lists to organisers and speakers what is theirs, and does not open what is not."""
    user = request.user
    if user.is_superuser:
        return pages
    if not limit_to_edited(Page.objects.filter(pk=parent_page.pk), user).exists():  # type: ignore[arg-type]  # logged in
        raise PermissionDenied
    return limit_to_edited(pages, user)  # type: ignore[arg-type]  # likewise


@hooks.register("construct_page_chooser_queryset")
def choose_readable_pages(pages: Any, request: HttpRequest) -> Any:
    """Links are made to what one edits or may read, so that titles of others' drafts don't show in the chooser."""
    user = request.user
    if user.is_superuser or sees_everything(user):
        return pages
    return limit_to_linked(pages, user)  # type: ignore[arg-type]  # logged in
