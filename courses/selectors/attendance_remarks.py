"""What looks unusual about the attendance of a session: told to who runs it, decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet

from courses.attendance import Window
from courses.attendance_rules import attendance_seen_by, may_keep_door
from courses.choices import AttendanceMethod, AttendanceState
from courses.models import Attendance, AttendanceDevice, OfflineEntry, Session
from courses.rules import may_see_batch
from members.models import User

Row = TypeVar("Row", bound=Model)
Key = TypeVar("Key")
# Fewer people than this in one second are the queue at a door; of a large batch, one in a hundred.
FEWEST_AT_ONCE = 4
# So much stands on the page, and how much more there is.
MOST_SHOWN = 50
MOST_GROUPS, MOST_IN_GROUP = 20, 10
# A phone's clock that is off by more than this was wrong, or set.
CLOCK_OFF = timedelta(hours=2)
BY_SCAN = (AttendanceMethod.QR, AttendanceMethod.DIGITS)


@dataclass(frozen=True)
class Few(Generic[Row]):
    """The first of `number` rows."""

    rows: list[Row]
    number: int

    @property
    def more(self) -> int:
        return self.number - len(self.rows)


@dataclass(frozen=True)
class AttendanceRemarks:
    shared_devices: list[Few[Attendance]]
    """People who checked in on one device, by device; the devices of most people first."""
    more_devices: int
    bursts: list[tuple[datetime, Few[Attendance]]]
    """Many scans within one second."""
    more_bursts: int
    outside: Few[Attendance]
    """Noted from a time outside the window."""
    wrong_clocks: Few[OfflineEntry]
    not_counted: Few[OfflineEntry]
    """What a phone noted of people who stand on no list since: somebody decides by hand."""
    refused: int
    """Entries that name nobody, told to who sees the whole batch."""

    @property
    def count(self) -> int:
        groups = len(self.shared_devices) + len(self.bursts)
        return groups + self.outside.number + self.wrong_clocks.number + self.not_counted.number + self.refused


def remarks_on(session: Session, user: User) -> AttendanceRemarks:
    """Fourteen queries at most. Only people whom `user` may see stand there, and of a large batch the first few."""
    seen = session.batch.enrolments.filter(attendance_seen_by(user)).values("pk")
    rows = Attendance.objects.filter(session=session, enrolment__in=seen)
    window = Window.of(session.starts_at, session.ends_at, session.batch.course.attendance_terms)
    outside = Q(arrived_at__lt=window.early_from) | Q(arrived_at__gt=window.closes_at)
    entries = OfflineEntry.objects.filter(device__session=session, enrolment__in=seen)
    entries = entries.select_related("enrolment__member", "enrolment__office").order_by("told_at", "pk")
    odd = Q(told_at__lt=F("device__issued_at") - CLOCK_OFF) | Q(told_at__gt=F("taken_at") + CLOCK_OFF)
    devices, more_devices = _shared(rows)
    bursts, more_bursts = _bursts(rows)
    return AttendanceRemarks(
        shared_devices=devices,
        more_devices=more_devices,
        bursts=bursts,
        more_bursts=more_bursts,
        outside=_first(_whole(rows.filter(outside))),
        wrong_clocks=_first(entries.filter(odd, refusal="")),
        not_counted=_first(not_counted(entries)),
        refused=_nameless(session, user),
    )


def not_counted(entries: QuerySet[OfflineEntry]) -> QuerySet[OfflineEntry]:
    """The refused ones of people of whom nothing stands in the session's list, by whatever way."""
    rows = Attendance.objects.filter(session=OuterRef("device__session"), enrolment=OuterRef("enrolment"))
    return entries.exclude(refusal="").filter(~Exists(rows.exclude(state=AttendanceState.MOVED)))


def _nameless(session: Session, user: User) -> int:
    """Whose they are nobody knows: a coordinator, who sees one province, is told of none."""
    if not may_see_batch(user, session.batch) and not may_keep_door(user, session):
        return 0
    return sum(AttendanceDevice.objects.filter(session=session).values_list("refused", flat=True))


def _first(rows: QuerySet[Row]) -> Few[Row]:
    """How many there are is asked only where they are more than what is shown."""
    some = list(rows[: MOST_SHOWN + 1])
    return Few(some[:MOST_SHOWN], rows.count() if len(some) > MOST_SHOWN else len(some))


def _whole(rows: QuerySet[Attendance]) -> QuerySet[Attendance]:
    return rows.select_related("enrolment__member", "enrolment__office").order_by("arrived_at", "pk")


def _shared(rows: QuerySet[Attendance]) -> tuple[list[Few[Attendance]], int]:
    used = rows.exclude(device="").order_by().values("device").annotate(people=Count("pk")).filter(people__gt=1)
    bare = rows.filter(device__in=used.values("device")).order_by("arrived_at", "pk")
    by_device = _grouped(bare.values_list("device", "pk"))
    most_first = dict(sorted(by_device.items(), key=lambda item: -len(item[1])))
    shown, more = _shown(most_first, rows)
    return [few for _device, few in shown], more


def _bursts(rows: QuerySet[Attendance]) -> tuple[list[tuple[datetime, Few[Attendance]]], int]:
    """Seconds are counted from the bare times: of thousands of scans only those that stand out are read."""
    bare = rows.filter(method__in=BY_SCAN, arrived_at__isnull=False).order_by("arrived_at", "pk")
    moments = bare.values_list("arrived_at", "pk")
    by_second = _grouped((moment.replace(microsecond=0), pk) for moment, pk in moments if moment)
    most = max(FEWEST_AT_ONCE, sum(map(len, by_second.values())) // 100)
    return _shown({second: keys for second, keys in by_second.items() if len(keys) >= most}, rows)


def _grouped(pairs: Iterable[tuple[Key, int]]) -> dict[Key, list[int]]:
    groups: dict[Key, list[int]] = defaultdict(list)
    for key, pk in pairs:
        groups[key].append(pk)
    return groups


def _shown(
    groups: Mapping[Key, list[int]], rows: QuerySet[Attendance]
) -> tuple[list[tuple[Key, Few[Attendance]]], int]:
    """The first few of the first groups, and how many groups there are beside these."""
    picked = {key: groups[key][:MOST_IN_GROUP] for key in list(groups)[:MOST_GROUPS]}
    found = {row.pk: row for row in _whole(rows.filter(pk__in=[pk for keys in picked.values() for pk in keys]))}
    shown = [(key, Few([found[pk] for pk in keys if pk in found], len(groups[key]))) for key, keys in picked.items()]
    return shown, len(groups) - len(picked)
