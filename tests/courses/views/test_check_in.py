"""A participant checks in: looking writes nothing, one tap counts, and every way past the code is shut."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from core import clock
from courses.attendance_section import attendance_section
from courses.check_in_codes import code_at, digits_at
from courses.check_in_words import of_window
from courses.choices import AttendanceMethod, AttendanceState, DoorState, EnrolmentState, Part
from courses.models import Attendance, DoorRequest, Enrolment, Session
from courses.services.attendance import window_of
from courses.views.check_in import COOKIE, TRIES
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_session
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def session(organiser):
    return make_session(make_batch(make_course(organisers=[organiser], materials_target=None)))


@pytest.fixture
def enrolment(session):
    return make_enrolment(session.batch, make_member("Tono"))


def at(session, seconds=0):
    return clock.at(session.starts_at + timedelta(seconds=seconds))


def page_of(session):
    return reverse("courses:check_in", args=[session.uid])


def scanned(client, session, code=None):
    """What the camera opens."""
    return client.get(
        reverse("courses:check_in_by_code", args=[session.uid, code or code_at(session.uid, clock.now())])
    )


def held_in(response):
    return response.context["held"]


def test_looking_writes_nothing_and_one_tap_counts(session, enrolment):
    client = client_of(enrolment.member)
    with at(session, 65):
        response = scanned(client, session)
        assert not Attendance.objects.exists()
        assert b"I am here" in response.content
    with at(session, 200):
        told = client.post(page_of(session), {"held": held_in(response)}, follow=True)

    row = Attendance.objects.get()
    assert (row.state, row.method, row.arrived_at) == (
        AttendanceState.PRESENT,
        AttendanceMethod.QR,
        session.starts_at + timedelta(seconds=65),
    )
    assert b"You are checked in" in told.content
    assert len(row.device) == 32
    assert "device" in client.cookies


def test_a_code_ninety_seconds_old_says_what_to_do(session, enrolment):
    with at(session):
        code = code_at(session.uid, clock.now())
    with at(session, 90):
        response = scanned(client_of(enrolment.member), session, code)

    assert b"Point the camera at the screen once more" in response.content
    assert b"I am here" not in response.content


@pytest.mark.parametrize("days", [0, 1])
def test_a_code_of_one_session_does_nothing_for_another_or_a_future_one(session, enrolment, days):
    other = make_session(session.batch, "Sesi lain", starts_at=session.starts_at + timedelta(days=days))
    client = client_of(enrolment.member)
    with at(session):
        response = scanned(client, other, code_at(session.uid, clock.now()))
        assert "held" not in response.context or not response.context["held"]
        good = held_in(scanned(client, session))
        client.post(page_of(other), {"held": good})
        client.post(page_of(other), {"digits": digits_at(session.uid, clock.now())})

    assert not Attendance.objects.exists()


def test_the_code_of_a_future_session_is_good_for_nothing_yet(session, enrolment):
    client = client_of(enrolment.member)
    with at(session, -2 * 3600):
        response = scanned(client, session)
        client.post(page_of(session), {"digits": digits_at(session.uid, clock.now())})

    assert b"Check-in is not open yet" in response.content
    assert not Attendance.objects.exists()


def test_an_early_scan_is_told_when_it_counts(session, enrolment):
    client = client_of(enrolment.member)
    with at(session, -1800):
        told = client.post(page_of(session), {"held": held_in(scanned(client, session))}, follow=True)
        enrolment.refresh_from_db()

    assert b"You scanned at 08.30 WIB. Check-in opens at 08.45 WIB; you are counted then" in told.content
    assert (Attendance.objects.count(), enrolment.state) == (1, EnrolmentState.CONFIRMED)


def test_the_code_stays_good_through_the_log_in_in_the_browser_that_scanned(session, enrolment):
    client, elsewhere = Client(), Client()
    with at(session):
        response = scanned(client, session)
    assert response["Location"] == f"{reverse(django_settings.LOGIN_URL)}?next={quote(page_of(session))}"
    for browser in (client, elsewhere):
        browser.force_login(enrolment.member, backend="members.backends.EmailOrNumberBackend")
        browser.cookies["django_language"] = "en"

    with at(session, 300):
        assert held_in(elsewhere.get(page_of(session))) == ""
        client.post(page_of(session), {"held": held_in(client.get(page_of(session)))})
    assert Attendance.objects.get().arrived_at == session.starts_at
    with at(session, 601):
        Attendance.objects.all().delete()
        assert held_in(client.get(page_of(session))) == ""


@pytest.mark.parametrize("who", ["colleague", "nobody"])
def test_what_one_person_holds_another_cannot_use(session, enrolment, who):
    colleague = make_enrolment(session.batch, make_member("Siti"))
    with at(session):
        held = held_in(scanned(client_of(enrolment.member), session))
        client = client_of(colleague.member) if who == "colleague" else Client()
        client.cookies[COOKIE] = held
        client.post(page_of(session), {"held": held if who == "colleague" else ""})
        client.post(page_of(session), {"held": held + "x"})

    assert not Attendance.objects.exists()


def test_digits_count_where_no_camera_does(session, enrolment):
    client = client_of(enrolment.member)
    with at(session, 40):
        digits = digits_at(session.uid, session.starts_at + timedelta(seconds=10))
        client.post(page_of(session), {"digits": f" {digits[:3]} {digits[3:]} "})

    assert Attendance.objects.get().method == AttendanceMethod.DIGITS


def test_who_guesses_digits_is_stopped_and_the_right_ones_no_longer_help(session, enrolment, settings):
    settings.RATE_LIMITS = True
    client = client_of(enrolment.member)
    with at(session):
        good = digits_at(session.uid, clock.now())
        wrong = [f"{(int(good) + n) % 10**6:06}" for n in range(1, TRIES + 1)]
        answers = [client.post(page_of(session), {"digits": digits}) for digits in wrong]
        last = client.post(page_of(session), {"digits": good})

    assert all(b"These digits are not right" in answer.content for answer in answers)
    assert b"Too many wrong digits" in last.content
    assert not Attendance.objects.exists()


def test_many_who_guess_together_are_stopped_in_that_session_alone(session, enrolment, settings, monkeypatch):
    settings.RATE_LIMITS = True
    monkeypatch.setattr("courses.views.check_in.ROOM_TRIES", 3)
    other = make_session(session.batch, "Sesi lain")
    people = [make_enrolment(session.batch, make_member(f"Peserta {n}")).member for n in range(3)]
    with at(session):
        for member in people:
            client_of(member).post(page_of(session), {"digits": "x"})
        client = client_of(enrolment.member)
        shut = client.post(page_of(session), {"digits": digits_at(session.uid, clock.now())})
        client.post(page_of(other), {"digits": digits_at(other.uid, clock.now())})

    assert b"Too many wrong digits" in shut.content
    assert list(Attendance.objects.values_list("session", flat=True)) == [other.pk]


def test_who_has_no_place_asks_for_one_by_a_good_code_alone(session):
    client = client_of(make_member("Tono"))
    with at(session):
        assert client.get(page_of(session)).status_code == 404
        assert client.post(page_of(session), {"digits": digits_at(session.uid, clock.now())}).status_code == 404
        stale = scanned(client, session, "x" * 12)
        assert session.subject.encode() not in stale.content
        response = scanned(client, session)
        assert b"Ask to be enrolled" in response.content
        told = client.post(page_of(session), {"held": held_in(response)}, follow=True)

    assert b"Your request is with the committee" in told.content
    assert DoorRequest.objects.get().state == DoorState.WAITING
    assert not Attendance.objects.exists()


def test_a_code_without_a_session_answers_as_a_stale_one(session, enrolment):
    unknown = Session(uid=enrolment.uid)
    with at(session):
        stale, nothing = scanned(Client(), session, "x" * 12), scanned(Client(), unknown)

    assert (stale.status_code, nothing.status_code) == (200, 200)
    assert session.subject.encode() not in stale.content
    assert b"check_in" not in str(nothing.cookies).encode()


def test_the_rooms_screen_shows_the_code_of_now_and_how_many_are_there(session, enrolment, django_assert_num_queries):
    speaker = make_part(session.batch, part=Part.SPEAKER)
    session.session_speakers.create(part=speaker)
    client = client_of(speaker.member)
    with at(session, 12):
        client.get(reverse("courses:room", args=[session.uid]))
        with django_assert_num_queries(6):
            response = client.get(reverse("courses:room_code", args=[session.uid]))
        digits = digits_at(session.uid, clock.now())
    with at(session, -3 * 3600):
        before = client.get(reverse("courses:room", args=[session.uid]))

    assert f"{digits[:3]} {digits[3:]}".encode() in response.content
    assert (response.context["seconds"], response.context["there"], response.context["expected"]) == (18, 0, 1)
    assert (b"room__qr" in response.content, b"room__qr" in before.content) == (True, False)
    assert b"style=" not in response.content


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (-3, "Check-in opens at 08.45 WIB. From 07.45 WIB on an early scan is kept and counted then."),
        (
            -3 - 24,
            "Check-in opens on {day} at 08.45 WIB. Scans from 07.45 WIB on are kept and counted then.",
        ),
        (3, "It closed at 10.45 WIB. If you were there, ask the committee to note you by hand."),
        (24, "It closed on {day} at 10.45 WIB. If you were there, ask the committee to note you by hand."),
    ],
)
def test_another_day_is_named(session, hours, said):
    with at(session, hours * 3600), translation.override("en"):
        told = of_window(session, window_of(session))
        day = date_format(session.starts_at.astimezone(session.batch.timezone), "l, j F Y")

    assert told.text == said.format(day=day)


def test_the_course_page_leads_to_check_in_and_to_the_rooms_screen(session, enrolment, rf):
    speaker = make_part(session.batch, part=Part.SPEAKER)
    session.session_speakers.create(part=speaker)

    def links(minutes, member, own=None):
        request = rf.get("/")
        request.user = member
        with at(session, minutes * 60):
            return [(link.label, link.status) for link in attendance_section(request, session.batch.course, own)]

    assert links(-200, enrolment.member, enrolment) == []
    assert links(5, enrolment.member, enrolment) == [("Check in: Komunikasi krisis", "open now")]
    assert links(110, enrolment.member, enrolment) == [("My attendance", "")]
    assert links(5, speaker.member) == [("Room screen: Komunikasi krisis", "open now")]
    assert links(110, speaker.member) == links(5, make_member("Orang lain")) == []


def test_only_who_works_in_the_room_shows_its_screen(session, enrolment, organiser):
    committee = make_part(session.batch, make_member("Panitia"), part=Part.COMMITTEE).member
    moderator = make_part(session.batch, make_member("Moderator"), part=Part.MODERATOR).member
    speaker_elsewhere = make_part(session.batch, make_member("Narasumber lain"), part=Part.SPEAKER).member
    address = reverse("courses:room", args=[session.uid])

    answers = {
        member: client_of(member).get(address).status_code
        for member in (organiser, committee, moderator, speaker_elsewhere, enrolment.member)
    }

    assert list(answers.values()) == [200, 200, 200, 404, 404]
    assert Enrolment.objects.count() == 1
