"""What looks unusual about the attendance of a session: told to who runs it, decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Count, Exists, F, Min, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Substr

from core.prepared import prepared
from courses.attendance import Window
from courses.attendance_rules import may_keep_door
from courses.choices import AttendanceMethod, AttendanceState
from courses.models import Attendance, AttendanceDevice, OfflineEntry, Session
from courses.selectors.attendance_list import seen_in
from courses.selectors.batch_page import viewer_of
from members.models import User

Row = TypeVar("Row", bound=Model)
# Fewer people than this in one second are the queue at a door; of a large batch, one in a hundred.
FEWEST_AT_ONCE = 4
# So much stands on the page, and how much more there is.
MOST_SHOWN = 50
MOST_GROUPS, MOST_IN_GROUP = 20, 10
# A phone's clock that is off by more than this was wrong, or set.
CLOCK_OFF = timedelta(hours=2)
BY_SCAN = (AttendanceMethod.QR, AttendanceMethod.DIGITS)
# As both databases write a moment, in UTC, without what comes after its second.
SECOND = Substr(Cast("arrived_at", CharField()), 1, len("2026-11-30 08:00:00"))
# A phone's clock told what cannot have been.
ODD = Q(told_at__lt=F("device__issued_at") - CLOCK_OFF) | Q(told_at__gt=F("taken_at") + CLOCK_OFF)
WHOSE = (
    "enrolment__uid",
    "enrolment__member__title_before",
    "enrolment__member__name",
    "enrolment__member__title_after",
    "enrolment__office__name",
)


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
    """Fifteen queries at most. Only people whom `user` may see stand there, and of a large batch the first few."""
    viewer = viewer_of(session.batch, user)
    whose = (viewer, session.batch_id, session.pk)
    window = Window.of(session.starts_at, session.ends_at, session.batch.course.attendance_terms)
    outside = (*whose, window.early_from, window.closes_at)
    entries = _entries(*whose) if _any_entry(session.pk) else OfflineEntry.objects.none()
    devices = dict(_devices(*whose))
    seconds = _crowded(dict(_seconds(*whose)))
    shared = _shown(devices, lambda picked: _by_device(*whose, picked))
    bursts = _shown(seconds, lambda picked: _by_second(*whose, picked))
    return AttendanceRemarks(
        shared_devices=[few for _device, few in shared],
        more_devices=len(devices) - len(shared),
        bursts=[(datetime.fromisoformat(second).replace(tzinfo=UTC), few) for second, few in bursts],
        more_bursts=len(seconds) - len(bursts),
        outside=_first(_outside(*outside), lambda: _outside_of(*outside).count()),
        wrong_clocks=_first_of(entries.filter(ODD, refusal="")),
        not_counted=_first_of(not_counted(entries)),
        refused=_nameless(session, user, viewer),
    )


def _rows(viewer: User | AnonymousUser | None, batch: int, session: int) -> QuerySet[Attendance]:
    rows = Attendance.objects.filter(session=session)
    if viewer is None:
        return rows.filter(session__batch=batch)
    return rows.filter(enrolment__in=seen_in(viewer, batch).values("pk"))


@prepared
def _devices(viewer: User | AnonymousUser | None, batch: int, session: int) -> QuerySet[Attendance, tuple[str, int]]:
    """Those of several people, and of how many: first of most, then by who came first."""
    used = _rows(viewer, batch, session).exclude(device="").order_by().values("device")
    shared = used.annotate(people=Count("pk"), since=Min("arrived_at"), lowest=Min("pk")).filter(people__gt=1)
    most_first = shared.order_by("-people", F("since").asc(nulls_last=True), "lowest")
    return most_first.values_list("device", "people")


@prepared
def _by_device(
    viewer: User | AnonymousUser | None, batch: int, session: int, devices: tuple[str, ...]
) -> QuerySet[Attendance, tuple[str, int]]:
    rows = _rows(viewer, batch, session).filter(device__in=devices)
    return rows.order_by("arrived_at", "pk").values_list("device", "pk")


def _scans(viewer: User | AnonymousUser | None, batch: int, session: int) -> Any:
    rows = _rows(viewer, batch, session).filter(method__in=BY_SCAN, arrived_at__isnull=False)
    return rows.annotate(second=SECOND)


@prepared
def _seconds(viewer: User | AnonymousUser | None, batch: int, session: int) -> QuerySet[Attendance, tuple[str, int]]:
    """How many scanned in each second."""
    seconds = _scans(viewer, batch, session).order_by("second").values_list("second")
    counted: QuerySet[Attendance, tuple[str, int]] = seconds.annotate(number=Count("pk"))
    return counted


@prepared
def _by_second(
    viewer: User | AnonymousUser | None, batch: int, session: int, seconds: tuple[str, ...]
) -> QuerySet[Attendance, tuple[str, int]]:
    rows = _scans(viewer, batch, session).filter(second__in=seconds).order_by("arrived_at", "pk")
    found: QuerySet[Attendance, tuple[str, int]] = rows.values_list("second", "pk")
    return found


def _crowded(seconds: Mapping[str, int]) -> dict[str, int]:
    most = max(FEWEST_AT_ONCE, sum(seconds.values()) // 100)
    return {second: number for second, number in seconds.items() if number >= most}


def _shown(
    numbers: Mapping[str, int], keys_of: Callable[[tuple[str, ...]], Iterable[tuple[str, int]]]
) -> list[tuple[str, Few[Attendance]]]:
    """The first few of the first groups."""
    picked = tuple(numbers)[:MOST_GROUPS]
    if not picked:
        return []
    groups: dict[str, list[int]] = defaultdict(list)
    for key, pk in keys_of(picked):
        groups[key].append(pk)
    first = {key: groups[key][:MOST_IN_GROUP] for key in picked}
    found = {row.pk: row for row in _noted(tuple(pk for keys in first.values() for pk in keys))}
    return [(key, Few([found[pk] for pk in keys if pk in found], numbers[key])) for key, keys in first.items()]


@prepared
def _noted(attendances: tuple[int, ...]) -> QuerySet[Attendance]:
    return _told(Attendance.objects.filter(pk__in=attendances).order_by())


def _told(rows: QuerySet[Attendance]) -> QuerySet[Attendance]:
    return rows.select_related("enrolment__member", "enrolment__office").only("arrived_at", "method", *WHOSE)


def _outside_of(
    viewer: User | AnonymousUser | None, batch: int, session: int, begin: datetime, end: datetime
) -> QuerySet[Attendance]:
    return _rows(viewer, batch, session).filter(Q(arrived_at__lt=begin) | Q(arrived_at__gt=end))


@prepared
def _outside(
    viewer: User | AnonymousUser | None, batch: int, session: int, begin: datetime, end: datetime
) -> QuerySet[Attendance]:
    found = _outside_of(viewer, batch, session, begin, end)
    return _told(found).order_by("arrived_at", "pk")[: MOST_SHOWN + 1]


def _entries(viewer: User | AnonymousUser | None, batch: int, session: int) -> QuerySet[OfflineEntry]:
    rows = OfflineEntry.objects.filter(device__session=session, enrolment__in=seen_in(viewer, batch).values("pk"))
    return rows.select_related("enrolment__member", "enrolment__office").order_by("told_at", "pk")


@prepared
def _any_entry(session: int) -> QuerySet[OfflineEntry, int]:
    return OfflineEntry.objects.filter(device__session=session).order_by().values_list("pk", flat=True)[:1]


def not_counted(entries: QuerySet[OfflineEntry]) -> QuerySet[OfflineEntry]:
    """The refused ones of people of whom nothing stands in the session's list, by whatever way."""
    rows = Attendance.objects.filter(session=OuterRef("device__session"), enrolment=OuterRef("enrolment"))
    return entries.exclude(refusal="").filter(~Exists(rows.exclude(state=AttendanceState.MOVED)))


def _nameless(session: Session, user: User, viewer: User | AnonymousUser | None) -> int:
    """Whose they are nobody knows: a coordinator, who sees one province, is told of none."""
    if viewer is not None and not may_keep_door(user, session):
        return 0
    return sum(_refused(session.pk))


@prepared
def _refused(session: int) -> QuerySet[AttendanceDevice, int]:
    return AttendanceDevice.objects.filter(session=session).values_list("refused", flat=True)


def _first_of(rows: QuerySet[Row]) -> Few[Row]:
    return _first(list(rows[: MOST_SHOWN + 1]), rows.count)


def _first(some: list[Row], number: Callable[[], int]) -> Few[Row]:
    """How many there are is asked only where they are more than what is shown."""
    return Few(some[:MOST_SHOWN], number() if len(some) > MOST_SHOWN else len(some))
