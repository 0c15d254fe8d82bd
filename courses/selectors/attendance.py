"""What people attended, counted for many at once; and how the requirement `attendance` shows itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.prepared import prepared
from courses.attendance import AttendanceFigures, Slot, figures_of, slot_of
from courses.models import Attendance, Enrolment, Session
from courses.requirements import RequirementFace

# As many numbers as one statement is given; SQLite takes no more than it was built for.
AT_ONCE = 900


def attendance_figures(enrolments: Collection[int]) -> dict[int, AttendanceFigures]:
    """By enrolment: three queries, and two more for each further 900 people."""
    batches: dict[int, int] = {}
    credits: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for chunk in _chunks(list(enrolments)):
        batches |= dict(Enrolment.objects.filter(pk__in=chunk).values_list("pk", "batch"))
        rows = Attendance.objects.filter(enrolment__in=chunk, credit__gt=0).order_by()
        for enrolment, session, credit in rows.values_list("enrolment", "session", "credit"):
            credits[enrolment].append((session, credit))
    slots = slots_of(set(batches.values()))
    return {pk: figures_of(slots.get(batch, {}), credits[pk]) for pk, batch in batches.items()}


def slots_of(batches: Collection[int]) -> dict[int, dict[int, Slot]]:
    """The sessions that count, by batch and session. One query."""
    now = clock.now()
    found: dict[int, dict[int, Slot]] = defaultdict(dict)
    for pk, batch, state, jp, delivered_jp, ends_at in _sessions_of(tuple(batches)) if batches else []:
        slot = slot_of(state=state, jp=jp, delivered_jp=delivered_jp, ends_at=ends_at, now=now)
        if slot is not None:
            found[batch][pk] = slot
    return dict(found)


@prepared
def _sessions_of(batches: tuple[int, ...]) -> QuerySet[Session, tuple[Any, ...]]:
    rows = Session.objects.filter(batch__in=batches).order_by()
    return rows.values_list("pk", "batch", "state", "jp", "delivered_jp", "ends_at")


def noted_in(session: Session, enrolment: Enrolment) -> Attendance | None:
    """What stands of the person there; who was set aside may check in as anybody who was not noted."""
    row: Attendance | None = Attendance.objects.filter(session=session, enrolment=enrolment).first()
    return None if row is None or row.is_set_aside else row


def describe_attendance(keys: Iterable[str]) -> dict[str, RequirementFace]:
    advice = _("Attend the sessions ahead, and check in at each.")
    return {key: RequirementFace(label=_("Attendance, by JP"), advice=advice) for key in keys}


def foresee_attendance(key: str, enrolments: Collection[int]) -> dict[int, Decimal]:
    """The share of the whole that each reaches by missing nothing of what is left."""
    return {pk: figures.best_possible for pk, figures in attendance_figures(enrolments).items()}


def _chunks(rows: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
