"""How a material was read, in counts: for who wrote it and who runs the course. Names nobody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count

from courses.choices import ACTIVE_ENROLMENTS, Part
from courses.models import Batch, MaterialPage, MaterialProgress
from courses.querysets import sees_everything
from courses.rules import may_run_course
from members.models import User

# A speaker sees no figures of a group so small that its members could be guessed.
SMALLEST_GROUP = 5


@dataclass
class BatchReadership:
    """`is_hidden`: the group is too small for who asks; its figures are not there at all."""

    batch: Batch
    participants: int
    opened: int = 0
    days: list[tuple[date, int]] = field(default_factory=list)
    is_hidden: bool = False

    @property
    def percent(self) -> int:
        return round(100 * self.opened / self.participants) if self.participants else 0


@dataclass
class Readership:
    batches: list[BatchReadership]
    sees_all: bool

    @property
    def shown(self) -> list[BatchReadership]:
        return [row for row in self.batches if not row.is_hidden]

    @property
    def days(self) -> list[tuple[date, int]]:
        """First openings by day over all shown batches, in order."""
        summed: Counter[date] = Counter()
        for row in self.shown:
            summed.update(dict(row.days))
        return sorted(summed.items())

    @property
    def participants(self) -> int:
        return sum(row.participants for row in self.shown)

    @property
    def opened(self) -> int:
        return sum(row.opened for row in self.shown)


def readership_of(material: MaterialPage, user: User, *, batch: str = "") -> Readership:
    """The batches of the course that `user` teaches in, or all to who runs or oversees it; two queries and the rule."""
    sees_all = sees_everything(user) or may_run_course(user, material.course)
    found = Batch.objects.filter(course=material.course.pk, enrolments__state__in=ACTIVE_ENROLMENTS)
    if not sees_all:
        taught = Batch.objects.filter(parts__member=user, parts__part=Part.SPEAKER)
        found = found.filter(pk__in=taught.values("pk"))
    if batch:
        found = found.filter(code=batch)
    rows = {}
    for row in found.annotate(number=Count("enrolments")).order_by("-starts_on", "code"):
        number: int = row.number  # type: ignore[attr-defined]  # annotated
        rows[row.pk] = BatchReadership(row, number, is_hidden=not sees_all and number < SMALLEST_GROUP)
    opened = MaterialProgress.objects.filter(
        material=material.pk,
        enrolment__batch__in=[pk for pk, row in rows.items() if not row.is_hidden],
        enrolment__state__in=ACTIVE_ENROLMENTS,
    )
    by_day: dict[int, Counter[date]] = {pk: Counter() for pk in rows}
    for pk, moment in opened.values_list("enrolment__batch", "opened_at"):
        by_day[pk][moment.astimezone(ZoneInfo(rows[pk].batch.zone)).date()] += 1
    for pk, days in by_day.items():
        rows[pk].days, rows[pk].opened = sorted(days.items()), days.total()
    return Readership(list(rows.values()), sees_all)
