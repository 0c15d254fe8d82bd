"""Who stands on the lists of attendance, who opens them, and what is told of many."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from courses.choices import Part
from courses.models import Attendance, AttendanceDevice, OfflineEntry
from courses.selectors.attendance_remarks import remarks_on
from members.choices import SiteRole
from tests.access.papers import appoint
from tests.courses.views.test_attendance import address, people_of
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_session
from tests.factories.members import make_member, make_office, make_organiser, make_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def session(organiser):
    return make_session(make_batch(make_course(organisers=[organiser], materials_target=None)))


def test_who_looks_and_may_not_note_is_told_so(session):
    (enrolment,) = people_of(session, 1)
    auditor = make_member("Auditor", role=SiteRole.AUDITOR)

    with clock.at(session.starts_at):
        told = client_of(auditor).post(address(session), {"people": [str(enrolment.uid)]})

    assert (told.status_code, b"is not yours to note" in told.content) == (403, True)


def test_the_lists_hold_everybody_who_holds_a_place(session, organiser):
    for name, state in [("Ani", "confirmed"), ("Budi", "nominated"), ("Citra", "waiting"), ("Dedi", "withdrawn")]:
        make_enrolment(session.batch, make_member(name), state=state)
    client, wanted = client_of(organiser), ["Ani", "Budi"]

    listed = [one.member.name for one in client.get(address(session)).context["page_obj"]]
    taken_along = client.get(reverse("courses:check_in_roster", args=[session.uid])).json()["people"]
    printed = client.get(reverse("courses:sign_in_sheet", args=[session.uid])).context["offices"]
    counted = client.get(reverse("courses:batch_attendance", args=[session.batch.code])).context["rows"]

    assert listed == [one["name"] for one in taken_along] == [name for _office, rows in printed for _n, name in rows]
    assert (listed, counted[0].expected) == (wanted, 2)


def test_the_committee_opens_the_page_of_everybody_whose_attendance_it_keeps(session):
    (enrolment,) = people_of(session, 1)
    committee = make_part(session.batch, make_member("Panitia"), part=Part.COMMITTEE).member
    elsewhere = make_enrolment(make_batch(session.batch.course), make_member("Orang lain"))

    answers = [
        client_of(committee).get(reverse("courses:enrolment_attendance", args=[one.uid])).status_code
        for one in (enrolment, elsewhere)
    ]

    assert answers == [200, 404]


def test_the_page_of_what_looks_unusual_names_few_of_many_and_who_was_not_counted(session, organiser):
    people = people_of(session, 13)
    Attendance.objects.bulk_create(
        Attendance(
            session=session,
            enrolment=one,
            state="present",
            credit=1,
            method="qr",
            arrived_at=session.starts_at,
            device="a",
        )
        for one in people[:12]
    )
    device = AttendanceDevice.objects.create(
        session=session, member=organiser, expires_at=session.ends_at, issued_at=session.starts_at
    )
    OfflineEntry.objects.create(
        entry=people[12].uid,
        device=device,
        enrolment=people[12],
        told_at=session.starts_at,
        refusal="Angkatan ditutup.",
    )

    page = client_of(organiser).get(address(session, "attendance_remarks"))

    (shared,) = page.context["remarks"].shared_devices
    assert (len(shared.rows), shared.more) == (10, 2)
    text = page.content.decode()
    assert text.count("and 2 more") == 2  # of the device, and of the second
    assert "Angkatan ditutup." in text
    assert address(session, "attendance_entry", people[12].uid) in text


def test_numbers_are_of_everybody_or_of_the_own_province(session, organiser):
    here, there = make_province(), make_province("34", "DI Yogyakarta", "Asia/Jakarta")
    office, elsewhere = make_office(province=here), make_office("KSOP Tanjung", province=there)
    coordinator = make_member("Citra", office=office)
    appoint(coordinator, office, here)
    later = make_session(session.batch, "Sesi lain")
    states = ["present", "present", "late", "left_early", "excused", "absent", "moved", ""]
    for where, noted in [(office, states), (elsewhere, states[1:4])]:
        for number, state in enumerate(noted):
            one = make_enrolment(session.batch, make_member(f"{where.name} {number}", office=where))
            if state:
                Attendance.objects.create(session=session, enrolment=one, state=state, credit=0, method="hand")

    rows = [
        client_of(who).get(reverse("courses:batch_attendance", args=[session.batch.code])).context["rows"]
        for who in (organiser, coordinator)
    ]

    assert [[(row.session, row.expected, row.attended, row.late, row.unnoted) for row in found] for found in rows] == [
        [(session, 11, 7, 2, 2), (later, 11, 0, 0, 11)],
        [(session, 8, 4, 1, 2), (later, 8, 0, 0, 8)],
    ]


def test_of_devices_and_seconds_those_of_most_and_the_first_are_named(session, organiser):
    people = people_of(session, 45)
    devices = [f"d{number // 2:02}" for number in range(42)] + ["d05", "", ""]
    last = timedelta(microseconds=999_999)  # of the first second
    after = [timedelta(seconds=number) for number in range(42)] + [last, timedelta(), last]
    Attendance.objects.bulk_create(
        Attendance(
            session=session,
            enrolment=one,
            state="present",
            credit=1,
            method="digits" if number % 2 else "qr",
            device=devices[number],
            arrived_at=session.starts_at + after[number],
        )
        for number, one in enumerate(people)
    )

    remarks = remarks_on(session, organiser)

    assert (
        [[row.enrolment for row in few.rows] for few in remarks.shared_devices[:3]]
        == [
            [people[42], people[10], people[11]],  # in the order of their coming
            people[:2],
            people[2:4],
        ]
    )
    assert (len(remarks.shared_devices), remarks.more_devices) == (20, 1)
    assert [(second, [row.enrolment for row in few.rows]) for second, few in remarks.bursts] == [
        (session.starts_at, [people[0], people[43], people[42], people[44]])
    ]
