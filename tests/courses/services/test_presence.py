"""What attendance makes of an enrolment, and in which order it is locked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import AuditEntry
from courses.choices import AttendanceMethod, AttendanceState, EnrolmentState
from courses.services import change_enrolment_state
from courses.services.attendance import check_in, count_early_scans, note_attendance
from tests.factories.courses import make_batch, make_course, make_enrolment, make_session
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db
NOMINATED, CONFIRMED, PRESENT = EnrolmentState.NOMINATED, EnrolmentState.CONFIRMED, EnrolmentState.PRESENT


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def session(organiser):
    return make_session(make_batch(make_course(organisers=[organiser])))


def scan(session, enrolment):
    return check_in(
        session=session, enrolment=enrolment, method=AttendanceMethod.QR, at=clock.now(), actor=enrolment.member
    )


def note(session, people, state, actor):
    return note_attendance(session=session, enrolments=people, state=state, actor=actor, reason="Daftar hadir")


def states(*enrolments):
    for one in enrolments:
        one.refresh_from_db()
    return [one.state for one in enrolments]


def test_who_was_nominated_and_attends_is_present(session, organiser):
    scanned, listed, excused = (
        make_enrolment(session.batch, make_member(f"Calon {n}"), state=NOMINATED) for n in range(3)
    )

    with clock.at(session.starts_at):
        scan(session, scanned)
        note(session, [listed], AttendanceState.PRESENT, organiser)
        note(session, [excused], AttendanceState.EXCUSED, organiser)

    assert states(scanned, listed, excused) == [PRESENT, PRESENT, NOMINATED]
    moves = AuditEntry.objects.filter(action="enrolment.changed").order_by("pk")
    assert [(entry.data["before"], entry.data["state"]) for entry in moves] == [("nominated", "present")] * 2


def test_who_attended_nothing_after_all_is_again_what_they_were(session, organiser):
    other = make_session(session.batch, "Sesi lain")
    once, twice, scanned = (make_enrolment(session.batch, make_member(f"Peserta {n}")) for n in range(3))
    named = make_enrolment(session.batch, make_member("Calon"), state=NOMINATED)
    by_hand = make_enrolment(session.batch, make_member("Umar"))
    people = [once, twice, scanned, named, by_hand]

    with clock.at(session.starts_at):
        change_enrolment_state(enrolment=by_hand, state=PRESENT, actor=organiser)
        scan(session, scanned)
        note(session, people, AttendanceState.PRESENT, organiser)
        note(other, [twice], AttendanceState.LATE, organiser)
        for _again in range(2):
            note(session, people, AttendanceState.ABSENT, organiser)

    assert states(*people) == [CONFIRMED, PRESENT, CONFIRMED, NOMINATED, PRESENT]
    trail = AuditEntry.objects.filter(action="enrolment.changed", subject=f"enrolment:{named.uid}").order_by("pk")
    assert [(one.actor, one.data["before"], one.data["state"]) for one in trail] == [
        (organiser, "nominated", "present"),
        (organiser, "present", "nominated"),
    ]


@pytest.mark.parametrize("deed", ["scan", "note", "count"])
def test_the_batch_is_locked_before_any_enrolment(session, organiser, deed):
    enrolment = make_enrolment(session.batch)
    if deed == "count":
        with clock.at(session.starts_at - timedelta(minutes=30)):
            scan(session, enrolment)

    with clock.at(session.starts_at), CaptureQueriesContext(connection) as asked:
        if deed == "scan":
            scan(session, enrolment)
        elif deed == "note":
            note(session, [enrolment], AttendanceState.PRESENT, organiser)
        else:
            count_early_scans(session=session)

    # SQLite knows no such lock and writes one at a time.
    locks = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"] or connection.vendor == "sqlite"]
    tables = [sql.partition(' FROM "')[2].partition('"')[0] for sql in locks]
    assert tables.index("courses_batch") < tables.index("courses_enrolment")
    assert states(enrolment) == [PRESENT]
