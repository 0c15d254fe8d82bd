from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from core import clock
from core.models import AuditEntry
from courses.choices import BatchState, EnrolmentState, Rounding, SessionState
from courses.errors import (
    BatchClosedError,
    BatchFullError,
    NotAllowedError,
    NothingDeliveredError,
    SessionNotDeliverableError,
    SessionsUndecidedError,
)
from courses.models import Enrolment
from courses.selectors import Programme, ProgrammeRow, delivered_programme
from courses.services import cancel_session, close_batch, deliver_session, enrol_member, withdraw_enrolment
from courses.signals import batch_closed
from members.services import move_member
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_session
from tests.factories.members import make_member, make_office

pytestmark = pytest.mark.django_db


def test_the_office_is_fixed_at_enrolment():
    bitung, manado = make_office(), make_office("KSOP Kelas III Manado")
    member = make_member(office=bitung)

    enrolment = enrol_member(batch=make_batch(), member=member)
    move_member(member=member, office=manado, actor=None)

    enrolment.refresh_from_db()
    assert enrolment.office == bitung
    assert enrol_member(batch=enrolment.batch, member=member) == enrolment
    assert Enrolment.objects.count() == 1


def test_a_full_batch_takes_nobody_until_somebody_withdraws():
    batch = make_batch(capacity=1)
    first = enrol_member(batch=batch, member=make_member("Adi"))
    late = make_member("Zaenal")
    with pytest.raises(BatchFullError):
        enrol_member(batch=batch, member=late)

    withdraw_enrolment(enrolment=first)
    enrol_member(batch=batch, member=late)

    assert list(batch.enrolments.occupying().values_list("member__name", flat=True)) == ["Zaenal"]


def test_closed_batches_take_nobody_and_lose_nobody():
    batch = make_batch()
    enrolment = make_enrolment(batch)
    make_session(batch, delivered=True)
    close_batch(batch=batch)

    with pytest.raises(BatchClosedError):
        enrol_member(batch=batch, member=make_member("Late"))
    with pytest.raises(BatchClosedError):
        withdraw_enrolment(enrolment=enrolment)

    assert list(batch.enrolments.values_list("state", flat=True)) == [EnrolmentState.CONFIRMED]


def test_a_session_is_delivered_as_planned_with_the_function_of_its_speakers():
    batch = make_batch()
    session = make_session(batch, minutes=90, hours="2", speakers=[make_part(batch, function="Kepala Dinas Kominfo")])

    with clock.at(session.starts_at):
        delivered = deliver_session(session=session)

    assert delivered.state == SessionState.DELIVERED
    assert (delivered.delivered_starts_at, delivered.delivered_ends_at) == (session.starts_at, session.ends_at)
    assert (delivered.delivered_jp, delivered.delivered_speaker) == (Decimal(2), "Kepala Dinas Kominfo")


def test_as_planned_from_an_old_page_leaves_what_was_entered_since():
    session = make_session(make_batch(), minutes=90, hours="2")
    with clock.at(session.ends_at):
        deliver_session(session=session, hours=Decimal(3), speaker="Pengganti")

        again = deliver_session(session=session)

    assert (again.delivered_jp, again.delivered_speaker) == (Decimal(3), "Pengganti")
    assert AuditEntry.objects.filter(action="session.delivered").count() == 1


def test_a_shorter_session_counts_by_the_courses_rule():
    batch = make_batch(make_course(minutes_per_jp=45, jp_rounding=Rounding.EXACT))
    session = make_session(batch, minutes=90, hours="2")

    with clock.at(session.ends_at):
        delivered = deliver_session(session=session, ends_at=session.starts_at + timedelta(minutes=60))

    assert delivered.delivered_jp == Decimal("1.33")


@pytest.mark.parametrize(
    "wrong", [{"minutes": 0}, {"minutes": 24 * 60 + 1}, {"minutes": 30 * 24 * 60}, {"hours": Decimal("999.5")}]
)
def test_what_no_session_can_be_is_refused(wrong):
    session = make_session(make_batch())
    ends_at = session.starts_at + timedelta(minutes=wrong.get("minutes", 90))

    with clock.at(session.ends_at), pytest.raises(SessionNotDeliverableError):
        deliver_session(session=session, ends_at=ends_at, hours=wrong.get("hours"))

    session.refresh_from_db()
    assert session.state == SessionState.PLANNED


def test_what_has_not_begun_is_delivered_only_with_the_times_it_was_held_at():
    session = make_session(make_batch())
    earlier = session.starts_at - timedelta(days=1)

    with clock.at(session.starts_at - timedelta(minutes=1)):
        with translation.override("en"), pytest.raises(SessionNotDeliverableError) as refusal:
            deliver_session(session=session)
        delivered = deliver_session(session=session, starts_at=earlier, ends_at=earlier + timedelta(minutes=90))

    assert "has not begun yet" in str(refusal.value)
    assert (delivered.state, delivered.delivered_starts_at) == (SessionState.DELIVERED, earlier)


def test_closing_names_the_sessions_that_stand_in_the_way():
    batch = make_batch()
    make_session(batch, "Pembukaan", delivered=True)
    make_session(batch, "Komunikasi krisis")
    make_session(batch, "Membuat konten")

    with pytest.raises(SessionsUndecidedError) as refusal:
        close_batch(batch=batch)

    assert "“Komunikasi krisis”" in str(refusal.value)
    assert "“Membuat konten”" in str(refusal.value)
    assert "Pembukaan" not in str(refusal.value)
    batch.refresh_from_db()
    assert batch.state == BatchState.OPEN


def test_a_batch_in_which_nothing_took_place_cannot_be_closed():
    batch = make_batch()
    cancel_session(session=make_session(batch))

    with pytest.raises(NothingDeliveredError):
        close_batch(batch=batch)


def test_closing_settles_the_hours_and_says_so_once(django_capture_on_commit_callbacks):
    heard = []

    def listen(batch_id, **kwargs):
        heard.append(batch_id)

    batch_closed.connect(listen)
    organiser = make_member("Ratna")
    batch = make_batch(make_course(organisers=[organiser]))
    for number in range(4):
        make_session(batch, f"Sesi {number}", hours="1.33", delivered=True, order=number)
    cancel_session(session=make_session(batch, "Batal"))

    with django_capture_on_commit_callbacks(execute=True):
        close_batch(batch=batch, actor=organiser)
        closed = close_batch(batch=batch, actor=organiser)
    batch_closed.disconnect(listen)

    assert (closed.state, closed.closed_by) == (BatchState.CLOSED, organiser)
    assert heard == [batch.pk]
    assert delivered_programme(batch) == Programme(
        rows=[
            ProgrammeRow("Sesi 0", "", Decimal(2)),
            ProgrammeRow("Sesi 1", "", Decimal(1)),
            ProgrammeRow("Sesi 2", "", Decimal(1)),
            ProgrammeRow("Sesi 3", "", Decimal(1)),
        ],
        total_jp=Decimal(5),
    )
    with pytest.raises(BatchClosedError):
        deliver_session(session=batch.sessions.first())


def test_only_an_organiser_of_the_course_may_run_a_batch():
    other_organiser = make_member("Joko")
    make_course(organisers=[other_organiser])
    batch = make_batch()
    session = make_session(batch, delivered=True)

    for refused in (
        lambda: enrol_member(batch=batch, member=make_member("Tamu"), actor=other_organiser),
        lambda: deliver_session(session=session, actor=other_organiser),
        lambda: cancel_session(session=session, actor=other_organiser),
        lambda: close_batch(batch=batch, actor=other_organiser),
    ):
        with pytest.raises(NotAllowedError):
            refused()

    batch.refresh_from_db()
    assert (batch.state, batch.enrolments.count()) == (BatchState.OPEN, 0)
