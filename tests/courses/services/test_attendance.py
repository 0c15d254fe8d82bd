"""Who was there: scans, the list, corrections, and what the completion rule hears of it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.models import AuditEntry
from core.services import work_jobs
from courses.choices import ATTENDANCE, AttendanceMethod, AttendanceState, EnrolmentState, LateCounts, SessionState
from courses.conditions import Condition
from courses.errors import CheckInClosedError, CourseError, NotAllowedError, ReasonMissingError
from courses.models import Attendance, AttendanceChange, Batch, RequirementResult
from courses.selectors.attendance import attendance_figures
from courses.services import cancel_session, close_batch, deliver_session, judge_pending
from courses.services.attendance import COUNT_EARLY, check_in, note_attendance
from courses.services.attendance_results import REFRESH
from courses.services.records import save_session
from tests.factories.courses import make_batch, make_course, make_enrolment, make_rule, make_session
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def batch(organiser):
    course = make_course(organisers=[organiser], materials_target=None)
    make_rule(course, Condition(ATTENDANCE, Decimal(80)))
    return make_batch(course)


def scan(session, enrolment, minutes=0, method=AttendanceMethod.QR):
    """Minutes after the start, by the server's clock."""
    moment = session.starts_at + timedelta(minutes=minutes)
    with clock.at(moment):
        return check_in(session=session, enrolment=enrolment, method=method, at=moment)


def work(at):
    with clock.at(at):
        work_jobs(kinds=[REFRESH, COUNT_EARLY], until_idle=False)


def result_of(enrolment):
    return RequirementResult.objects.values_list("value", "met").get(enrolment=enrolment, key=ATTENDANCE)


def test_a_scan_is_counted_once_and_makes_present(batch):
    session, enrolment = make_session(batch), make_enrolment(batch)

    first, again = scan(session, enrolment, minutes=5), scan(session, enrolment, minutes=40)

    assert (first.pk, again.arrived_at, again.state) == (again.pk, first.arrived_at, AttendanceState.PRESENT)
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.PRESENT
    assert AuditEntry.objects.filter(action="attendance.noted").count() == 1


def test_who_scans_early_is_counted_when_the_window_opens(batch):
    session, enrolment = make_session(batch), make_enrolment(batch)

    row = scan(session, enrolment, minutes=-40)
    enrolment.refresh_from_db()
    assert (row.state, enrolment.state) == (AttendanceState.PRESENT, EnrolmentState.CONFIRMED)

    work(session.starts_at - timedelta(minutes=15, seconds=1))
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.CONFIRMED
    work(session.starts_at - timedelta(minutes=15))
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.PRESENT


def test_an_early_scan_waits_for_a_session_that_was_moved_to_later(batch, organiser):
    session, enrolment = make_session(batch), make_enrolment(batch)
    opened = session.starts_at - timedelta(minutes=15)
    scan(session, enrolment, minutes=-40)
    session.starts_at += timedelta(hours=3)
    session.ends_at += timedelta(hours=3)
    with clock.at(opened - timedelta(minutes=1)):
        save_session(session=session, actor=organiser)

    work(opened)
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.CONFIRMED
    work(opened + timedelta(hours=3))
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.PRESENT
    work(session.ends_at)
    assert result_of(enrolment) == (100, True)


@pytest.mark.parametrize("minutes", [-76, 90 + 16])
def test_outside_the_window_no_code_counts(batch, minutes):
    session, enrolment = make_session(batch), make_enrolment(batch)

    with pytest.raises(CheckInClosedError):
        scan(session, enrolment, minutes=minutes)

    assert not Attendance.objects.exists()


def test_to_cancelled_sessions_other_batches_and_by_those_without_a_place_nobody_checks_in(batch):
    cancelled, session = make_session(batch, state=SessionState.CANCELLED), make_session(batch)
    closed = make_session(make_batch(batch.course, state="closed"))
    enrolment, elsewhere = make_enrolment(batch), make_enrolment(make_batch(batch.course))
    waiting = make_enrolment(batch, make_member("Tono"), state=EnrolmentState.WAITING)

    for wrong in [(cancelled, enrolment), (closed, enrolment), (session, elsewhere), (session, waiting)]:
        with pytest.raises(CourseError):
            scan(*wrong)

    assert not Attendance.objects.exists()


def test_the_rule_hears_of_a_session_when_it_is_over(batch):
    session, later = make_session(batch, hours="4"), make_session(batch, hours="1", minutes=200)
    enrolment, absent = make_enrolment(batch), make_enrolment(batch, make_member("Tono"))
    scan(session, enrolment)

    work(session.ends_at - timedelta(seconds=1))
    assert not RequirementResult.objects.exists()
    work(session.ends_at)

    assert result_of(enrolment) == (80, True)
    assert result_of(absent) == (0, False)
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.COMPLETED
    assert later.state == SessionState.PLANNED


def test_hours_as_delivered_count_and_cancelled_ones_nowhere(batch, organiser):
    sessions = [make_session(batch, f"Sesi {n}", hours="2") for n in range(3)]
    enrolment = make_enrolment(batch)
    scan(sessions[0], enrolment)
    over = sessions[0].ends_at

    with clock.at(over + timedelta(hours=1)):
        deliver_session(session=sessions[0], actor=organiser, hours=Decimal(4))
        assert attendance_figures([enrolment.pk])[enrolment.pk].of_whole == 50
    work(over + timedelta(hours=1))
    assert result_of(enrolment) == (50, False)
    with clock.at(over + timedelta(hours=2)):
        cancel_session(session=sessions[1], actor=organiser)
    work(over + timedelta(hours=2))
    assert result_of(enrolment) == (Decimal("66.66666"), False)
    with clock.at(over + timedelta(hours=3)):
        deliver_session(session=sessions[2], actor=organiser, hours=Decimal(1))
        close_batch(batch=batch, actor=organiser)
    work(over + timedelta(hours=3))

    assert result_of(enrolment) == (80, True)


def test_who_was_on_time_by_the_plan_may_be_late_by_what_took_place_and_the_other_way_round(batch, organiser):
    session, enrolment = make_session(batch), make_enrolment(batch)
    row = scan(session, enrolment, minutes=20)
    assert row.state == AttendanceState.LATE

    with clock.at(session.ends_at + timedelta(hours=1)):
        begun = session.starts_at + timedelta(minutes=30)
        deliver_session(session=session, actor=organiser, starts_at=begun, ends_at=begun + timedelta(minutes=90))
    work(session.ends_at + timedelta(hours=1))

    row.refresh_from_db()
    change = row.changes.get()
    assert (row.state, change.state_before, change.changed_by) == (AttendanceState.PRESENT, AttendanceState.LATE, None)


def test_a_correction_keeps_the_old_value_and_its_reason_and_counts_at_once(batch, organiser):
    session, other = make_session(batch, hours="4"), make_session(batch, hours="4")
    enrolment = make_enrolment(batch)
    row = scan(session, enrolment, minutes=3)
    note = {"session": session, "enrolments": [enrolment], "actor": organiser}

    with clock.at(session.ends_at + timedelta(hours=1)):
        left = session.starts_at + timedelta(minutes=20)
        note_attendance(**note, state=AttendanceState.LEFT_EARLY, left_at=left, reason=" Dipanggil kantor ")
        again = note_attendance(**note, state=AttendanceState.LEFT_EARLY, left_at=left, reason="Sekali lagi")
        assert (again, result_of(enrolment)) == (0, (0, False))
        note_attendance(**note, state=AttendanceState.PRESENT, reason="Salah orang")

    assert result_of(enrolment) == (50, False)
    changes = AttendanceChange.objects.values_list(
        "state_before", "state", "left_before", "left_at", "reason", "changed_by"
    )
    assert list(changes) == [
        ("present", "left_early", None, left, "Dipanggil kantor", organiser.pk),
        ("left_early", "present", left, None, "Salah orang", organiser.pk),
    ]
    row.refresh_from_db()
    assert row.arrived_at == session.starts_at + timedelta(minutes=3)
    assert AuditEntry.objects.filter(action="attendance.corrected").count() == 2
    assert other.attendances.count() == 0


def test_what_somebody_decided_by_hand_no_later_scan_undoes(batch, organiser):
    session, enrolment = make_session(batch), make_enrolment(batch)
    with clock.at(session.starts_at):
        note_attendance(
            session=session, enrolments=[enrolment], state=AttendanceState.ABSENT, actor=organiser, reason="Foto kode"
        )

    assert scan(session, enrolment, minutes=10).state == AttendanceState.ABSENT


def test_the_list_wants_a_reason_a_right_and_a_session_that_has_begun(batch, organiser):
    session, enrolment = make_session(batch), make_enrolment(batch)
    note = {"session": session, "enrolments": [enrolment], "state": AttendanceState.PRESENT}

    with clock.at(session.starts_at):
        with pytest.raises(ReasonMissingError):
            note_attendance(**note, actor=organiser, reason=" ")
        with pytest.raises(NotAllowedError):
            note_attendance(**note, actor=make_organiser("Fitri"), reason="Daftar")
        with pytest.raises(NotAllowedError):
            note_attendance(**note | {"enrolments": [make_enrolment(make_batch())]}, actor=organiser, reason="Daftar")
    with clock.at(session.starts_at - timedelta(days=1)):
        with pytest.raises(CheckInClosedError):
            note_attendance(**note, actor=organiser, reason="Daftar")
        assert note_attendance(**note | {"state": AttendanceState.EXCUSED}, actor=organiser, reason="Sakit") == 1

    assert list(Attendance.objects.values_list("state", "credit")) == [("excused", 0)]


def test_a_list_of_many_is_written_in_a_fixed_number_of_statements(batch, organiser, django_assert_num_queries):
    session = make_session(batch)
    people = [make_enrolment(batch, make_member(f"Peserta {n}")) for n in range(30)]

    with clock.at(session.starts_at), django_assert_num_queries(17):
        note_attendance(
            session=session, enrolments=people, state=AttendanceState.PRESENT, actor=organiser, reason="Daftar hadir"
        )

    assert session.attendances.count() == 30
    assert batch.enrolments.filter(state=EnrolmentState.PRESENT).count() == 30
    work(session.ends_at)
    assert RequirementResult.objects.filter(key=ATTENDANCE, met=True).count() == 30


def test_a_new_rule_finds_what_was_attended_before(batch):
    session, enrolment = make_session(batch), make_enrolment(batch)
    make_rule(batch.course, Condition(ATTENDANCE, Decimal(100)), Condition("materials", Decimal(100)))
    scan(session, enrolment)
    work(session.ends_at)
    make_rule(batch.course, Condition(ATTENDANCE, Decimal(50)))

    with clock.at(session.ends_at):
        assert judge_pending(course=batch.course).completed == 1

    assert result_of(enrolment) == (100, True)


def test_completion_is_never_taken_away_by_a_correction(batch, organiser):
    session, enrolment = make_session(batch), make_enrolment(batch)
    scan(session, enrolment)
    work(session.ends_at)

    with clock.at(session.ends_at):
        note_attendance(
            session=session, enrolments=[enrolment], state=AttendanceState.ABSENT, actor=organiser, reason="Salah"
        )

    enrolment.refresh_from_db()
    assert (enrolment.state, result_of(enrolment)) == (EnrolmentState.COMPLETED, (100, True))


def test_figures_of_many_take_three_queries(batch, django_assert_num_queries):
    session, other = make_session(batch, delivered=True), make_session(make_batch(batch.course), delivered=True)
    here, there = make_enrolment(batch), make_enrolment(other.batch)
    Attendance.objects.create(session=session, enrolment=here, state="present", credit=1, method="hand")

    with django_assert_num_queries(3):
        figures = attendance_figures([here.pk, there.pk])

    assert {pk: (one.so_far, one.jp_whole) for pk, one in figures.items()} == {here.pk: (100, 2), there.pk: (0, 2)}


def test_new_terms_of_the_course_count_in_running_batches_and_leave_closed_ones(batch):
    session, enrolment = make_session(batch), make_enrolment(batch)
    closed = make_session(make_batch(batch.course), "Dulu")
    earlier = make_enrolment(closed.batch)
    rows = [scan(session, enrolment, minutes=20), scan(closed, earlier, minutes=20)]
    Batch.objects.filter(pk=closed.batch.pk).update(state="closed", closed_at=clock.now())

    batch.course.late_counts = LateCounts.HALF
    during = session.starts_at + timedelta(minutes=30)
    with clock.at(during):
        batch.course.save_revision().publish()
    work(during)
    work(session.ends_at)

    assert [Attendance.objects.get(pk=row.pk).credit for row in rows] == [Decimal("0.5"), 1]
    assert result_of(enrolment) == (50, False)
