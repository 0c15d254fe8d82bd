"""From one coordinator to the next: appointed together by decree, what is left behind, and that it was received."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from core import clock
from core.models import AuditEntry
from members.errors import InaugurationRefusedError, MemberError
from members.models import CoordinatorAppointment, HandOver, Message, Office, User
from members.selectors import coordination_on
from members.services import (
    appoint_coordinator,
    end_appointment,
    erase_member,
    inaugurate_coordinators,
    receive_hand_over,
    write_hand_over,
)
from tests.factories.members import make_administrator, make_member, make_office, make_province

pytestmark = pytest.mark.django_db
NOTE = "Kontak Likupang hanya lewat telepon."


@pytest.fixture
def bitung() -> Office:
    return make_office("KSOP Kelas II Bitung", province=make_province())


@pytest.fixture
def administrator() -> User:
    return make_administrator()


def on(day: date) -> AbstractContextManager[object]:
    return clock.at(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))


def appoint(member: User, office: Office, since: date, actor: User | None = None) -> CoordinatorAppointment:
    assert office.province is not None
    return appoint_coordinator(
        province=office.province, office=office, member=member, decree=f"SK {since.year}", since=since, actor=actor
    )


def handed_over(office: Office, actor: User | None) -> tuple[User, User, HandOver]:
    ruth, meike = make_member("Ruth Mamahit", office=office), make_member("Meike Wowor", office=office)
    appoint(ruth, office, date(2020, 9, 22))
    with on(date(2023, 1, 1)):
        appoint(meike, office, date(2023, 1, 1), actor)
    return ruth, meike, HandOver.objects.get()


def test_a_successor_opens_a_hand_over_and_both_are_told(bitung: Office, administrator: User) -> None:
    ruth, meike, hand_over = handed_over(bitung, administrator)

    appoint(meike, bitung, date(2023, 1, 1), administrator)  # the same again

    assert (hand_over.earlier.member, hand_over.later.member) == (ruth, meike)
    assert hand_over.earlier.valid_to == date(2022, 12, 31)
    letters = Message.objects.filter(template__startswith="coordinator_").order_by("template")
    assert [(letter.template, letter.recipient) for letter in letters] == [
        ("coordinator_appointed", meike),
        ("coordinator_relieved", ruth),
    ]
    assert all(f"/coordinators/hand-over/{hand_over.uid}/" in letter.text for letter in letters)


def test_nobody_hands_over_to_oneself_or_after_a_gap(bitung: Office) -> None:
    ruth = make_member("Ruth Mamahit", office=bitung)
    first = appoint(ruth, bitung, date(2020, 1, 1))
    appoint(ruth, bitung, date(2021, 1, 1))
    end_appointment(appointment=CoordinatorAppointment.objects.latest("pk"), last_day=date(2021, 6, 30), actor=None)
    appoint(make_member("Meike Wowor", office=bitung), bitung, date(2023, 1, 1))

    assert first.province.appointments.count() == 3
    assert not HandOver.objects.exists()


@pytest.mark.parametrize(("since", "opened"), [(date(2023, 3, 1), True), (date(2023, 3, 2), False)])
def test_a_vacancy_loses_no_hand_over_while_the_note_may_be_written(
    bitung: Office, administrator: User, since: date, opened: bool
) -> None:
    ruth, meike = make_member("Ruth Mamahit", office=bitung), make_member("Meike Wowor", office=bitung)
    first = appoint(ruth, bitung, date(2020, 9, 22))
    end_appointment(appointment=first, last_day=date(2022, 12, 31), actor=None)

    with on(since):
        appoint(meike, bitung, since, administrator)  # sixty days later, or one more

    found = [(row.earlier.member, row.later.member) for row in HandOver.objects.all()]
    assert found == ([(ruth, meike)] if opened else [])
    assert Message.objects.filter(template__startswith="coordinator_").count() == (2 if opened else 0)


@pytest.mark.parametrize(("entered", "writable"), [(date(2023, 3, 1), True), (date(2023, 3, 2), False)])
@pytest.mark.parametrize("ended", [date(2022, 12, 31), None])
def test_nobody_is_asked_for_a_note_that_cannot_be_written_any_more(
    bitung: Office, administrator: User, entered: date, writable: bool, ended: date | None
) -> None:
    """A decree that holds from 1 January is entered two months later, after a coordinator who left, or who did not."""
    ruth, meike = make_member("Ruth Mamahit", office=bitung), make_member("Meike Wowor", office=bitung)
    first = appoint(ruth, bitung, date(2020, 9, 22))
    if ended:
        end_appointment(appointment=first, last_day=ended, actor=None)

    with on(entered):
        appoint(meike, bitung, date(2023, 1, 1), administrator)
        assert [row.is_writable for row in HandOver.objects.all()] == [True] * writable

    assert Message.objects.filter(template__startswith="coordinator_").count() == (2 if writable else 0)


def test_who_stands_in_between_two_takes_over_from_nobody_a_second_time(bitung: Office) -> None:
    ruth, meike, _hand_over = handed_over(bitung, None)
    CoordinatorAppointment.objects.filter(member=ruth).update(valid_to=date(2022, 12, 1))
    assert bitung.province is not None

    appoint_coordinator(
        province=bitung.province,
        office=bitung,
        member=make_member("Joko", office=bitung),
        decree="SK sementara",
        since=date(2022, 12, 5),
        until=date(2022, 12, 20),
        actor=None,
    )

    assert [row.later.member for row in HandOver.objects.all()] == [meike]


def test_the_note_is_the_predecessors_until_it_is_received(bitung: Office) -> None:
    ruth, meike, hand_over = handed_over(bitung, None)
    with clock.at(datetime(2023, 1, 5, tzinfo=UTC)):
        with pytest.raises(MemberError, match="coordinator until then"):
            write_hand_over(hand_over=hand_over, note="Bukan saya", actor=meike)
        write_hand_over(hand_over=hand_over, note=f" {NOTE} ", actor=ruth)
        with pytest.raises(MemberError, match="new coordinator"):
            receive_hand_over(hand_over=hand_over, actor=ruth)
        receive_hand_over(hand_over=hand_over, actor=meike)
        first = HandOver.objects.get().received_at
        receive_hand_over(hand_over=hand_over, actor=meike)
        with pytest.raises(MemberError, match="closed"):
            write_hand_over(hand_over=hand_over, note="Terlambat", actor=ruth)

    saved = HandOver.objects.get()
    assert (saved.note, saved.received_at) == (NOTE, first)
    actions = AuditEntry.objects.filter(action__startswith="hand_over.").values_list("action", "actor")
    assert sorted(actions) == [("hand_over.received", meike.pk), ("hand_over.written", ruth.pk)]


@pytest.mark.parametrize(("days", "writable"), [(60, True), (61, False)])
def test_the_time_to_write_ends(bitung: Office, days: int, writable: bool) -> None:
    _ruth, _meike, hand_over = handed_over(bitung, None)

    with clock.at(datetime(2022, 12, 31, 12, tzinfo=UTC) + timedelta(days=days)):
        assert hand_over.is_writable is writable


def test_an_erased_account_leaves_no_note(bitung: Office) -> None:
    ruth, _meike, hand_over = handed_over(bitung, None)
    HandOver.objects.update(note=NOTE)

    erase_member(member=ruth, actor=None, reason="Diminta sendiri")

    assert HandOver.objects.get(pk=hand_over.pk).note == ""


def test_many_are_inaugurated_by_one_decree_or_none(bitung: Office, administrator: User) -> None:
    yogya = make_office("KSOP Kelas II Tanjung", province=make_province("34", "DI Yogyakarta", "Asia/Jakarta"))
    assert bitung.province is not None
    assert yogya.province is not None
    meike, arif = make_member("Meike Wowor", office=bitung), make_member("Arif Nugroho", office=yogya)
    stray = make_member("Tanpa Kantor")
    day = date(2020, 9, 22)

    with pytest.raises(InaugurationRefusedError) as refused:
        inaugurate_coordinators(
            decree="KP 1", since=day, people={bitung.province: meike, yogya.province: stray}, actor=administrator
        )
    assert refused.value.by_province == {"34": "Tanpa Kantor belongs to no office on that day."}
    assert not CoordinatorAppointment.objects.exists()

    people = {bitung.province: meike, yogya.province: arif}
    inaugurate_coordinators(decree=" KP 1 ", since=day, people=people, actor=administrator)
    inaugurate_coordinators(decree="KP 1", since=day, people=people, actor=administrator)
    found = CoordinatorAppointment.objects.order_by("province__code").values_list(
        "province__code", "member__name", "office", "decree", "valid_from", "valid_to"
    )
    assert list(found) == [
        ("34", "Arif Nugroho", yogya.pk, "KP 1", day, None),
        ("71", "Meike Wowor", bitung.pk, "KP 1", day, None),
    ]
    with pytest.raises(MemberError, match="Only an administrator"):
        inaugurate_coordinators(decree="KP 2", since=day, people=people, actor=meike)


def test_the_list_names_who_it_was_on_a_day(bitung: Office, client: Client, administrator: User) -> None:
    ruth, meike, hand_over = handed_over(bitung, None)
    make_office("KSOP Kelas II Tanjung", province=make_province("34", "DI Yogyakarta", "Asia/Jakarta"))

    before, after = coordination_on(date(2021, 1, 1)), coordination_on(date(2023, 1, 1))

    assert [(row.province.name, row.current and row.current.member) for row in before] == [
        ("DI Yogyakarta", None),
        ("Sulawesi Utara", ruth),
    ]
    assert [(row.current and row.current.member, len(row.earlier)) for row in after] == [(None, 0), (meike, 1)]
    assert [row.province.code for row in coordination_on(date(2023, 1, 1), vacant=True)] == ["34"]
    assert [row.province.code for row in coordination_on(date(2023, 1, 1), text="meike")] == ["71"]
    client.cookies["django_language"] = "en"
    client.force_login(administrator)
    page = client.get("/coordinators/?on=2021-02-30&show=vacant").content.decode()
    assert "1 province without a coordinator" in page
    assert "Meike" not in page
    link = f"/coordinators/hand-over/{hand_over.uid}/"
    assert link in client.get("/coordinators/?on=2023-01-01").content.decode()
    past = client.get("/coordinators/?on=2021-01-01&q=ruth")
    assert link not in past.content.decode()
    assert 'name="on" value="2021-01-01"' in past.content.decode()  # one form for both
    assert past.context["listing"].query == "q=ruth&on=2021-01-01"  # and other pages show the same day


def test_the_form_names_what_is_wrong_at_its_province(bitung: Office, client: Client, administrator: User) -> None:
    meike = make_member("Meike Wowor", office=bitung, email="meike@example.go.id")
    make_office("KSOP Kelas II Tanjung", province=make_province("34", "DI Yogyakarta", "Asia/Jakarta"))
    client.cookies["django_language"] = "en"
    client.force_login(administrator)
    data = {"decree": "KP 7", "since": "2020-09-22", "person-71": "meike@example.go.id", "person-34": "siapa@x.id"}

    refused = client.post("/coordinators/inaugurate/", data).content.decode()
    assert "Nobody with an account has this address or number." in refused
    wrong = client.post("/coordinators/inaugurate/", {**data, "person-34": "meike@example.go.id"}).content.decode()
    assert "KSOP Kelas II Bitung does not lie in DI Yogyakarta." in wrong
    assert not CoordinatorAppointment.objects.exists()
    assert client.post("/coordinators/inaugurate/", {**data, "person-34": ""}).status_code == 302
    assert CoordinatorAppointment.objects.get().member == meike
