import logging
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar

from core import clock
from courses.calendar_links import address_of
from courses.choices import BatchState, SessionState
from courses.models import CalendarAddress, CourseOrganiser
from courses.services.calendar import make_calendar_address, renew_calendar_address
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_session
from tests.factories.members import make_member, make_nip

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 3, 2, tzinfo=UTC)


@pytest.fixture
def batch():
    return make_batch(
        make_course("Tanggap hoaks"),
        starts_on=NINE.date(),
        name="Angkatan I",
        venue="Hotel Melia",
        notice="Pakai masker; bawa laptop.",
    )


def feed(client, member):
    return client.get(urlsplit(address_of(make_calendar_address(member=member))).path)


def events_of(response):
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def test_a_calendar_holds_the_own_sessions_as_participant_and_as_speaker(client, batch):
    budi = make_member("Budi", email="budi@rahasia.test", number=make_nip(), number_kind="nip")
    make_enrolment(batch, budi)
    make_enrolment(batch, make_member("Peserta Lain", email="lain@rahasia.test"))
    session = make_session(batch, "Krisis" + " panjang" * 20, starts_at=NINE, room="Aula", sequence=4)
    make_session(batch, "Batal", starts_at=NINE, state=SessionState.CANCELLED, online_url="https://rapat.example/9")
    taught = make_batch(make_course(), starts_on=NINE.date(), name="Tempat bicara")
    make_session(taught, "Saya bicara", starts_at=NINE, speakers=[make_part(taught, budi)])
    make_session(taught, "Orang lain bicara", starts_at=NINE)
    draft = make_batch(make_course(), starts_on=NINE.date(), state=BatchState.DRAFT)
    make_enrolment(draft, budi)
    make_session(draft, "Belum dibuka", starts_at=NINE)
    long_ago = make_batch(batch.course, starts_on=NINE.date() - timedelta(days=800))
    make_enrolment(long_ago, budi)
    make_session(long_ago, "Dulu")

    with clock.at(NINE):
        response = feed(client, budi)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75
    events = events_of(response)
    assert set(events) == {session.subject, "Batal", "Saya bicara"}
    krisis = events[session.subject]
    assert krisis["UID"].startswith(f"{session.uid}@")
    assert krisis["SEQUENCE"] == 4
    assert (krisis["DTSTART"].dt, krisis["DTEND"].dt) == (NINE, NINE + timedelta(minutes=90))
    assert krisis["LOCATION"] == "Aula, Hotel Melia, Yogyakarta"
    assert (krisis["STATUS"], events["Batal"]["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert "Pakai masker" in krisis["DESCRIPTION"]
    assert "09.00–10.30 WIB" in krisis["DESCRIPTION"]
    whole = response.content.replace(b"\r\n ", b"").decode()
    for secret in ("rahasia.test", budi.number, "Peserta Lain", "rapat.example"):
        assert secret not in whole
    assert f"/sessions/{session.uid}/join/" not in whole
    assert "/join/" in whole


def test_a_renewed_address_makes_the_one_before_worthless(client, batch):
    budi = make_enrolment(batch).member
    make_session(batch, "Krisis", starts_at=NINE)
    old = urlsplit(address_of(make_calendar_address(member=budi))).path
    new = urlsplit(address_of(renew_calendar_address(member=budi))).path

    with clock.at(NINE):
        assert client.get(old).status_code == 404
        assert "Krisis" in events_of(client.get(new))
    budi.is_active = False
    budi.save()
    assert client.get(new).status_code == 404
    assert CalendarAddress.objects.get().token_hash not in new


def test_after_a_change_of_the_sites_key_a_new_address_is_offered(client, batch, settings):
    budi = make_enrolment(batch).member
    make_session(batch, "Krisis", starts_at=NINE)
    make_calendar_address(member=budi)
    settings.SECRET_KEY = "lain" * 20
    own = client_of(budi)
    with clock.at(NINE):
        assert own.get("/calendar/").context["address"] == ""

        own.post("/calendar/make/")

        shown = own.get("/calendar/").context["address"]
        assert "Krisis" in events_of(client.get(urlsplit(shown).path))


def test_no_log_keeps_the_secret(client, batch, caplog):
    path = urlsplit(address_of(make_calendar_address(member=make_enrolment(batch).member))).path

    with caplog.at_level(logging.INFO, logger="access"):
        client.get(path)

    assert "courses:calendar_file" in caplog.text
    assert path not in caplog.text


def test_another_ones_calendar_shows_nothing_of_mine(client, batch):
    make_enrolment(batch)
    make_session(batch, "Krisis", starts_at=NINE)

    with clock.at(NINE):
        assert events_of(feed(client, make_member("Orang Lain"))) == {}


def test_guesses_and_fetches_are_limited_apart(client, batch, settings):
    settings.RATE_LIMITS = True
    budi = make_enrolment(batch).member

    with clock.at(NINE):
        answers = [client.get(f"/calendar/tebakan-{number}.ics").status_code for number in range(31)]
        own = feed(client, budi).status_code

    assert answers == [404] * 30 + [429]
    assert own == 200


def test_a_calendar_costs_as_much_for_one_session_as_for_three(client, batch, django_assert_num_queries):
    budi = make_enrolment(batch).member
    part = make_part(batch)
    for number in range(3):
        make_session(batch, f"Sesi {number}", starts_at=NINE + timedelta(hours=number), speakers=[part])
        with clock.at(NINE):
            path = urlsplit(address_of(make_calendar_address(member=budi))).path
            with django_assert_num_queries(3):
                client.get(path)


@pytest.mark.parametrize(
    ("who", "led"), [("participant", True), ("speaker", True), ("organiser", True), ("coordinator", False)]
)
def test_only_those_who_take_part_are_led_online(batch, who, led):
    session = make_session(batch, "Daring", starts_at=NINE, online_url="https://rapat.example/9")
    people = {
        "participant": lambda: make_enrolment(batch).member,
        "speaker": lambda: make_part(batch).member,
        "organiser": lambda: CourseOrganiser.objects.create(course=batch.course, member=make_member("Ratna")).member,
        "coordinator": lambda: make_member("Citra"),
    }
    client = client_of(people[who]())

    answer = client.get(f"/sessions/{session.uid}/join/")

    assert (answer.status_code, answer.get("Location")) == ((302, "https://rapat.example/9") if led else (404, None))


def test_the_schedule_tells_what_to_bring_and_leads_online_only_whom_it_concerns(batch, django_assert_num_queries):
    budi = make_enrolment(batch).member
    client = client_of(budi)
    for number in range(3):
        make_session(
            batch, f"Sesi {number}", starts_at=NINE + timedelta(hours=number), online_url="https://rapat.example/9"
        )
        with django_assert_num_queries(7):
            page = client.get(f"/batches/{batch.code}/schedule/").content.decode()

    assert "Pakai masker" in page
    assert page.count("/join/") == 3
    assert "rapat.example" not in page
    assert "WIB" in page
