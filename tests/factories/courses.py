"""Courses, batches and their people for tests. Pages are published; batches run from today unless told otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from wagtail.models import Page, Site

from core import clock
from courses.choices import MATERIALS, Audience, BatchState, EnrolmentState, Part, SessionState
from courses.conditions import Condition
from courses.models import (
    Batch,
    BatchPart,
    CompletionRule,
    CourseIndexPage,
    CourseOrganiser,
    CoursePage,
    Enrolment,
    MaterialPage,
    MaterialSpeaker,
    Session,
    SpeakerProfile,
)
from courses.services import enrol_member, set_completion_rule
from members.models import User
from tests.factories.members import make_member

_serials = count(1)


def make_course_index() -> CourseIndexPage:
    """The one index under the site's root page, made when missing."""
    index = CourseIndexPage.objects.first()
    if index is None:
        index = CourseIndexPage(title="Courses", slug="courses")
        Site.objects.get(is_default_site=True).root_page.add_child(instance=index)
    return index


def make_course(
    title: str = "Social Media Response Team",
    *,
    organisers: Sequence[User] = (),
    audience: Audience = Audience.ENROLLED,
    materials_target: int | None = 100,
    **fields: Any,
) -> CoursePage:
    """A published course whose rule asks for `materials_target` percent of its materials (none: no rule)."""
    course = CoursePage(
        title=title,
        slug=fields.pop("slug", f"course-{next(_serials)}"),
        summary=fields.pop("summary", "How to answer false information fast and to the point."),
        organiser_name=fields.pop("organiser_name", "Direktorat Jenderal Perhubungan Laut"),
        audience=audience,
        **fields,
    )
    course.organisers = [CourseOrganiser(member=member) for member in organisers]
    make_course_index().add_child(instance=course)
    if materials_target is not None:
        make_rule(course, Condition(MATERIALS, Decimal(materials_target)))
    return course


def make_rule(course: CoursePage, *conditions: Condition) -> CompletionRule:
    return set_completion_rule(course=course, conditions=conditions)


def make_material(
    course: CoursePage,
    title: str = "Berita bohong dan cara menjawabnya",
    *,
    speakers: Sequence[User] = (),
    live: bool = True,
    body: Sequence[tuple[str, Any]] = (("text", "<p>Periksa sumber sebelum menjawab.</p>"),),
    **fields: Any,
) -> MaterialPage:
    """A published material with a revision; `live=False` leaves it a draft."""
    material = MaterialPage(
        title=title,
        slug=fields.pop("slug", f"material-{next(_serials)}"),
        summary=fields.pop("summary", "Mengenali berita bohong."),
        body=list(body),
        live=False,
        **fields,
    )
    material.speakers = [MaterialSpeaker(member=member) for member in speakers]
    CoursePage.objects.get(pk=course.pk).add_child(instance=material)  # the tree wants a fresh parent
    revision = material.save_revision()
    if live:
        revision.publish()
        material.refresh_from_db()
    return material


def make_batch(
    course: CoursePage | None = None,
    *,
    name: str = "Angkatan I",
    starts_on: date | None = None,
    state: BatchState = BatchState.OPEN,
    **fields: Any,
) -> Batch:
    first = starts_on or timezone.localdate()
    return Batch.objects.create(
        course=course or make_course(),
        code=fields.pop("code", f"batch-{next(_serials)}"),
        name=name,
        city=fields.pop("city", "Yogyakarta"),
        starts_on=first,
        ends_on=fields.pop("ends_on", first + timedelta(days=1)),
        state=state,
        closed_at=clock.now() if state == BatchState.CLOSED else None,
        **fields,
    )


def make_session(
    batch: Batch,
    subject: str = "Komunikasi krisis",
    *,
    starts_at: datetime | None = None,
    minutes: int = 90,
    hours: Decimal | str = "2",
    delivered: bool = False,
    speakers: Sequence[BatchPart] = (),
    materials: Sequence[MaterialPage] = (),
    **fields: Any,
) -> Session:
    """A session at nine on the batch's first day; `delivered` fixes it as planned."""
    start = starts_at or datetime.combine(batch.starts_on, time(9), ZoneInfo(batch.zone))
    end = start + timedelta(minutes=minutes)
    if delivered:
        fields = {
            "state": SessionState.DELIVERED,
            "delivered_starts_at": start,
            "delivered_ends_at": end,
            "delivered_jp": Decimal(hours),
            "delivered_speaker": "; ".join(part.function for part in speakers),
            **fields,
        }
    session = Session.objects.create(
        batch=batch, subject=subject, starts_at=start, ends_at=end, jp=Decimal(hours), **fields
    )
    for order, part in enumerate(speakers):
        session.session_speakers.create(part=part, order=order)
    for order, material in enumerate(materials):
        session.session_materials.create(material=material, order=order)
    return session


def make_part(
    batch: Batch, member: User | None = None, *, part: Part = Part.SPEAKER, function: str = "Kepala Dinas Kominfo"
) -> BatchPart:
    return BatchPart.objects.create(
        batch=batch, member=member or make_member("Siti Rahma"), part=part, function=function
    )


def make_speaker_profile(member: User, *, function: str = "Kepala Dinas Kominfo", **fields: Any) -> SpeakerProfile:
    return SpeakerProfile.objects.create(member=member, function=function, **fields)


def make_enrolment(
    batch: Batch | None = None,
    member: User | None = None,
    *,
    state: EnrolmentState = EnrolmentState.CONFIRMED,
) -> Enrolment:
    """Through the service, so the office is fixed as it is today; a closed batch takes the row all the same."""
    into = batch or make_batch()
    who = member or make_member()
    if into.is_closed:
        return Enrolment.objects.create(batch=into, member=who, state=state)
    enrolment = enrol_member(batch=into, member=who)
    if enrolment.state != state:
        enrolment.state = state
        enrolment.save(update_fields=["state"])
    return enrolment


def root_page() -> Page:
    return Site.objects.get(is_default_site=True).root_page
