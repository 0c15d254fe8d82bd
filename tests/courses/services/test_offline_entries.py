"""What a phone at the door noted and no list took: it is kept, told and tried again."""

from datetime import timedelta

import pytest
from django.utils import translation

from core import clock
from courses.check_in_closing import closing_notes_of_check_in
from courses.choices import BatchState, EnrolmentState, SessionState
from courses.models import Attendance, AttendanceDevice, Batch, OfflineEntry, Session
from courses.selectors.attendance_remarks import remarks_on
from courses.services.offline_check_in import issue_device, take_check_ins
from tests.courses.services.test_door import at, entry
from tests.factories.courses import make_batch, make_course, make_enrolment, make_session
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db

CANCELLED = "This session was cancelled: there is nothing to check in to."
EXPIRED = "This list has expired. Note these people in the session's list, with a reason."


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def session(organiser):
    return make_session(make_batch(make_course(organisers=[organiser], materials_target=None)))


@pytest.mark.parametrize(
    ("meanwhile", "sentence"),
    [("closed", None), ("cancelled", CANCELLED), ("withdrawn", "This enrolment is not active."), ("expired", EXPIRED)],
)
def test_what_a_phone_noted_is_kept_though_it_comes_too_late_to_count(session, organiser, meanwhile, sentence):
    enrolment = make_enrolment(session.batch)
    with at(session, -30):
        device = issue_device(session=session, actor=organiser)
    one = entry(device, enrolment, session.starts_at)
    if meanwhile == "closed":
        Batch.objects.filter(pk=session.batch_id).update(state=BatchState.CLOSED, closed_at=clock.now())
        sentence = f"{session.batch.name} is closed: what was delivered is fixed."
    elif meanwhile == "cancelled":
        Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
    elif meanwhile == "withdrawn":
        type(enrolment).objects.filter(pk=enrolment.pk).update(state=EnrolmentState.WITHDRAWN)

    for _time in range(2):
        with translation.override("en"), at(session, 5 * 24 * 60 if meanwhile == "expired" else 60):
            outcome = take_check_ins(session=session, device=device.uid, entries=[one], actor=organiser)
            assert (outcome.taken, outcome.refused) == ([], {one.id: sentence})

    kept = OfflineEntry.objects.get()
    assert (kept.entry, kept.enrolment, kept.told_at, kept.refusal) == (one.id, enrolment, one.at, sentence)
    assert not Attendance.objects.exists()
    assert remarks_on(session, organiser).not_counted.rows == [kept]
    assert AttendanceDevice.objects.get().refused == 0


def test_what_was_refused_counts_once_it_comes_again_and_nothing_stands_in_its_way(session, organiser):
    enrolment = make_enrolment(session.batch)
    with at(session):
        device = issue_device(session=session, actor=organiser)
        one = entry(device, enrolment, clock.now())
    for state, taken in (
        (SessionState.CANCELLED, []),
        (SessionState.PLANNED, [one.id]),
        (SessionState.PLANNED, [one.id]),
    ):
        Session.objects.filter(pk=session.pk).update(state=state)
        with at(session, 10):
            outcome = take_check_ins(session=session, device=device.uid, entries=[one], actor=organiser)
        assert outcome.taken == taken

    assert (OfflineEntry.objects.get().refusal, Attendance.objects.get().arrived_at) == ("", one.at)
    assert remarks_on(session, organiser).count == 0


def test_before_a_batch_is_closed_phones_that_may_hold_entries_are_told(session, organiser, django_assert_num_queries):
    Batch.objects.filter(pk=session.batch_id).update(capacity=2)
    enrolment = make_enrolment(session.batch)
    with translation.override("en"), at(session):
        assert closing_notes_of_check_in(session.batch) == []
        for _time in range(2):  # one phone, prepared anew
            device = issue_device(session=session, actor=organiser)
        take_check_ins(
            session=session, device=device.uid, entries=[entry(device, enrolment, clock.now())], actor=organiser
        )
        with django_assert_num_queries(2):
            notes = closing_notes_of_check_in(session.batch)
    assert [note.text for note in notes] == [
        "1 person took a list along on a phone and may not have sent everything; entries that came so far: 1."
        " What comes after closing counts for nobody."
    ]

    other = make_enrolment(session.batch, make_member("Tono"))
    with translation.override("en"), clock.at(device.expires_at + timedelta(seconds=1)):
        take_check_ins(
            session=session, device=device.uid, entries=[entry(device, other, session.starts_at)], actor=organiser
        )
        notes = closing_notes_of_check_in(session.batch)
    assert [note.text for note in notes] == ["1 arrival noted on a phone is not counted and awaits a decision."]
