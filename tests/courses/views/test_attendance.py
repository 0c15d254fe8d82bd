"""The lists of who keeps attendance: numbers, ticking, corrections, the door, the roster of a phone, the sheet."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from courses.check_in_devices import signature_of
from courses.choices import AttendanceState, DoorState, EnrolmentState, Part
from courses.models import Attendance, AttendanceDevice, DoorRequest
from courses.selectors.attendance_list import own_standing
from courses.services.attendance import note_attendance
from courses.services.attendance_recount import recount_session
from courses.services.door import ask_at_door
from courses.services.enrolment import change_enrolment_state
from tests.access.papers import appoint
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_session
from tests.factories.members import make_member, make_office, make_organiser, make_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def session(organiser):
    return make_session(make_batch(make_course(organisers=[organiser], materials_target=None)))


def address(session, name="session_attendance", *more):
    return reverse(f"courses:{name}", args=[session.batch.code, session.uid, *more])


def people_of(session, number, **fields):
    return [make_enrolment(session.batch, make_member(f"Peserta {n}", **fields)) for n in range(number)]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_take_the_same_queries_for_one_and_for_many(session, organiser, rows, django_assert_num_queries):
    people = people_of(session, rows, office=make_office())
    for number in range(rows - 1):
        make_session(session.batch, f"Sesi {number}")
    with clock.at(session.starts_at):
        note_attendance(
            session=session, enrolments=people, state=AttendanceState.PRESENT, actor=organiser, reason="Daftar"
        )
    client = client_of(organiser)
    batch = reverse("courses:batch_attendance", args=[session.batch.code])
    client.get(batch)

    with django_assert_num_queries(8):
        client.get(batch)
    with django_assert_num_queries(12):
        client.get(address(session))
    with django_assert_num_queries(11):
        client.get(address(session, "attendance_remarks"))
    with django_assert_num_queries(7):
        client.get(reverse("courses:enrolment_attendance", args=[people[0].uid]))
    with django_assert_num_queries(6):
        client.get(reverse("courses:check_in_roster", args=[session.uid]))


def test_those_who_are_ticked_are_noted_with_a_reason(session, organiser):
    first, second, third = people_of(session, 3)
    client = client_of(organiser)
    asked = {"people": [str(first.uid), str(third.uid)], "state": "late", "reason": ""}

    with clock.at(session.starts_at):
        refused = client.post(address(session), asked)
        assert (refused.status_code, Attendance.objects.count()) == (200, 0)
        assert refused.content.count(b" checked>") == 2  # nobody ticks them anew
        client.post(address(session), asked | {"reason": "Kamera rusak"})

    assert {row.enrolment for row in Attendance.objects.all()} == {first, third}
    found = client.get(address(session) + "?" + urlencode({"state": "missing"})).context["page_obj"]
    assert list(found) == [second]
    assert list(client.get(address(session) + "?q=Peserta+2").context["page_obj"]) == [third]


def test_the_rest_of_the_page_is_noted_at_once_and_nobody_is_noted_anew(session, organiser):
    late, gone, *others = people_of(session, 4)
    client = client_of(organiser)
    with clock.at(session.starts_at):
        shown = client.get(address(session))
        note_attendance(
            session=session, enrolments=[late], state=AttendanceState.LATE, actor=organiser, reason="Ombak tinggi"
        )
        change_enrolment_state(enrolment=gone, state=EnrolmentState.WITHDRAWN)
        asked = {"whom": "rest", "unnoted": [str(one.uid) for one in (late, gone, *others)], "people": [str(late.uid)]}
        client.post(address(session), asked | {"state": "present", "reason": "Daftar hadir"})
        afterwards = client.get(address(session))

    assert dict(Attendance.objects.values_list("enrolment", "state")) == {
        late.pk: "late",
        **dict.fromkeys((one.pk for one in others), "present"),
    }
    assert (shown.context["unnoted"], shown.content.count(b'name="unnoted"')) == (4, 4)
    assert (afterwards.context["unnoted"], afterwards.content.count(b'value="rest"')) == (0, 0)


def test_whom_a_move_set_aside_stand_in_the_list_as_not_noted(session, organiser):
    people = people_of(session, 3)
    client = client_of(organiser)
    with clock.at(session.starts_at):
        note_attendance(
            session=session, enrolments=people[:2], state=AttendanceState.ABSENT, actor=organiser, reason="Daftar"
        )
    session.starts_at += timedelta(days=3)
    session.ends_at += timedelta(days=3)
    session.save()
    recount_session(session=session)

    with clock.at(session.starts_at):
        shown = client.get(address(session) + "?state=missing")
        overview = client.get(reverse("courses:batch_attendance", args=[session.batch.code]))
        asked = {"whom": "rest", "unnoted": [str(one.uid) for one in people], "state": "present", "reason": "Daftar"}
        client.post(address(session), asked)

    assert shown.context["unnoted"] == len(shown.context["page_obj"]) == 3
    assert text_of(shown).count("not noted (moved)") == 2
    assert [row.unnoted for row in overview.context["rows"]] == [3]
    assert set(Attendance.objects.values_list("enrolment", "state")) == {(one.pk, "present") for one in people}


def test_whom_the_committee_noted_absent_is_not_asked_to_check_in(session, organiser):
    (one,) = people_of(session, 1)
    with clock.at(session.starts_at):
        assert own_standing(one).open_now == [(session, False)]
        note_attendance(session=session, enrolments=[one], state=AttendanceState.ABSENT, actor=organiser, reason="–")
        assert own_standing(one).open_now == [(session, True)]


def test_a_coordinator_notes_and_sees_the_own_province_alone(session, organiser):
    here, there = make_province(), make_province("34", "DI Yogyakarta", "Asia/Jakarta")
    office, elsewhere = make_office(province=here), make_office("KSOP Tanjung", province=there)
    own = make_enrolment(session.batch, make_member("Wulan", office=office))
    foreign = make_enrolment(session.batch, make_member("Yoga", office=elsewhere))
    coordinator = make_member("Citra", office=office)
    appoint(coordinator, office, here)
    client = client_of(coordinator)

    with clock.at(session.starts_at):
        for people in ([str(own.uid), str(foreign.uid)], [str(foreign.uid)], [str(own.uid)]):
            client.post(address(session), {"people": people, "state": "present", "reason": "Daftar"})
        overview = client.get(reverse("courses:batch_attendance", args=[session.batch.code]))

    assert list(Attendance.objects.values_list("enrolment", flat=True)) == [own.pk]
    assert [(row.attended, row.expected) for row in overview.context["rows"]] == [(1, 1)]
    assert b"Yoga" not in client.get(address(session)).content
    assert client.get(address(session, "attendance_entry", foreign.uid)).status_code == 404
    assert client.get(reverse("courses:enrolment_attendance", args=[foreign.uid])).status_code == 404
    assert client.get(reverse("courses:check_in_roster", args=[session.uid])).status_code == 404


def test_a_correction_is_shown_with_the_old_value_its_reason_and_its_author(session, organiser):
    (enrolment,) = people_of(session, 1)
    client = client_of(organiser)
    left = (session.starts_at + timedelta(minutes=20)).astimezone(clock.now().tzinfo)
    with clock.at(session.starts_at):
        note_attendance(
            session=session, enrolments=[enrolment], state=AttendanceState.PRESENT, actor=organiser, reason="Daftar"
        )
        form = {"state": "left_early", "left_at": f"{left + timedelta(hours=7):%Y-%m-%dT%H:%M}", "reason": "Dipanggil"}
        client.post(address(session, "attendance_entry", enrolment.uid), form)
        page = client.get(address(session, "attendance_entry", enrolment.uid))

    row = Attendance.objects.get()
    assert (row.state, row.left_at) == (AttendanceState.LEFT_EARLY, left)
    assert [change.get_state_before_display() for change in page.context["changes"]] == ["attended"]
    assert b"Dipanggil" in page.content


def test_a_closed_batch_is_looked_at_and_not_changed(session, organiser):
    (enrolment,) = people_of(session, 1)
    type(session.batch).objects.filter(pk=session.batch.pk).update(state="closed", closed_at=clock.now())
    client = client_of(organiser)

    with clock.at(session.starts_at):
        told = [
            client.post(address(session), {"people": [str(enrolment.uid)], "state": "present", "reason": "Daftar"}),
            client.post(address(session, "attendance_entry", enrolment.uid), {"state": "present", "reason": "Daftar"}),
        ]

    assert [(one.status_code, b"is closed: what was delivered is fixed" in one.content) for one in told] == [
        (403, True)
    ] * 2
    assert not Attendance.objects.exists()
    assert client.get(address(session)).status_code == 200


def test_at_the_door_one_form_enrols_and_a_full_batch_asks_why(session, organiser):
    type(session.batch).objects.filter(pk=session.batch.pk).update(capacity=1)
    people_of(session, 1)
    member = make_member("Tono")
    client, door = client_of(organiser), reverse("courses:door", args=[session.uid])

    with clock.at(session.starts_at):
        full = client.post(door, {"login": member.email})
        assert (b"place" in full.content, Attendance.objects.count()) == (True, 0)
        client.post(door, {"login": member.email, "over_capacity": "Diutus kepala kantor"})

    assert Attendance.objects.get().enrolment.member == member


def test_who_asks_at_the_door_is_accepted_or_declined(session, organiser):
    client, door = client_of(organiser), reverse("courses:door", args=[session.uid])
    with clock.at(session.starts_at):
        asked = [ask_at_door(session=session, member=make_member(name), at=clock.now()) for name in ("Tono", "Siti")]
        assert [one.member for one in client.get(door).context["asking"]] == [one.member for one in asked]
        for one, answer in zip(asked, [{"accept": "1"}, {"decline": "1", "reason": "Bukan peserta"}], strict=True):
            client.post(reverse("courses:door_answer", args=[session.uid, one.uid]), answer)
        assert not client.get(door).context["asking"]

        # A page that was open when a colleague declined.
        late = client.post(
            reverse("courses:door_answer", args=[session.uid, asked[1].uid]), {"accept": "1"}, follow=True
        )

    assert b"This request was declined" in late.content
    assert [row.enrolment.member for row in Attendance.objects.all()] == [asked[0].member]
    assert [one.state for one in DoorRequest.objects.order_by("pk")] == [DoorState.ACCEPTED, DoorState.DECLINED]


def test_who_is_accepted_after_a_move_is_said_to_be_noted_by_nobody(session, organiser):
    with clock.at(session.starts_at):
        asked = ask_at_door(session=session, member=make_member("Tono"), at=clock.now())
        session.starts_at += timedelta(days=3)
        session.ends_at += timedelta(days=3)
        session.save()
        answer = reverse("courses:door_answer", args=[session.uid, asked.uid])
        page = client_of(organiser).post(answer, {"accept": "1"}, follow=True)

    assert "Tono is enrolled. Nobody is noted before check-in to this session is open." in text_of(page)
    assert not Attendance.objects.exists()


def test_a_phone_gets_its_key_and_sends_what_it_noted(session, organiser):
    (enrolment,) = people_of(session, 1)
    client = client_of(organiser)
    with clock.at(session.starts_at):
        key = client.post(reverse("courses:check_in_device", args=[session.uid])).json()
        roster = client.get(reverse("courses:check_in_roster", args=[session.uid])).json()["people"]
        device = AttendanceDevice.objects.get()
        told = clock.now().isoformat()
        row = {"id": str(enrolment.uid), "enrolment": roster[0]["uid"], "at": told}
        row["signature"] = signature_of(device.uid, enrolment.uid, enrolment.uid, told)
        parcel = {"device": key["device"], "entries": [row]}
        sent = reverse("courses:check_in_entries", args=[session.uid])
        answers = [client.post(sent, parcel, content_type="application/json") for _time in range(2)]
        nonsense = client.post(sent, "x", content_type="application/json")
        unknown = client.post(sent, parcel | {"device": str(enrolment.uid)}, content_type="application/json")

    assert [answer.json() for answer in answers] == [{"taken": [str(enrolment.uid)], "refused": []}] * 2
    assert (nonsense.status_code, unknown.status_code, Attendance.objects.count()) == (400, 409, 1)
    assert roster == [{"uid": str(enrolment.uid), "name": "Peserta 0", "office": "", "there": False}]
    assert len(key["key"]) == 64


def test_the_sheet_is_printed_by_office_with_rows_for_latecomers(session, organiser, django_assert_num_queries):
    office = make_office()
    for enrolment in people_of(session, 2, office=office):
        assert enrolment.state == EnrolmentState.CONFIRMED
    make_enrolment(session.batch, make_member("Tanpa Kantor"))
    client = client_of(organiser)
    client.get(reverse("courses:sign_in_sheet", args=[session.uid]))

    with django_assert_num_queries(6):
        page = client.get(reverse("courses:sign_in_sheet", args=[session.uid]))

    assert [(name, len(people)) for name, people in page.context["offices"]] == [("–", 1), (office.name, 2)]
    assert page.content.count(b"<tr>") == 2 + 2 + 3 + 12  # heads, offices, people, latecomers


def test_a_signed_sheet_is_sent_seen_and_not_of_another_kind(session, organiser):
    client, sheets = client_of(organiser), reverse("courses:signed_sheets", args=[session.uid])
    refused = client.post(sheets, {"scan": SimpleUploadedFile("daftar.pdf", b"<html>")})
    client.post(sheets, {"scan": SimpleUploadedFile("daftar.pdf", b"%PDF-1.4 sah")})
    sheet = session.signed_sheets.get()
    address = reverse("courses:signed_sheet", args=[session.uid, sheet.uid])

    got = client.get(address)

    assert refused.status_code == 200
    assert (b"".join(got.streaming_content), got["Content-Type"]) == (b"%PDF-1.4 sah", "application/pdf")
    speaker = make_part(session.batch, part=Part.SPEAKER).member
    assert client_of(speaker).get(address).status_code == 404
    removed = client.post(reverse("courses:signed_sheet_remove", args=[session.uid, sheet.uid]), {"confirmed": "1"})
    assert (removed.status_code, session.signed_sheets.exists()) == (302, False)
