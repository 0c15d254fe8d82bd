"""Recordings in Wagtail's admin; what wagtailmedia puts there itself stays shut. Imported by core/wagtail_hooks.py."""

from __future__ import annotations

from typing import Any, Never

from django.http import Http404, HttpRequest
from django.urls import URLPattern, re_path
from wagtail import hooks

from core.recording_chooser import recording_chooser
from core.viewsets import RecordingViewSet


@hooks.register("register_admin_viewset")
def register_recordings() -> list[Any]:
    return [RecordingViewSet("recordings"), recording_chooser]


def shut(request: HttpRequest) -> Never:
    raise Http404


@hooks.register("register_admin_urls", order=-10)
def shut_wagtailmedia() -> list[URLPattern]:
    """Its screens ask a policy of their own, and know video and audio only by what people say."""
    return [re_path(r"^media/", shut, name="wagtailmedia_shut")]


@hooks.register("construct_main_menu")
@hooks.register("construct_search")
def hide_wagtailmedia(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name != "media"]


@hooks.register("construct_homepage_summary_items", order=1000)
def hide_wagtailmedia_summary(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if not type(item).__module__.startswith("wagtailmedia")]
