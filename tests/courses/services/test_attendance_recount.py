"""What becomes of who was noted when a session is moved, delivered at other times, or corrected meanwhile."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.services import work_jobs
from courses.choices import ATTENDANCE, AttendanceMethod, AttendanceState, EnrolmentState, LateCounts, SessionState
from courses.conditions import Condition
from courses.models import Attendance, Enrolment, RequirementResult, Session
from courses.selectors.attendance import noted_in
from courses.selectors.attendance_list import own_attendance
from courses.services import close_batch, deliver_session
from courses.services.attendance import COUNT_EARLY, check_in, count_early_scans, note_attendance
from courses.services.attendance_recount import recount_session
from courses.services.attendance_results import REFRESH, refresh_attendance
from courses.services.records import save_session
from tests.factories.courses import make_batch, make_course, make_enrolment, make_rule, make_session
from tests.factories.members import make_member, make_organiser
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db
PRESENT, LATE, ABSENT = AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.ABSENT
EXCUSED, MOVED = AttendanceState.EXCUSED, AttendanceState.MOVED
DAYS = timedelta(days=3)


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def session(organiser):
    course = make_course(organisers=[organiser], materials_target=None, late_counts=LateCounts.NOTHING)
    make_rule(course, Condition(ATTENDANCE, Decimal(80)))
    return make_session(make_batch(course))


def scan(session, enrolment, minutes=0):
    moment = session.starts_at + timedelta(minutes=minutes)
    with clock.at(moment):
        return check_in(session=session, enrolment=enrolment, method=AttendanceMethod.QR, at=moment)


def note(session, enrolment, state, actor, minutes=0):
    with clock.at(session.starts_at + timedelta(minutes=minutes)):
        note_attendance(session=session, enrolments=[enrolment], state=state, actor=actor, reason="Di ruangan")


def check_in_by_phone(session, enrolment, told, sent):
    moment = session.starts_at + timedelta(minutes=told)
    with clock.at(session.starts_at + timedelta(minutes=sent)):
        return check_in(session=session, enrolment=enrolment, method=AttendanceMethod.OFFLINE, at=moment)


def work(at):
    with clock.at(at):
        work_jobs(kinds=[REFRESH, COUNT_EARLY], until_idle=False)


def move(session, distance, actor, at):
    session.starts_at += distance
    session.ends_at += distance
    with clock.at(at):
        save_session(session=session, actor=actor)
    work(at)


@pytest.mark.parametrize(("minutes", "said"), [(30, PRESENT), (0, LATE)])
def test_what_somebody_decided_about_a_scan_no_delivery_undoes(session, organiser, minutes, said):
    enrolment = make_enrolment(session.batch)
    row = scan(session, enrolment, minutes=minutes)
    note(session, enrolment, said, organiser, minutes=40)

    over = session.ends_at + timedelta(hours=1)
    with clock.at(over):
        deliver_session(session=session, actor=organiser)
    work(over)

    row.refresh_from_db()
    assert (row.state, row.credit) == (said, said == PRESENT)
    assert row.changes.get().changed_by == organiser


def test_a_session_moved_to_another_day_sets_aside_whatever_was_said_of_the_day_given_up(session, organiser):
    everybody = [make_enrolment(session.batch, make_member(f"Peserta {n}")) for n in range(8)]
    early, scanned, back, listed, excused, absent, corrected, undone = everybody
    rows = {one: scan(session, one, minutes) for one, minutes in ((early, -40), (scanned, -10), (back, 5))}
    rows |= {corrected: scan(session, corrected, 30), undone: scan(session, undone)}
    said = {listed: PRESENT, excused: EXCUSED, absent: ABSENT, corrected: PRESENT, undone: ABSENT}
    for one, state in said.items():
        note(session, one, state, organiser, minutes=35)

    move(session, DAYS, organiser, session.starts_at + timedelta(hours=1))

    aside = Attendance.objects.filter(state=MOVED, credit=0, arrived_at=None)
    assert set(aside.values_list("enrolment", flat=True)) == {one.pk for one in everybody}
    assert set(Enrolment.objects.values_list("state", flat=True)) == {EnrolmentState.CONFIRMED}
    assert [noted_in(session, one) for one in everybody] == [None] * 8
    with clock.at(session.starts_at):
        assert all(own_attendance(one).rows[0].is_open for one in everybody)

    for one in (back, absent, undone):
        assert scan(session, one, minutes=20).state == LATE
    assert scan(session, corrected, minutes=5).state == PRESENT
    again = check_in_by_phone(session, corrected, told=2, sent=25)
    assert again.arrived_at == session.starts_at + timedelta(minutes=2)  # what was corrected on Monday is over
    note(session, scanned, ABSENT, organiser, minutes=30)
    assert scan(session, scanned, minutes=40).state == ABSENT  # somebody decided it since
    work(session.ends_at)
    counted = {one: 100 if one == corrected else 0 for one in everybody}
    results = RequirementResult.objects.filter(key=ATTENDANCE).values_list("enrolment", "value")
    assert dict(results) == {one.pk: value for one, value in counted.items()}
    assert rows[back].changes.count() == 2


def test_what_is_said_ahead_of_a_session_stands_until_it_is_moved_to_another_day(session, organiser):
    enrolment = make_enrolment(session.batch)
    note(session, enrolment, EXCUSED, organiser, minutes=-3000)

    def recounted(days):
        move(session, timedelta(days=days), organiser, session.starts_at - timedelta(minutes=3000))
        return Attendance.objects.get().state

    assert [recounted(days) for days in (0, 3, -4, 1)] == [EXCUSED, MOVED, MOVED, EXCUSED]
    note(session, enrolment, PRESENT, organiser, minutes=30)
    assert recounted(-1) == PRESENT  # said after the other day, too


def test_a_note_made_before_the_job_came_is_one_of_the_new_day(session, organiser):
    listed, comes = make_enrolment(session.batch), make_enrolment(session.batch, make_member("Tono"))
    note(session, listed, ABSENT, organiser)
    note(session, comes, ABSENT, organiser)
    session.starts_at += DAYS
    session.ends_at += DAYS
    session.save()

    note(session, listed, ABSENT, organiser, minutes=-2000)
    scan(session, comes)
    with clock.at(session.starts_at):
        assert recount_session(session=session) == 0

    assert list(Attendance.objects.order_by("pk").values_list("state", flat=True)) == [ABSENT, PRESENT]


@pytest.mark.parametrize("closes", [False, True])
def test_a_slip_in_the_day_of_a_delivery_says_at_most_who_was_late(session, organiser, closes):
    rows = [scan(session, make_enrolment(session.batch)), scan(session, make_enrolment(session.batch), minutes=30)]
    over = session.ends_at + DAYS
    with clock.at(over):
        deliver_session(
            session=session, actor=organiser, starts_at=session.starts_at + DAYS, ends_at=session.ends_at + DAYS
        )
        if closes:
            close_batch(batch=session.batch, actor=organiser)
    work(over)

    for row in rows:
        row.refresh_from_db()
    assert [(row.state, row.credit) for row in rows] == [(PRESENT, 1), (PRESENT, 1)]


def test_a_closed_batch_sets_nothing_aside(session, organiser):
    row = scan(session, make_enrolment(session.batch))
    with clock.at(session.ends_at):
        deliver_session(session=session, actor=organiser)
        close_batch(batch=session.batch, actor=organiser)
    Session.objects.update(starts_at=session.starts_at + DAYS, ends_at=session.ends_at + DAYS)

    with clock.at(session.ends_at + DAYS):
        assert recount_session(session=session) == 0

    row.refresh_from_db()
    assert (row.state, row.credit) == (PRESENT, 1)


def test_a_session_that_is_moved_back_has_its_people_again(session, organiser):
    enrolment, listed = make_enrolment(session.batch), make_enrolment(session.batch, make_member("Tono"))
    row = scan(session, enrolment, minutes=5)
    note(session, listed, PRESENT, organiser)
    ill = make_enrolment(session.batch, make_member("Umi"))
    note(session, ill, EXCUSED, organiser)
    soon = session.starts_at + timedelta(minutes=10)

    move(session, DAYS, organiser, soon)
    move(session, -DAYS, organiser, soon + timedelta(minutes=1))

    row.refresh_from_db()
    assert (row.state, row.credit, row.arrived_at) == (PRESENT, 1, session.starts_at + timedelta(minutes=5))
    assert list(Enrolment.objects.order_by("pk").values_list("state", flat=True)) == ["present", "present", "confirmed"]
    assert ill.attendances.get().state == EXCUSED
    with clock.at(soon + timedelta(minutes=2)):
        assert recount_session(session=session) == 0
    work(session.ends_at)
    results = RequirementResult.objects.order_by("enrolment").values_list("value", "met")
    assert list(results) == [(100, True), (100, True), (0, False)]


def test_a_correction_made_during_a_recount_stands(session, organiser):
    enrolment = make_enrolment(session.batch)
    row = scan(session, enrolment, minutes=20)
    begun = session.starts_at + timedelta(minutes=30)
    session.starts_at = begun
    session.save()

    with meanwhile(lambda: note(session, enrolment, ABSENT, organiser, minutes=40)):
        assert recount_session(session=session) == 0

    row.refresh_from_db()
    assert (row.state, row.changes.get().changed_by) == (ABSENT, organiser)


def test_a_correction_made_while_results_are_counted_is_not_overwritten(session, organiser):
    enrolment = make_enrolment(session.batch)
    scan(session, enrolment)

    with clock.at(session.ends_at), meanwhile(lambda: note(session, enrolment, ABSENT, organiser, minutes=40)):
        refresh_attendance(batch=session.batch)

    assert RequirementResult.objects.values_list("value", "met").get() == (0, False)
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.CONFIRMED


def test_what_another_job_writes_while_results_are_counted_is_counted_anew(session):
    enrolment = make_enrolment(session.batch)
    scan(session, enrolment)
    work(session.ends_at)

    def late_job():  # it had read the session before that was cancelled
        RequirementResult.objects.update(value=60)

    Session.objects.update(state=SessionState.CANCELLED)
    RequirementResult.objects.update(value=0, met=False)
    with clock.at(session.ends_at), meanwhile(late_job):
        refresh_attendance(batch=session.batch)

    assert RequirementResult.objects.values_list("value", "met").get() == (0, False)


def test_who_withdrew_before_an_early_scan_is_counted_stays_withdrawn(session):
    gone, stays = make_enrolment(session.batch), make_enrolment(session.batch, make_member("Tono"))
    for one in (gone, stays):
        scan(session, one, minutes=-40)

    def withdraw():
        Enrolment.objects.filter(pk=gone.pk).update(state=EnrolmentState.WITHDRAWN)

    with clock.at(session.starts_at), meanwhile(withdraw):
        assert count_early_scans(session=session) == 1

    assert list(Enrolment.objects.order_by("pk").values_list("state", flat=True)) == ["withdrawn", "present"]
