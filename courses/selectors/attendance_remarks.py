"""What looks unusual about the attendance of a session: told to who runs it, decides nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from courses.attendance import Window
from courses.attendance_rules import attendance_seen_by
from courses.choices import AttendanceMethod
from courses.models import Attendance, AttendanceDevice, OfflineEntry, Session
from members.models import User

# Fewer people than this in one second are the queue at a door; of a large batch, one in a hundred.
FEWEST_AT_ONCE = 4
# A phone's clock that is off by more than this was wrong, or set.
CLOCK_OFF = timedelta(hours=2)
BY_SCAN = (AttendanceMethod.QR, AttendanceMethod.DIGITS)


@dataclass(frozen=True)
class AttendanceRemarks:
    shared_devices: list[list[Attendance]]
    """People who checked in on one device, by device."""
    bursts: list[tuple[datetime, list[Attendance]]]
    """Many scans within one second."""
    outside: list[Attendance]
    """Noted from a time outside the window."""
    wrong_clocks: list[OfflineEntry]
    refused: int

    @property
    def count(self) -> int:
        return len(self.shared_devices) + len(self.bursts) + len(self.outside) + len(self.wrong_clocks)


def remarks_on(session: Session, user: User) -> AttendanceRemarks:
    """Four queries. Only people whom `user` may see stand there."""
    rows = list(
        Attendance.objects.filter(session=session, enrolment__in=_seen(session, user))
        .select_related("enrolment__member", "enrolment__office")
        .order_by("arrived_at", "pk")
    )
    window = Window.of(session.starts_at, session.ends_at, session.batch.course.attendance_terms)
    entries = OfflineEntry.objects.filter(device__session=session, enrolment__in=_seen(session, user))
    return AttendanceRemarks(
        shared_devices=_shared(rows),
        bursts=_bursts(rows),
        outside=[row for row in rows if row.arrived_at and not window.early_from <= row.arrived_at <= window.closes_at],
        wrong_clocks=[
            entry
            for entry in entries.select_related("device", "enrolment__member").order_by("pk")
            if entry.told_at < entry.device.issued_at - CLOCK_OFF or entry.told_at > entry.taken_at + CLOCK_OFF
        ],
        refused=sum(AttendanceDevice.objects.filter(session=session).values_list("refused", flat=True)),
    )


def _seen(session: Session, user: User):  # type: ignore[no-untyped-def]
    return session.batch.enrolments.filter(attendance_seen_by(user)).values("pk")


def _shared(rows: list[Attendance]) -> list[list[Attendance]]:
    by_device: dict[str, list[Attendance]] = defaultdict(list)
    for row in rows:
        if row.device:
            by_device[row.device].append(row)
    return [together for together in by_device.values() if len(together) > 1]


def _bursts(rows: list[Attendance]) -> list[tuple[datetime, list[Attendance]]]:
    by_second: dict[datetime, list[Attendance]] = defaultdict(list)
    for row in rows:
        if row.arrived_at and row.method in BY_SCAN:
            by_second[row.arrived_at.replace(microsecond=0)].append(row)
    most = max(FEWEST_AT_ONCE, len(rows) // 100)
    return [(second, together) for second, together in by_second.items() if len(together) >= most]
