"""When somebody arrived, as the door and a phone without a signal tell it: not ahead, and the earlier moment counts."""

from datetime import UTC, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from core import clock
from core.models import AuditEntry, Job
from core.services import work_jobs
from courses.check_in_devices import Entry, signature_of
from courses.choices import ATTENDANCE, AttendanceMethod, AttendanceState, EnrolmentState
from courses.conditions import Condition
from courses.models import Attendance, OfflineEntry, RequirementResult
from courses.services.attendance import check_in, note_attendance
from courses.services.attendance_results import REFRESH
from courses.services.door import enrol_at_door
from courses.services.offline_check_in import issue_device, take_check_ins
from tests.factories.courses import make_batch, make_course, make_enrolment, make_rule, make_session
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def session(organiser):
    return make_session(make_batch(make_course(organisers=[organiser], materials_target=None)))


def at(session, minutes=0):
    return clock.at(session.starts_at + timedelta(minutes=minutes))


def entry(device, enrolment, moment):
    identifier, told = uuid4(), moment.isoformat()
    signature = signature_of(device.uid, identifier, enrolment.uid, told)
    return Entry(identifier, enrolment.uid, moment.astimezone(UTC), signature, told)


def test_ahead_of_a_session_the_door_enrols_and_notes_nobody(session, organiser):
    with at(session, -76):
        assert enrol_at_door(session=session, member=make_member("Tono"), actor=organiser) is None

    assert session.batch.enrolments.get().state == EnrolmentState.CONFIRMED
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("told", "kept"), [(-24 * 60, None), (-4 * 60, -75), (3, 3)], ids=["the day before", "a slow clock", "as it was"]
)
def test_a_phone_that_was_prepared_days_before_notes_nobody_ahead_of_the_session(session, organiser, told, kept):
    enrolment = make_enrolment(session.batch)
    with at(session, -5 * 24 * 60):
        device = issue_device(session=session, actor=organiser)
        sent_at_once = entry(device, enrolment, clock.now())
        outcome = take_check_ins(session=session, device=device.uid, entries=[sent_at_once], actor=organiser)
        assert list(outcome.refused) == [sent_at_once.id]
    one = entry(device, enrolment, session.starts_at + timedelta(minutes=told))

    with at(session, 60):
        outcome = take_check_ins(session=session, device=device.uid, entries=[one], actor=organiser)

    assert (one.id in outcome.refused) is (kept is None)
    said = OfflineEntry.objects.get(entry=one.id).refusal  # by which the committee finds the person
    assert bool(said) is (kept is None)
    arrived = Attendance.objects.values_list("arrived_at", flat=True)
    assert list(arrived) == ([] if kept is None else [session.starts_at + timedelta(minutes=kept)])


def test_an_earlier_arrival_that_a_phone_tells_later_takes_the_place_of_a_scan_unless_somebody_decided(
    session, organiser
):
    people = [make_enrolment(session.batch, make_member(f"Peserta {n}")) for n in range(2)]
    with at(session, -30):
        device = issue_device(session=session, actor=organiser)
    with at(session, 40):
        for one in people:
            check_in(session=session, enrolment=one, method=AttendanceMethod.QR, at=clock.now(), device="telepon")
        note_attendance(
            session=session, enrolments=people[1:], state=AttendanceState.LEFT_EARLY, actor=organiser, reason="Pulang"
        )
    seen = session.starts_at - timedelta(minutes=5)
    entries = [entry(device, one, moment) for one in people for moment in (seen, session.ends_at)]

    with at(session, 600):
        take_check_ins(session=session, device=device.uid, entries=entries, actor=organiser)

    rows = Attendance.objects.order_by("enrolment")
    assert [(row.state, row.method) for row in rows] == [("present", "offline"), ("left_early", "qr")]
    change = rows[0].changes.get()
    assert (rows[0].arrived_at, change.state_before, change.is_by_clock) == (seen, "late", True)
    assert [row.device for row in rows] == ["telepon", "telepon"]  # one for both, whatever is told later
    told = AuditEntry.objects.filter(action="attendance.noted", subject=f"enrolment:{people[0].uid}").order_by("pk")
    assert [(one.data.get("method_before"), one.data["method"]) for one in told] == [(None, "qr"), ("qr", "offline")]


def test_what_a_phone_sends_when_the_session_is_over_is_counted_together(session, organiser):
    make_rule(session.batch.course, Condition(ATTENDANCE, Decimal(80)))
    people = [make_enrolment(session.batch, make_member(f"Peserta {n}")) for n in range(3)]
    with at(session):
        device = issue_device(session=session, actor=organiser)
    entries = [entry(device, one, session.starts_at) for one in people]
    Job.objects.all().delete()

    with at(session, 600):
        take_check_ins(session=session, device=device.uid, entries=entries, actor=organiser)
    assert not RequirementResult.objects.exists()
    assert [job.payload["enrolments"] for job in Job.objects.filter(kind=REFRESH)] == [[one.pk for one in people]]
    with at(session, 602):
        work_jobs(kinds=[REFRESH], until_idle=False)

    assert RequirementResult.objects.filter(key=ATTENDANCE, met=True).count() == 3
