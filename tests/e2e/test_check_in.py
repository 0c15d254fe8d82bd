"""A room checks in: by the code on its screen, and by a phone at the door that has no signal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core import clock
from courses.check_in_codes import code_at
from courses.check_in_qr import qr_svg
from courses.choices import AttendanceMethod
from courses.models import Attendance, OfflineEntry, Session
from tests.e2e.axe import serious_findings
from tests.e2e.sitting import log_in_as, until
from tests.factories.courses import make_batch, make_course, make_enrolment, make_session
from tests.factories.members import make_member, make_organiser

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

WAITING = "() => Object.keys(localStorage).filter((key) => key.startsWith('check-in:')).length"
DRAWN = "() => document.querySelector('.room__qr path').getAttribute('d')"


@pytest.fixture
def session():
    course = make_course(organisers=[make_organiser()], materials_target=None)
    made = make_session(make_batch(course), starts_at=clock.now() - timedelta(minutes=1))
    for name in ("Ani", "Budi", "Tono"):
        make_enrolment(made.batch, make_member(name))
    return made


def organiser_of(session: Session):
    return session.batch.course.organisers.get().member


def noted(session: Session) -> list[tuple[str, str]]:
    return list(
        Attendance.objects.filter(session=session).order_by("pk").values_list("enrolment__member__name", "method")
    )


def address_on(drawn: str, session: Session, url: str) -> str:
    """What a camera reads from the screen: the address of one of the two codes that are good now."""
    for seconds in (0, 30):
        code = code_at(session.uid, clock.now() - timedelta(seconds=seconds))
        path = reverse("courses:check_in_by_code", args=[session.uid, code])
        if drawn in qr_svg(f"{url}{path}"):
            return path
    raise AssertionError("the screen shows another code")


def test_the_code_on_the_rooms_screen_is_scanned_and_one_tap_counts(
    page, context, browser, live_server, settings, session
):
    settings.SITE_URL = live_server.url
    room = browser.new_context(viewport={"width": 1280, "height": 800})
    log_in_as(room, live_server.url, organiser_of(session))
    screen = room.new_page()
    screen.goto(live_server.url + reverse("courses:room", args=[session.uid]))
    log_in_as(context, live_server.url, session.batch.enrolments.get(member__name="Tono").member)

    page.goto(live_server.url + address_on(screen.evaluate(DRAWN), session, live_server.url))
    assert noted(session) == []
    page.get_by_role("button", name="I am here").click()

    expect(page.locator(".check-in__told")).to_contain_text("You are checked in")
    assert noted(session) == [("Tono", AttendanceMethod.QR)]
    assert serious_findings(page) == []
    room.close()


def test_what_a_phone_notes_without_a_signal_counts_once(page, context, line, session):
    desk = line.url + reverse("courses:check_in_desk", args=[session.uid])
    log_in_as(context, line.url, organiser_of(session))
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(desk)
    page.get_by_role("button", name="Prepare this phone").click()
    expect(page.locator("[data-desk-state]")).to_contain_text("Ready: this list works without a signal until")

    line.cut()
    page.reload()
    expect(page.locator("[data-desk-state]")).to_contain_text("Ready")
    for name in ("Ani", "Budi"):
        page.get_by_role("button", name=f"Here: {name}").click()
        expect(page.get_by_role("button", name=f"Undo: {name}")).to_be_visible()
    expect(page.locator("[data-desk-queue]")).to_contain_text("Not sent yet: 2")
    assert serious_findings(page) == []
    assert noted(session) == []

    # A signal, and another page: from there they go out as well.
    line.mend()
    page.goto(line.url + reverse("courses:session_attendance", args=[session.batch.code, session.uid]))
    until(page, WAITING, 0)
    page.goto(desk)
    expect(page.locator("[data-desk-queue]")).to_have_text("Everything is sent.")
    expect(page.locator("[data-desk-count]")).to_have_text("2 / 3")
    assert noted(session) == [("Ani", AttendanceMethod.OFFLINE), ("Budi", AttendanceMethod.OFFLINE)]
    assert OfflineEntry.objects.count() == 2
