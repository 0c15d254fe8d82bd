"""The two batches of 2020 and the one that is always on, with timetable and participants."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from core import clock
from courses.choices import BatchMode, EnrolmentState, Part, SessionState
from courses.models import Batch, BatchPart, CoursePage, Enrolment, MaterialPage, Session
from courses.services import (
    close_batch,
    deliver_session,
    enrol_member,
    open_batch,
    record_material_opened,
    withdraw_enrolment,
)
from home.demo import sources
from home.demo.days import moment_of, today_in
from members.choices import Zone
from members.models import User

WITHDRAWN_REASON = "Bertugas jaga pada tanggal kegiatan."
RUNNING = "smrt-berjalan"


def load_batch(facts: dict[str, Any], course: CoursePage, people: dict[str, User]) -> tuple[Batch, bool]:
    """The batch with its timetable, and whether it was made now."""
    found = Batch.objects.filter(code=facts["code"]).first()
    if found is not None:
        return found, False
    zone = Zone[facts["zone"]]
    first, last = _days(facts, zone)
    batch = Batch.objects.create(
        code=facts["code"],
        course=course,
        name=facts["name"],
        mode=BatchMode.ONSITE,
        venue=facts["venue"],
        city=facts["city"],
        map_url=facts["map_url"],
        zone=zone,
        starts_on=first,
        ends_on=last,
        capacity=facts["capacity"],
        notice=facts.get("notice", sources.course()["notice_2020"]),
    )
    parts = _load_parts(batch, people)
    for order, row in enumerate(sources.course()["session"]):
        _load_session(batch, row, order, parts)
    with clock.at(moment_of(first - timedelta(days=14))):
        open_batch(batch=batch, actor=people["organiser"])
    return Batch.objects.get(pk=batch.pk), True


def _days(facts: dict[str, Any], zone: Zone) -> tuple[date, date]:
    if "date" in facts:
        day = date.fromisoformat(facts["date"])
        return day, day
    offsets = [row["day"] for row in sources.course()["session"]]
    today = today_in(zone)
    return today + timedelta(days=min(offsets)), today + timedelta(days=max(offsets))


def _load_parts(batch: Batch, people: dict[str, User]) -> dict[str, BatchPart]:
    parts = {
        row["key"]: BatchPart.objects.create(
            batch=batch, member=people[row["key"]], part=Part.SPEAKER, function=row["function"]
        )
        for row in sources.roles()["person"]
        if row["role"] == "speaker"
    }
    BatchPart.objects.create(
        batch=batch, member=people["organiser"], part=Part.COMMITTEE, function="Panitia SMRT Pusat"
    )
    return parts


def _load_session(batch: Batch, row: dict[str, Any], order: int, parts: dict[str, BatchPart]) -> None:
    day = batch.starts_on if batch.starts_on == batch.ends_on else batch.starts_on + timedelta(days=row["day"] + 1)
    session = Session.objects.create(
        batch=batch,
        order=order,
        subject=row["subject"],
        room=batch.venue,
        starts_at=moment_of(day, row["from"], batch.zone),
        ends_at=moment_of(day, row["to"], batch.zone),
        jp=row["jp"],
    )
    if "speaker" in row:
        session.session_speakers.create(part=parts[row["speaker"]])
    for place, slug in enumerate(row.get("materials", ())):
        material = MaterialPage.objects.child_of(batch.course).get(slug=slug)
        session.session_materials.create(material=material, order=place)


def enrol_participants(facts: dict[str, Any], batch: Batch, people: dict[str, User]) -> list[Enrolment]:
    """Those of members.csv who belong to the batch, in its order; the last of them withdrew where the story says so."""
    organiser = people["organiser"]
    rows = [row for row in sources.table("members") if row["batch"] == facts["number"]]
    with clock.at(moment_of(batch.starts_on - timedelta(days=10))):
        enrolments = [enrol_member(batch=batch, member=people[row["email"]], actor=organiser) for row in rows]
    with clock.at(moment_of(batch.starts_on - timedelta(days=2))):
        for enrolment in enrolments[len(enrolments) - facts.get("withdrawn", 0) :]:
            withdraw_enrolment(enrolment=enrolment, actor=organiser, reason=WITHDRAWN_REASON)
    for enrolment in enrolments:
        enrolment.refresh_from_db()
    return [enrolment for enrolment in enrolments if enrolment.state != EnrolmentState.WITHDRAWN]


def deliver_past_sessions(batch: Batch, people: dict[str, User]) -> None:
    """What has taken place by now is confirmed an hour after its end."""
    delivered_by = {row["subject"]: row.get("delivered_by", "") for row in sources.course()["session"]}
    for session in batch.sessions.filter(state=SessionState.PLANNED, ends_at__lt=clock.now()):
        with clock.at(session.ends_at + timedelta(hours=1)):
            deliver_session(session=session, actor=people["organiser"], speaker=delivered_by.get(session.subject, ""))


def open_materials(enrolment: Enrolment, materials: list[MaterialPage], begin: date) -> None:
    """Two materials an evening, from `begin` on; nobody reads ahead of the clock."""
    for moment, material in zip(evenings(begin, len(materials), enrolment.batch.zone), materials, strict=True):
        with clock.at(min(moment, clock.now())):
            record_material_opened(enrolment=enrolment, material=material)


def evenings(begin: date, count: int, zone: str) -> list[datetime]:
    """Half past seven, and again half an hour later, on each day from `begin` on."""
    return [moment_of(begin + timedelta(days=n // 2), 1170 + 30 * (n % 2), zone) for n in range(count)]


def close(batch: Batch, people: dict[str, User]) -> Batch:
    with clock.at(moment_of(batch.ends_on + timedelta(days=5))):
        return close_batch(batch=batch, actor=people["organiser"])
