"""Reminders by the clock: to whom they concern, once, in the morning, and to nobody else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core import clock
from core.models import AuditEntry
from courses.choices import BatchState, EnrolmentState, ReminderKind
from courses.errors import NotAllowedError
from courses.models import Batch
from courses.reminding import Reminding, is_session_near, missing_is_due
from courses.services.reminders import send_reminders, set_reminders
from members.choices import Delivery, MessageCategory
from members.models import Message
from members.services import choose_delivery
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_part, make_session
from tests.factories.members import make_member, make_organiser

FIRST, LAST = date(2026, 3, 10), date(2026, 3, 12)


@pytest.mark.parametrize(
    ("today", "days", "due"),
    [
        (date(2026, 3, 8), 3, False),  # so many days before the end is before the beginning
        (date(2026, 3, 10), 3, False),  # nobody could have done anything yet
        (date(2026, 3, 11), 3, True),
        (date(2026, 3, 11), 0, False),
        (date(2026, 3, 12), 0, True),
        (date(2026, 3, 26), 3, True),
        (date(2026, 3, 27), 3, False),  # long over
    ],
)
def test_what_is_missing_is_said_when_it_can_be_mended(today: date, days: int, due: bool) -> None:
    assert missing_is_due(FIRST, LAST, today, days) is due


@pytest.mark.parametrize(
    ("today", "near"),
    [(date(2026, 3, 2), False), (date(2026, 3, 3), True), (date(2026, 3, 9), True), (date(2026, 3, 10), False)],
)
def test_a_speaker_is_asked_until_the_eve(today: date, near: bool) -> None:
    assert is_session_near(FIRST, today, 7) is near


def at(day: int, hour: int) -> Any:
    """An hour of March 2026 in Jakarta."""
    return clock.at(datetime(2026, 3, day, tzinfo=UTC) + timedelta(hours=hour - 7))


def told() -> list[tuple[str, str]]:
    rows = Message.objects.order_by("template", "recipient__name").values_list("template", "recipient__name")
    return list(rows)


@pytest.fixture
def batch() -> Batch:
    organiser = make_organiser()
    course = make_course(organisers=[organiser])
    make_material(course)
    found = make_batch(course, starts_on=FIRST, ends_on=LAST, state=BatchState.OPEN, zone="Asia/Jakarta")
    for name, state in (
        ("Ani", EnrolmentState.CONFIRMED),
        ("Budi", EnrolmentState.WITHDRAWN),
        ("Cici", EnrolmentState.NOMINATED),
    ):
        make_enrolment(found, make_member(name), state=state)
    speaker = make_part(found, make_member("Dewi"))
    make_session(found, "Krisis", starts_at=datetime(2026, 3, 10, 1, 30, tzinfo=UTC), speakers=[speaker])
    return found


@pytest.mark.django_db
def test_each_hears_once_of_what_concerns_them(batch: Batch) -> None:
    closed = make_batch(batch.course, starts_on=FIRST, ends_on=LAST, state=BatchState.DRAFT)
    make_enrolment(closed, make_member("Eka"))
    make_session(closed, "Lain", starts_at=datetime(2026, 3, 10, 1, 30, tzinfo=UTC))

    with at(2, 9):
        assert send_reminders() == 0
    with at(3, 6):
        assert send_reminders() == 0  # it is not morning yet
    with at(3, 8):
        assert [send_reminders(), send_reminders()] == [1, 0]
    assert told() == [("material_reminder", "Dewi")]
    with at(9, 8):
        assert [send_reminders(), send_reminders()] == [2, 0]
    assert told()[1:] == [("session_tomorrow", "Ani"), ("session_tomorrow", "Dewi")]
    with at(10, 9):
        assert send_reminders() == 0
    with at(11, 9):
        assert [send_reminders(), send_reminders()] == [1, 0]
    assert told()[1] == ("missing_reminder", "Ani")
    messages = Message.objects.order_by("pk")
    assert {message.about for message in messages} == {batch.code}
    assert "7 hari" in messages[0].subject
    assert "- 08.30–" in Message.objects.filter(template="session_tomorrow")[0].text


@pytest.mark.django_db
def test_switches_days_and_what_people_chose_are_kept(batch: Batch) -> None:
    ani = batch.enrolments.get(member__name="Ani").member
    organiser = batch.course.organisers.get().member
    choose_delivery(member=ani, choices={MessageCategory.REMINDER: Delivery.INBOX})
    with pytest.raises(NotAllowedError):
        set_reminders(batch=batch, wanted=[], actor=ani)
    wanted = [Reminding(ReminderKind.MATERIAL, True, 2), Reminding(ReminderKind.MISSING, False, 3)]

    set_reminders(batch=batch, wanted=wanted, actor=organiser)
    set_reminders(batch=batch, wanted=wanted, actor=organiser)

    with at(7, 9):
        assert send_reminders() == 0
    with at(8, 9):
        assert send_reminders() == 1
    with at(9, 9):
        send_reminders()
    assert Message.objects.get(template="session_tomorrow", recipient=ani).state == "kept"
    with at(11, 9):
        assert send_reminders() == 0
    entry = AuditEntry.objects.filter(action="batch.reminders_set").latest("pk")
    assert entry.data == {"material": 2, "missing": 0}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_many_people_cost_as_much_as_one(batch: Batch, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        make_enrolment(batch, make_member(f"Peserta {number}"))
    with at(10, 9):
        send_reminders()

    with at(11, 9), django_assert_num_queries(25):
        assert send_reminders() == count + 1


@pytest.mark.django_db
def test_the_page_sets_them_and_offers_words_for_a_group(batch: Batch) -> None:
    client = client_of(batch.course.organisers.get().member)
    page = f"/batches/{batch.code}/reminders/"
    wanted = {"material_on": "on", "material_days": "5", "missing_days": "2", "tomorrow_on": "on"}

    refused = client.post(page, {**wanted, "missing_days": "0"})
    answer = client.post(page, wanted)

    assert refused.status_code == 200
    assert answer.status_code == 302
    rows = {row.kind: (row.is_on, row.days) for row in batch.reminders.all()}
    assert rows == {"material": (True, 5), "missing": (False, 2), "tomorrow": (True, 1)}
    assert "wa.me" not in client.get(page).content.decode()
    with at(9, 9):
        text = client.get(page).content.decode()
    assert "https://wa.me/?text=Yth." in text
    assert "Selasa, 10 Maret 2026" in text
