"""What a device needs to keep a course readable without network: which pages, how heavy, and in which state."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from core.selectors import bytes_to_fetch
from courses.blocks.slides import SHOWN_AT_ONCE
from courses.blocks.walk import all_ids_at, ids_at
from courses.choices import SlidesState
from courses.models import CoursePage, Enrolment, MaterialPage, SlideDeck
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
    decks = _decks_of(materials)
    pictures = len(all_ids_at(raw, "image"))
    documents = bytes_to_fetch(all_ids_at(raw, "document"))
    state = [
        (course.live_revision_id, course.last_published_at, sessions_fingerprint(enrolment)),
        *[(material.pk, material.live_revision_id, material.last_published_at) for material in materials],
        len(closed),
        *[deck.pk for found in decks.values() for deck in found],
    ]
    addresses = []
    for material in materials:
        addresses.append(reverse("courses:material", args=[course.slug, material.slug]))
        addresses += [address for deck in decks[material.pk] for address in _further_pages(material, deck)]
    slides = sum({deck.pk: deck.bytes for found in decks.values() for deck in found}.values())
    return OfflineCourse(
        pages=[reverse("courses:course", args=[course.slug]), *addresses],
        closed=len(closed),
        version=hashlib.blake2b(repr(state).encode(), digest_size=12).hexdigest(),
        bytes_to_read=(len(materials) + 1) * PAGE_BYTES + pictures * PICTURE_BYTES + documents + slides,
        bytes_of_recordings=bytes_of(recordings_in(raw)),
    )


def _decks_of(materials: Sequence[MaterialPage]) -> dict[int, list[SlideDeck]]:
    """The slides that each material shows. One query."""
    named = {material.pk: ids_at(material.body.raw_data, "slides", "document") for material in materials}
    ready = SlideDeck.objects.current().filter(state=SlidesState.READY, attachment__in=set().union(*named.values()))
    decks = list(ready.order_by("pk"))
    return {pk: [deck for deck in decks if deck.attachment_id in ids] for pk, ids in named.items()}


def _further_pages(material: MaterialPage, deck: SlideDeck) -> list[str]:
    """Where the pictures stand that the material itself does not show at once; the script turns to them there, too."""
    address = reverse("courses:slides", args=[material.uid, deck.pk])
    return [f"{address}?page={number}" for number in range(2, -(-deck.pages // SHOWN_AT_ONCE) + 1)]
