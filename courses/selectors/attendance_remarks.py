"""What looks unusual about the attendance of a session: told to who runs it, decides nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from courses.attendance import Window
from courses.attendance_rules import attendance_seen_by
from courses.choices import AttendanceMethod
from courses.models import Attendance, AttendanceDevice, OfflineEntry, Session
from members.models import User

# Fewer people than this in one second are the queue at a door; of a large batch, one in a hundred.
FEWEST_AT_ONCE = 4
# A phone's clock that is off by more than this was wrong, or set.
MOST_SHOWN = 100
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
    """Seven queries at most. Only people whom `user` may see stand there, and of a large batch the first few."""
    seen = session.batch.enrolments.filter(attendance_seen_by(user)).values("pk")
    rows = Attendance.objects.filter(session=session, enrolment__in=seen)
    window = Window.of(session.starts_at, session.ends_at, session.batch.course.attendance_terms)
    outside = Q(arrived_at__lt=window.early_from) | Q(arrived_at__gt=window.closes_at)
    entries = OfflineEntry.objects.filter(device__session=session, enrolment__in=seen)
    odd = Q(told_at__lt=F("device__issued_at") - CLOCK_OFF) | Q(told_at__gt=F("taken_at") + CLOCK_OFF)
    return AttendanceRemarks(
        shared_devices=_shared(rows),
        bursts=_bursts(rows),
        outside=list(_whole(rows.filter(outside))[:MOST_SHOWN]),
        wrong_clocks=list(entries.filter(odd).select_related("enrolment__member").order_by("pk")[:MOST_SHOWN]),
        refused=sum(AttendanceDevice.objects.filter(session=session).values_list("refused", flat=True)),
    )


def _whole(rows: QuerySet[Attendance]) -> QuerySet[Attendance]:
    return rows.select_related("enrolment__member", "enrolment__office").order_by("arrived_at", "pk")


def _shared(rows: QuerySet[Attendance]) -> list[list[Attendance]]:
    used = rows.exclude(device="").order_by().values("device").annotate(people=Count("pk")).filter(people__gt=1)
    by_device: dict[str, list[Attendance]] = defaultdict(list)
    for row in _whole(rows.filter(device__in=used.values("device")))[:MOST_SHOWN]:
        by_device[row.device].append(row)
    return list(by_device.values())


def _bursts(rows: QuerySet[Attendance]) -> list[tuple[datetime, list[Attendance]]]:
    """Seconds are counted from the bare times: of thousands of scans only those that stand out are read."""
    moments = rows.filter(method__in=BY_SCAN).order_by().values_list("pk", "arrived_at")
    by_second: dict[datetime, list[int]] = defaultdict(list)
    for pk, arrived_at in moments:
        if arrived_at is not None:
            by_second[arrived_at.replace(microsecond=0)].append(pk)
    most = max(FEWEST_AT_ONCE, sum(map(len, by_second.values())) // 100)
    many = {second: keys for second, keys in by_second.items() if len(keys) >= most}
    found = {
        row.pk: row for row in _whole(rows.filter(pk__in=[pk for keys in many.values() for pk in keys[:MOST_SHOWN]]))
    }
    return [(second, [found[pk] for pk in many[second] if pk in found]) for second in sorted(many)]
