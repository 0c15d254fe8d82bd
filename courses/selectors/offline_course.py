"""What a device needs to keep a course readable without network: which pages, how heavy, and in which state."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from core.selectors import bytes_to_fetch
from courses.blocks.walk import all_ids_at
from courses.models import CoursePage, Enrolment, MaterialPage
from courses.selectors.course_page import sessions_fingerprint
from courses.selectors.session_pack import PAGE_BYTES, PICTURE_BYTES, bytes_of, open_and_closed, recordings_in
from members.models import User


@dataclass(frozen=True)
class OfflineCourse:
    """`version` changes with anything that is published, opened or moved: what a device keeps is then out of date."""

    pages: list[str]
    closed: int
    version: str
    bytes_to_read: int
    bytes_of_recordings: int


def offline_course(user: User | AnonymousUser, course: CoursePage, enrolment: Enrolment | None) -> OfflineCourse:
    materials, closed = open_and_closed(user, course, MaterialPage.objects.of_course(course).order_by("path"))
    raw = [material.body.raw_data for material in materials]
    pictures = len(all_ids_at(raw, "image"))
    documents = bytes_to_fetch(all_ids_at(raw, "document"))
    state = [
        (course.live_revision_id, course.last_published_at, sessions_fingerprint(enrolment)),
        *[(material.pk, material.live_revision_id, material.last_published_at) for material in materials],
        len(closed),
    ]
    addresses = [reverse("courses:material", args=[course.slug, material.slug]) for material in materials]
    return OfflineCourse(
        pages=[reverse("courses:course", args=[course.slug]), *addresses],
        closed=len(closed),
        version=hashlib.blake2b(repr(state).encode(), digest_size=12).hexdigest(),
        bytes_to_read=(len(materials) + 1) * PAGE_BYTES + pictures * PICTURE_BYTES + documents,
        bytes_of_recordings=bytes_of(recordings_in(raw)),
    )
