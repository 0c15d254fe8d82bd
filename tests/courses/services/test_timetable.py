from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from core import clock
from core.models import AuditEntry, Job
from core.services import work_jobs
from courses.choices import BatchState, SessionState
from courses.errors import BatchClosedError, NotAllowedError, SessionHasTracesError, SessionImpossibleError
from courses.models import Session, TimetableChange
from courses.selectors.timetable import TIMETABLE_MAILS
from courses.services import cancel_session, deliver_session, take_up_session
from courses.services.timetable import change_place, duplicate_session, keep_session, remove_session
from courses.services.timetable_changes import LATEST, QUIET
from members.models import Message
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_session
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 1, 1, tzinfo=UTC)
DAY = NOW.date() + timedelta(days=2)
NINE = datetime(2026, 11, 3, 2, tzinfo=UTC)  # nine in the morning in Jakarta


@pytest.fixture
def organiser():
    return make_member("Ratna", language="en")


@pytest.fixture
def batch(organiser):
    return make_batch(make_course(organisers=[organiser]), starts_on=DAY, name="Angkatan Yogya")


def keep(session, organiser, *, hours=None, speakers=(), **fields):
    return keep_session(session=session, hours=hours, speakers=speakers, materials=[], actor=organiser, **fields)


def planned(batch, minutes=90, begin=0, subject="Krisis"):
    start = NINE + timedelta(minutes=begin)
    return Session(batch=batch, subject=subject, starts_at=start, ends_at=start + timedelta(minutes=minutes))


def test_hours_follow_the_rule_of_the_course_unless_they_are_given(organiser, batch):
    by_rule = keep(planned(batch, 100), organiser)
    by_hand = keep(planned(batch, 100, begin=100), organiser, hours=Decimal("2.5"))

    assert (by_rule.jp, by_hand.jp) == (Decimal(2), Decimal("2.5"))


@pytest.mark.parametrize("minutes", [0, -10, 24 * 60 + 1])
def test_what_contradicts_itself_is_refused(organiser, batch, minutes):
    with pytest.raises(SessionImpossibleError):
        keep(planned(batch, minutes), organiser)

    assert not Session.objects.exists()


def test_the_very_same_session_stands_there_once(organiser, batch):
    first = keep(planned(batch), organiser)

    with pytest.raises(SessionImpossibleError):
        keep(planned(batch, subject="krisis"), organiser)
    keep(first, organiser)
    cancel_session(session=first, actor=organiser)
    keep(planned(batch), organiser)

    assert Session.objects.count() == 2


def test_what_is_planned_later_that_day_moves_along(organiser, batch):
    first, second = keep(planned(batch, 60), organiser), keep(planned(batch, 60, begin=90), organiser)
    tomorrow = keep(planned(batch, 60, begin=24 * 60), organiser)
    first.ends_at += timedelta(minutes=20)

    keep(first, organiser, later_too=True)

    second.refresh_from_db()
    tomorrow.refresh_from_db()
    assert second.starts_at == NINE + timedelta(minutes=110)
    assert tomorrow.starts_at == NINE + timedelta(days=1)


def test_nothing_moves_along_to_another_day(organiser, batch):
    first, second = keep(planned(batch, 60), organiser), keep(planned(batch, 60, begin=90), organiser)
    first.starts_at += timedelta(days=1)
    first.ends_at += timedelta(days=1)

    keep(first, organiser, later_too=True)

    second.refresh_from_db()
    assert second.starts_at == NINE + timedelta(minutes=90)


def test_a_duplicate_stands_there_once(organiser, batch):
    session = keep(planned(batch), organiser)
    duplicate_session(session=session, actor=organiser)

    with pytest.raises(SessionImpossibleError):
        duplicate_session(session=session, actor=organiser)

    assert Session.objects.count() == 2


def test_a_duplicate_follows_with_the_same_people(organiser, batch):
    part = make_part(batch)
    session = keep(planned(batch), organiser, speakers=[part], hours=Decimal(3))

    copy = duplicate_session(session=session, actor=organiser)

    assert (copy.starts_at, copy.ends_at, copy.jp) == (session.ends_at, session.ends_at + timedelta(minutes=90), 3)
    assert [row.part for row in copy.session_speakers.all()] == [part]


def test_only_a_session_without_traces_is_deleted(organiser, batch):
    empty, delivered = keep(planned(batch), organiser), keep(planned(batch, begin=90), organiser)
    with clock.at(delivered.ends_at):
        deliver_session(session=delivered, actor=organiser)

    remove_session(session=empty, actor=organiser)
    with translation.override("en"), pytest.raises(SessionHasTracesError) as refusal:
        remove_session(session=delivered, actor=organiser)

    assert str(refusal.value) == "“Krisis” cannot be deleted: it was delivered. Cancel it instead."
    assert list(Session.objects.all()) == [delivered]


def test_strangers_and_closed_batches_change_nothing(organiser, batch):
    session = keep(planned(batch), organiser)

    with pytest.raises(NotAllowedError):
        remove_session(session=session, actor=make_member("Orang lain"))
    batch.state, batch.closed_at = BatchState.CLOSED, clock.now()
    batch.save()
    for deed in (
        lambda: remove_session(session=session, actor=organiser),
        lambda: duplicate_session(session=session, actor=organiser),
        lambda: keep(session, organiser),
        lambda: change_place(batch=batch, venue="", city="Solo", map_url="", notice="", actor=organiser),
    ):
        with pytest.raises(BatchClosedError):
            deed()

    assert Session.objects.get().subject == "Krisis"


def test_ten_changes_make_one_mail_that_tells_old_and_new(organiser, batch):
    with clock.at(NOW):
        budi = make_enrolment(batch, make_member("Budi", language="en")).member
        siti = make_part(batch, make_member("Siti", language="en"))
        moved, gone = make_session(batch, "Krisis", starts_at=NINE), make_session(batch, "Batal", starts_at=NINE)
        same = make_session(batch, "Tetap", starts_at=NINE + timedelta(hours=3))
        for minutes in range(10, 60, 10):
            moved.starts_at, moved.ends_at = NINE + timedelta(minutes=minutes), NINE + timedelta(minutes=minutes + 90)
            keep(moved, organiser, speakers=[siti])
        cancel_session(session=gone, actor=organiser)
        keep(planned(batch, begin=300, subject="Tambahan"), organiser)
        same.room = "Lain"
        keep(same, organiser)
        same.room = ""
        keep(same, organiser)
        change_place(batch=batch, venue="Aula", city=batch.city, map_url="", notice="", actor=organiser)
        work_jobs(kinds=[TIMETABLE_MAILS], until_idle=False)
        assert not Message.objects.filter(template="timetable_changed").exists()  # not yet

    with clock.at(NOW + QUIET + timedelta(seconds=1)):
        work_jobs(kinds=[TIMETABLE_MAILS], until_idle=False)
        work_jobs(kinds=[TIMETABLE_MAILS], until_idle=False)

    mails = Message.objects.filter(template="timetable_changed").order_by("recipient__name")
    assert [mail.recipient for mail in mails] == [budi, siti.member]
    text = mails[0].text
    assert "Changed: Krisis" in text
    assert "Time: Tuesday, 3 November 2026, 09.00–10.30 WIB → Tuesday, 3 November 2026, 09.50–11.20 WIB" in text
    assert "Speakers: – → Siti" in text
    assert "Cancelled: Batal" in text
    assert "New: Tambahan" in text
    assert "Venue: – → Aula" in text
    assert "Tetap" not in text
    assert (moved.sequence, Session.objects.get(pk=gone.pk).sequence) == (6, 1)
    assert not TimetableChange.objects.filter(notice="").exists()


@pytest.mark.parametrize(("state", "starts_at"), [(BatchState.DRAFT, NINE), (BatchState.OPEN, NOW - timedelta(days=1))])
def test_nobody_is_told_of_what_is_over_or_not_open(organiser, batch, state, starts_at):
    batch.state = state
    batch.save()
    with clock.at(NOW):
        session = make_session(batch, starts_at=starts_at)
        session.room = "Aula"
        keep(session, organiser)

    assert not TimetableChange.objects.exists()
    assert not Job.objects.filter(kind=TIMETABLE_MAILS).exists()


def test_who_goes_on_changing_is_waited_for_half_an_hour_at_most(organiser, batch):
    session = make_session(batch, starts_at=NINE)
    for minutes in range(0, 40, 4):
        with clock.at(NOW + timedelta(minutes=minutes)):
            session.room = f"Ruang {minutes}"
            keep(session, organiser)

    job = Job.objects.get(kind=TIMETABLE_MAILS)
    assert job.run_after == NOW + LATEST


def test_a_session_that_takes_place_after_all_is_a_change(organiser, batch):
    with clock.at(NOW):
        session = make_session(batch, starts_at=NINE, state=SessionState.CANCELLED)
        taken_up = take_up_session(session=session, actor=organiser)
        again = take_up_session(session=session, actor=organiser)

    assert TimetableChange.objects.get().before["cancelled"] is True
    assert (taken_up.state, taken_up.sequence, again.sequence) == (SessionState.PLANNED, 1, 1)
    assert AuditEntry.objects.filter(action="session.taken_up").count() == 1
