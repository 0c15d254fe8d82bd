"""Teaching hours by calendar year: what a civil servant shows as own development, with where each hour comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, QuerySet

from core import clock
from core.prepared import prepared
from courses.choices import SessionState
from courses.models import Enrolment, Session
from members.choices import NumberKind
from members.models import User
from reports.models import JpTarget


@dataclass(frozen=True)
class YearlyHours:
    """What the year asks: at least so many JP of civil servants, at most so many of contract staff, else nothing."""

    at_least: Decimal | None = None
    at_most: Decimal | None = None

    @property
    def bound(self) -> Decimal | None:
        return self.at_least if self.at_least is not None else self.at_most


@dataclass(frozen=True)
class JpEntry:
    """One completed enrolment's hours of a year, as delivered; it is its own evidence until a certificate follows."""

    enrolment: Enrolment
    first_day: date
    last_day: date
    jp: Decimal


@dataclass
class JpYear:
    year: int
    asked: YearlyHours
    entries: list[JpEntry] = field(default_factory=list)
    earlier: list[tuple[int, Decimal]] = field(default_factory=list)
    """Other years that hold hours, the latest first."""
    by_month: list[Decimal] = field(default_factory=lambda: [Decimal(0)] * 12)

    @property
    def total(self) -> Decimal:
        return sum((entry.jp for entry in self.entries), Decimal(0))

    @property
    def missing(self) -> Decimal:
        """To the least that is asked; nothing where nothing is."""
        return max(Decimal(0), (self.asked.at_least or Decimal(0)) - self.total)


def asked_in(year: int) -> dict[str, YearlyHours]:
    """By kind of number. What an office has set for this year or an earlier one stands before the settings."""
    asked = {
        str(NumberKind.NIP): YearlyHours(at_least=Decimal(settings.JP_YEARLY_LEAST)),
        str(NumberKind.NI_PPPK): YearlyHours(at_most=Decimal(settings.JP_YEARLY_MOST_CONTRACT)),
        str(NumberKind.NONE): YearlyHours(),
    }
    return asked | {kind: YearlyHours(least, most) for kind, least, most in _targets(year)}


@prepared
def _targets(year: int) -> QuerySet[JpTarget, tuple[str, Decimal | None, Decimal | None]]:
    """The latest of each kind comes last."""
    rows = JpTarget.objects.filter(from_year__lte=year).order_by("number_kind", "from_year")
    return rows.values_list("number_kind", "at_least", "at_most")


def yearly_hours_for(member: User, year: int) -> YearlyHours:
    return asked_in(year)[member.number_kind]


def jp_of_year(member: User, year: int | None = None, *, completed: bool = True) -> JpYear:
    """The hours of the sessions as delivered, of completed enrolments only; a session counts in the year of its place.

    Two queries, whatever the number of years, and one for who is known to have `completed` nothing. Without a `year`
    the present one.
    """
    wanted = year or clock.site_day().year
    found = JpYear(wanted, yearly_hours_for(member, wanted))
    others: dict[int, Decimal] = {}
    for enrolment, sessions in groupby(_delivered(member) if completed else [], key=lambda row: row[0]):
        by_year: dict[int, list[tuple[date, Decimal]]] = {}
        for _enrolment, day, hours in sessions:
            by_year.setdefault(day.year, []).append((day, hours))
        for its_year, rows in by_year.items():
            hours = sum((jp for _day, jp in rows), Decimal(0))
            if its_year == wanted:
                found.entries.append(JpEntry(enrolment, rows[0][0], rows[-1][0], hours))
                for day, jp in rows:
                    found.by_month[day.month - 1] += jp
            else:
                others[its_year] = others.get(its_year, Decimal(0)) + hours
    found.entries.sort(key=lambda entry: (entry.first_day, entry.enrolment.pk), reverse=True)
    found.earlier = sorted(others.items(), reverse=True)
    return found


def _delivered(member: User) -> list[tuple[Enrolment, date, Decimal]]:
    """Each delivered session with the enrolment that it counts for, in the order of enrolments and days."""
    enrolments: dict[int, Enrolment] = {}
    rows = []
    sessions = (
        Session.objects.filter(
            batch__enrolments__member=member,
            batch__enrolments__completion__isnull=False,
            state=SessionState.DELIVERED,
        )
        .annotate(enrolment_pk=F("batch__enrolments__pk"))
        .select_related("batch__course")
        .order_by("enrolment_pk", "delivered_starts_at", "pk")
    )
    for session in sessions:
        enrolment = enrolments.setdefault(
            session.enrolment_pk, Enrolment(pk=session.enrolment_pk, batch=session.batch, member=member)
        )
        day = session.delivered_starts_at.astimezone(ZoneInfo(session.batch.zone)).date()
        rows.append((enrolment, day, session.delivered_jp))
    return rows
