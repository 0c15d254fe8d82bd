"""The door: enrolled there, asking for a place, without a signal, and the sheet that people signed."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from core import clock
from core.models import AuditEntry
from core.uploads import UploadRefused
from courses.check_in_devices import Entry, signature_of
from courses.choices import AttendanceMethod, AttendanceState, DoorState, EnrolmentState, Part
from courses.errors import BatchFullError, CourseError, DeviceRefusedError, NotAllowedError, ReasonMissingError
from courses.models import Attendance, AttendanceDevice, OfflineEntry, SignedSheet
from courses.selectors.attendance_remarks import remarks_on
from courses.services.attendance import check_in, note_attendance
from courses.services.door import ask_at_door, decline_at_door, enrol_at_door
from courses.services.offline_check_in import issue_device, take_check_ins
from courses.services.signed_sheets import keep_signed_sheet, remove_signed_sheet
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_session
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def session(organiser):
    return make_session(make_batch(make_course(organisers=[organiser], materials_target=None), capacity=1))


def at(session, minutes=0):
    return clock.at(session.starts_at + timedelta(minutes=minutes))


def test_somebody_is_enrolled_at_the_door_and_noted_in_one_step(session):
    member = make_member("Tono")
    committee = make_part(session.batch, make_member("Panitia"), part=Part.COMMITTEE).member

    with at(session, 20):
        row = enrol_at_door(session=session, member=member, actor=committee)
        again = enrol_at_door(session=session, member=member, actor=committee)

    assert (row.pk, row.state, row.method) == (again.pk, AttendanceState.LATE, AttendanceMethod.DOOR)
    enrolment = session.batch.enrolments.get(member=member)
    assert (enrolment.state, enrolment.enrolled_by) == (EnrolmentState.PRESENT, committee)


def test_where_every_place_is_taken_one_more_is_given_for_a_reason_alone(session, organiser):
    make_enrolment(session.batch)
    member = make_member("Tono")

    with at(session):
        with pytest.raises(BatchFullError):
            enrol_at_door(session=session, member=member, actor=organiser)
        assert not session.batch.enrolments.filter(member=member).exists()
        row = enrol_at_door(session=session, member=member, actor=organiser, over_capacity="Diutus kepala kantor")

    assert row.enrolment.member == member
    enrolment = session.batch.enrolments.get(member=member)
    assert (enrolment.state, enrolment.waiting_since) == (EnrolmentState.PRESENT, None)
    assert AuditEntry.objects.get(action="enrolment.over_capacity").data["reason"] == "Diutus kepala kantor"


def test_speakers_and_strangers_enrol_nobody_and_answer_nobody(session):
    asked = None
    with at(session):
        asked = ask_at_door(session=session, member=make_member("Tono"), at=clock.now())
        for actor in (make_part(session.batch, part=Part.SPEAKER).member, make_organiser("Fitri")):
            with pytest.raises(NotAllowedError):
                enrol_at_door(session=session, member=asked.member, actor=actor)
            with pytest.raises(NotAllowedError):
                decline_at_door(request=asked, actor=actor, reason="Tidak")
            with pytest.raises(NotAllowedError):
                issue_device(session=session, actor=actor)

    asked.refresh_from_db()
    assert asked.state == DoorState.WAITING


def test_who_asks_is_counted_from_the_scan_once_the_committee_accepts(session, organiser):
    member = make_member("Tono")
    scanned = session.starts_at + timedelta(minutes=2)

    with at(session, 2):
        asked = ask_at_door(session=session, member=member, at=scanned)
        assert ask_at_door(session=session, member=member, at=clock.now()).pk == asked.pk
    with at(session, 50):
        row = enrol_at_door(session=session, member=member, actor=organiser, arrived_at=asked.scanned_at)

    asked.refresh_from_db()
    assert (row.state, row.arrived_at, asked.state) == (AttendanceState.PRESENT, scanned, DoorState.ACCEPTED)


def test_a_request_is_declined_with_a_reason_and_stays_so(session, organiser):
    with at(session):
        asked = ask_at_door(session=session, member=make_member("Tono"), at=clock.now())
        with pytest.raises(ReasonMissingError):
            decline_at_door(request=asked, actor=organiser, reason=" ")
        decline_at_door(request=asked, actor=organiser, reason="Undangan untuk angkatan lain")
        again = ask_at_door(session=session, member=asked.member, at=clock.now())

    assert (again.state, again.reason) == (DoorState.DECLINED, "Undangan untuk angkatan lain")


@pytest.mark.parametrize("minutes", [-76, 106])
def test_outside_the_window_nobody_asks(session, minutes):
    moment = session.starts_at + timedelta(minutes=minutes)

    with at(session, minutes), pytest.raises(CourseError):
        ask_at_door(session=session, member=make_member("Tono"), at=moment)


def entry(device, enrolment, moment, *, identifier=None, signer=None):
    told, identifier = moment.isoformat(), identifier or uuid4()
    signature = signature_of((signer or device).uid, identifier, enrolment.uid, told)
    return Entry(identifier, enrolment.uid, moment.astimezone(UTC), signature, told)


def test_the_queue_of_a_device_sent_twice_counts_once(session, organiser):
    enrolment = make_enrolment(session.batch)
    with at(session, -30):
        device = issue_device(session=session, actor=organiser)
    one = entry(device, enrolment, session.starts_at + timedelta(minutes=4))

    for hours in (2, 30):
        with at(session, hours * 60):
            outcome = take_check_ins(session=session, device=device.uid, entries=[one, one], actor=organiser)
            assert (outcome.taken, outcome.refused) == ([one.id, one.id], {})

    row = Attendance.objects.get()
    assert (row.arrived_at, row.method, row.recorded_by) == (one.at, AttendanceMethod.OFFLINE, organiser)
    assert OfflineEntry.objects.count() == 1


def test_what_was_corrected_since_no_entry_that_comes_again_undoes(session, organiser):
    enrolment = make_enrolment(session.batch)
    with at(session):
        device = issue_device(session=session, actor=organiser)
        one = entry(device, enrolment, clock.now())
        take_check_ins(session=session, device=device.uid, entries=[one], actor=organiser)
        note_attendance(
            session=session, enrolments=[enrolment], state=AttendanceState.ABSENT, actor=organiser, reason="Salah orang"
        )
        second = entry(device, enrolment, clock.now())
        take_check_ins(session=session, device=device.uid, entries=[one, second], actor=organiser)

    assert Attendance.objects.get().state == AttendanceState.ABSENT


def test_forged_foreign_and_expired_entries_are_refused(session, organiser):
    other = make_session(session.batch, "Sesi lain")
    enrolment, elsewhere = make_enrolment(session.batch), make_enrolment(make_batch(session.batch.course))
    with at(session):
        device, foreign = issue_device(session=session, actor=organiser), issue_device(session=other, actor=organiser)
        forged = entry(device, enrolment, clock.now(), signer=foreign)
        stranger = entry(device, elsewhere, clock.now())
        outcome = take_check_ins(session=session, device=device.uid, entries=[forged, stranger], actor=organiser)
        assert (outcome.taken, set(outcome.refused)) == ([], {forged.id, stranger.id})
        good = entry(foreign, enrolment, clock.now())
        colleague = make_part(session.batch, make_member("Panitia"), part=Part.COMMITTEE).member
        for device_uid, actor in [(foreign.uid, organiser), (uuid4(), organiser), (device.uid, colleague)]:
            with pytest.raises(DeviceRefusedError):
                take_check_ins(session=session, device=device_uid, entries=[good], actor=actor)

    assert not Attendance.objects.exists()
    assert AttendanceDevice.objects.get(pk=device.pk).refused == 2
    assert not OfflineEntry.objects.exists()
    remarks = remarks_on(session, organiser)
    assert (remarks.refused, remarks.not_counted.number, remarks.count) == (2, 0, 2)
    assert remarks_on(session, colleague).refused == 2
    assert remarks_on(session, make_member("Orang lain")).refused == 0


@pytest.mark.parametrize(
    ("told", "kept"), [(datetime(2020, 1, 1, tzinfo=UTC), -30), (datetime(2040, 1, 1, tzinfo=UTC), 60)]
)
def test_the_clock_of_a_phone_is_believed_between_its_key_and_now_and_its_error_is_told(session, organiser, told, kept):
    enrolment = make_enrolment(session.batch)
    with at(session, -30):
        device = issue_device(session=session, actor=organiser)
    with at(session, 60):
        take_check_ins(session=session, device=device.uid, entries=[entry(device, enrolment, told)], actor=organiser)

    assert Attendance.objects.get().arrived_at == session.starts_at + timedelta(minutes=kept)
    assert [one.told_at for one in remarks_on(session, organiser).wrong_clocks.rows] == [told]


def test_what_looks_unusual_is_found(session, organiser):
    people = [
        make_enrolment(session.batch, make_member(f"Peserta {n}"), state=EnrolmentState.PRESENT) for n in range(1)
    ]
    session.batch.capacity = None
    session.batch.save()
    people += [make_enrolment(session.batch, make_member(f"Orang {n}"), state=EnrolmentState.PRESENT) for n in range(4)]
    moment = session.starts_at + timedelta(minutes=1)
    for number, enrolment in enumerate(people):
        with clock.at(moment):
            check_in(
                session=session,
                enrolment=enrolment,
                method=AttendanceMethod.QR,
                at=moment + timedelta(milliseconds=number * 240),
                device="a" * 32 if number < 2 else "",
            )
    Attendance.objects.filter(enrolment=people[4]).update(arrived_at=session.ends_at + timedelta(hours=5))

    remarks = remarks_on(session, organiser)

    assert [[row.enrolment for row in together.rows] for together in remarks.shared_devices] == [people[:2]]
    assert [(second, together.number) for second, together in remarks.bursts] == [(moment, 4)]
    assert [row.enrolment for row in remarks.outside.rows] == [people[4]]
    assert remarks_on(session, make_member("Orang lain")).count == 0


def picture(name="scan.jpg"):
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    return ContentFile(out.getvalue(), name=name)


def test_a_signed_sheet_is_kept_once_and_taken_away_with_its_file(
    session, organiser, django_capture_on_commit_callbacks
):
    sheet = keep_signed_sheet(session=session, file=picture(), actor=organiser)
    again = keep_signed_sheet(session=session, file=picture("again.jpeg"), actor=organiser)
    storage, name = sheet.file.storage, sheet.file.name
    assert (again.pk, sheet.name, storage.exists(name)) == (sheet.pk, "scan.jpg", True)

    with django_capture_on_commit_callbacks(execute=True):
        remove_signed_sheet(sheet=sheet, actor=organiser)

    assert (storage.exists(name), SignedSheet.objects.exists()) == (False, False)
    actions = ["attendance.sheet_kept", "attendance.sheet_removed"]
    assert (
        list(AuditEntry.objects.filter(action__in=actions).order_by("pk").values_list("action", flat=True)) == actions
    )


def test_what_is_no_scan_or_comes_from_somebody_else_is_not_kept(session, organiser):
    with pytest.raises(UploadRefused):
        keep_signed_sheet(session=session, file=ContentFile(b"<html>", name="scan.pdf"), actor=organiser)
    with pytest.raises(NotAllowedError):
        keep_signed_sheet(session=session, file=picture(), actor=make_organiser("Fitri"))

    assert not SignedSheet.objects.exists()
