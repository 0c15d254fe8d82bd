from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from courses.models import CoursePage, MaterialPage


class PublicSitemap(Sitemap[tuple[str, datetime | None]]):
    """What a visitor without an account may read; the address comes from SITE_URL, never from the request."""

    def items(self) -> list[tuple[str, datetime | None]]:
        visitor = AnonymousUser()
        rows: list[tuple[str, datetime | None]] = [(reverse("home:front"), None), (reverse("courses:index"), None)]
        slugs = {}
        for course in CoursePage.objects.visible_to(visitor).order_by("path"):
            slugs[course.path] = course.slug
            rows.append((reverse("courses:course", args=[course.slug]), course.last_published_at))
        for material in MaterialPage.objects.visible_to(visitor).defer("body").order_by("path"):
            slug = slugs[material.path[: -material.steplen]]
            rows.append((reverse("courses:material", args=[slug, material.slug]), material.last_published_at))
        return rows

    def location(self, item: tuple[str, datetime | None]) -> str:
        return item[0]

    def lastmod(self, item: tuple[str, datetime | None]) -> datetime | None:
        return item[1]

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme
