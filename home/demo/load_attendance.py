"""Who was there: a signed list in 2020, the code on the room's screen in the batch that is on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from core import clock
from courses.check_in_codes import browser_mark
from courses.choices import AttendanceMethod, AttendanceState, SessionState
from courses.models import Batch, Enrolment, Session
from courses.services.attendance import check_in, note_attendance
from members.models import User

BY_LIST = "Daftar hadir yang ditandatangani."
CAMERA = "Kamera telepon rusak; terlihat di ruangan."
CALLED_BACK = "Dipanggil kembali ke kantor; kapal akan berangkat."
SICK = "Sakit; surat keterangan disampaikan ke panitia."
SHARED_TELEPHONE = "d" * 32


def sign_lists(batch: Batch, enrolments: Sequence[Enrolment], people: dict[str, User]) -> None:
    """2020: everybody signed; the last one was ill for the second half, the one before was called back home."""
    organiser = people["organiser"]
    sessions = list(batch.sessions.filter(state=SessionState.DELIVERED).order_by("starts_at"))
    for place, session in enumerate(sessions):
        is_late_half = place * 2 >= len(sessions)
        there = enrolments[:-1] if is_late_half else enrolments
        with clock.at(session.ends_at + timedelta(hours=2)):
            _note(session, there, AttendanceState.PRESENT, organiser, BY_LIST)
            if is_late_half:
                _note(session, enrolments[-1:], AttendanceState.EXCUSED, organiser, SICK)
    with clock.at(sessions[-1].ends_at + timedelta(hours=4)):
        note_attendance(
            session=sessions[-1],
            enrolments=enrolments[-2:-1],
            state=AttendanceState.LEFT_EARLY,
            actor=organiser,
            reason=CALLED_BACK,
            left_at=sessions[-1].starts_at + timedelta(minutes=30),
        )


def check_in_to_what_was(batch: Batch, enrolments: Sequence[Enrolment], people: dict[str, User]) -> None:
    """Yesterday: most scanned, one early, one late, two on one telephone; one was noted by hand, two were away."""
    still_here = list(Enrolment.objects.active().filter(pk__in=[one.pk for one in enrolments]).order_by("pk"))
    for session in batch.sessions.filter(ends_at__lt=clock.now()).exclude(state=SessionState.CANCELLED):
        for place, enrolment in enumerate(still_here[:-3]):
            _scan(session, enrolment, place)
        with clock.at(session.ends_at):
            _note(session, still_here[-3:-2], AttendanceState.PRESENT, people["organiser"], CAMERA)


def _scan(session: Session, enrolment: Enrolment, place: int) -> None:
    minutes = -25 if place == 0 else 22 if place == 1 else place % 13 - 10
    moment = session.starts_at + timedelta(minutes=minutes, seconds=place * 7 % 60)
    token = SHARED_TELEPHONE if place in (2, 3) else f"{enrolment.pk:032x}"
    method = AttendanceMethod.DIGITS if place % 6 == 5 else AttendanceMethod.QR
    with clock.at(moment):
        check_in(
            session=session, enrolment=enrolment, method=method, at=moment, device=browser_mark(token, session.uid)
        )


def _note(
    session: Session, enrolments: Sequence[Enrolment], state: AttendanceState, organiser: User, reason: str
) -> None:
    note_attendance(session=session, enrolments=enrolments, state=state, actor=organiser, reason=reason)
