"""What every reader of a course or material sees alike, rendered once and kept by revision and language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Prefetch, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from courses.choices import SessionState
from courses.models import (
    Batch,
    CoursePage,
    Enrolment,
    MaterialPage,
    MaterialSpeaker,
    Session,
    SessionMaterial,
    SessionSpeaker,
    Topic,
)
from courses.selectors.cache_keys import LIVE_SECONDS, cache_key, shape_of
from courses.selectors.course_faces import speaker_faces, topics_by_material


@dataclass(frozen=True)
class CourseParts:
    intro: SafeString
    timetable: SafeString
    materials: dict[int, tuple[SafeString, str]]
    """By page: the card and the address."""
    sessions: list[tuple[datetime, SafeString]]
    """End and card of each session that is not cancelled, in order."""
    topics: dict[int, list[Topic]]
    """By page: what the material is about."""
    speakers: SafeString


def course_parts(
    course: CoursePage, batch: Batch | None, material_rows: Sequence[dict[str, Any]], sessions: str
) -> CourseParts:
    """`material_rows` and `sessions` tell how materials and timetable stand: when they differ, all is made anew."""
    revisions = [(row["pk"], row["slug"], row["live_revision_id"], row["last_published_at"]) for row in material_rows]
    stand = (course.pk, course.live_revision_id, course.last_published_at, revisions, batch and batch.pk, sessions)
    key = cache_key("course", shape_of(CourseParts), *stand)
    parts: CourseParts | None = cache.get(key)
    if parts is None:
        parts = _render_parts(course, batch)
        cache.set(key, parts, LIVE_SECONDS)
    return parts


def taught_in(material: MaterialPage, enrolment: Enrolment, sessions: str) -> SafeString:
    """The sessions of the reader's own batch in which the material is taught; made anew when `sessions` differs."""
    key = cache_key("taught", material.pk, enrolment.batch_id, sessions)
    html: SafeString | None = cache.get(key)
    if html is None:
        found = material.sessions.filter(batch=enrolment.batch_id).order_by("starts_at")
        html = render_to_string("courses/partials/taught_in.html", {"sessions": found, "batch": enrolment.batch})
        cache.set(key, html, LIVE_SECONDS)
    return html


def speakers_of(materials: Sequence[MaterialPage] | Sequence[int]) -> dict[int, list[MaterialSpeaker]]:
    """Who stands behind each material, with function, in one query."""
    rows = MaterialSpeaker.objects.filter(material__in=materials).select_related("member__speaker_profile")
    found: dict[int, list[MaterialSpeaker]] = {}
    for row in rows.order_by("material", "sort_order"):
        found.setdefault(row.material_id, []).append(row)
    return found


def _render_parts(course: CoursePage, batch: Batch | None) -> CourseParts:
    materials = list(MaterialPage.objects.of_course(course).live().order_by("path").defer("body"))
    speakers = speakers_of([material.pk for material in materials])
    topics = topics_by_material(material.pk for material in materials)
    sessions = _sessions_of(batch) if batch else []
    faces = speaker_faces(materials, speakers, sessions)
    cards = {}
    for number, material in enumerate(materials, start=1):
        url = reverse("courses:material", args=[course.slug, material.slug])
        context = {
            "material": material,
            "url": url,
            "number": number,
            "speakers": speakers.get(material.pk, []),
            "topics": topics.get(material.pk, []),
        }
        cards[material.pk] = (render_to_string("courses/partials/material_card.html", context), url)
    return CourseParts(
        intro=render_to_string("courses/partials/course_intro.html", {"course": course, "batch": batch}),
        timetable=render_to_string(
            "courses/partials/timetable.html", {"course": course, "batch": batch, "sessions": sessions}
        )
        if sessions
        else SafeString(""),
        materials=cards,
        sessions=[
            (
                session.ends_at,
                render_to_string("courses/partials/next_session.html", {"session": session, "batch": batch}),
            )
            for session in sessions
            if session.state != SessionState.CANCELLED
        ],
        topics=topics,
        speakers=render_to_string("courses/partials/course_speakers.html", {"course": course, "faces": faces})
        if faces
        else SafeString(""),
    )


def _sessions_of(batch: Batch) -> list[Session]:
    return list(
        batch.sessions.order_by("starts_at", "order", "pk").prefetch_related(
            Prefetch("session_speakers", _speakers_in_order()),
            Prefetch(
                "session_materials", SessionMaterial.objects.select_related("material").filter(material__live=True)
            ),
        )
    )


def _speakers_in_order() -> QuerySet[SessionSpeaker]:
    return SessionSpeaker.objects.select_related("part__member__speaker_profile").order_by("order", "pk")
