"""A scan before the log-in belongs to the browser that scanned; who was nominated scans as one who has a place."""

import pytest
from django.test import Client

from courses.choices import EnrolmentState
from courses.models import Attendance
from courses.views.check_in import COOKIE
from tests.courses.views.test_check_in import at, held_in, page_of, scanned
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_session
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


def log_in(client, enrolment):
    client.force_login(enrolment.member, backend="members.backends.EmailOrNumberBackend")


def test_a_scan_of_nobody_is_of_no_use_in_another_browser_nor_to_who_logs_in_next(session, enrolment):
    friend, next_one = (make_enrolment(session.batch, make_member(name)) for name in ("Siti", "Rina"))
    client, elsewhere = Client(), Client()
    with at(session):
        passed_on = scanned(client, session).cookies[COOKIE].value
        elsewhere.cookies[COOKIE] = passed_on
        log_in(elsewhere, friend)
        assert held_in(elsewhere.get(page_of(session))) == ""
        log_in(client, enrolment)
        client.post(page_of(session), {"held": held_in(client.get(page_of(session)))})
        log_in(client, next_one)
        assert held_in(client.get(page_of(session))) == ""
        # Whoever passes on the browser's own token as well is seen: both stand there with one device.
        elsewhere.cookies["device"] = client.cookies["device"].value
        elsewhere.post(page_of(session), {"held": held_in(elsewhere.get(page_of(session)))})

    first, second = Attendance.objects.order_by("pk")
    assert (first.enrolment, second.enrolment) == (enrolment, friend)
    assert first.device == second.device != ""


def test_who_is_nominated_stands_at_the_door_with_a_place(session):
    nominee = make_enrolment(session.batch, make_member("Wati"), state=EnrolmentState.NOMINATED)
    with at(session):
        response = scanned(client_of(nominee.member), session)

    assert (response.context["enrolment"], b"Ask to be enrolled" in response.content) == (nominee, False)
