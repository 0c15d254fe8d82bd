"""The JP of a year of many people at once: who stands in it, what is asked of them, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from core import clock
from core.prepared import prepared
from core.prepared_pages import PreparedRows, prepared_pages
from courses.choices import SessionState
from courses.models import Batch, Enrolment, Session
from courses.querysets import in_own_provinces, sees_everything
from members.choices import SiteRole, Zone
from members.models import Membership, User
from members.rules import has_role, may_read_all_members
from reports.rules import coordinates_today
from reports.selectors.having_words import having_words
from reports.selectors.jp_year import YearlyHours, asked_in

# Members with what is annotated to them below.
People: TypeAlias = QuerySet[Any, Any]

STATES = UNDER, REACHED, OVER, NOT_ASKED = "under", "reached", "over", "none"
NAMES = {
    "name": ("name", "pk"),
    "office": ("office_name", "name", "pk"),
    "jp": ("hours", "name", "pk"),
}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in a year: empty means all."""

    year: int
    text: str = ""
    office: str = ""
    province: str = ""
    kind: str = ""
    state: str = ""
    sort: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.office or self.province or self.kind or self.state)


@dataclass(frozen=True)
class Worth:
    """The JP of batches, by which the hours of people are counted."""

    by_batch: Mapping[int, Decimal]
    is_whole: bool
    """Every completed enrolment in these counts; else those that the reader looks after."""

    @property
    def batches(self) -> tuple[int, ...]:
        return tuple(self.by_batch)

    @property
    def hundredths(self) -> tuple[int, ...]:
        """In whole hundredths, as queries count."""
        return tuple(map(in_hundredths, self.by_batch.values()))


@dataclass(frozen=True)
class Ledger:
    """What is known before anybody is asked for."""

    user: User
    wanted: Wanted
    worth: Worth
    asked: Mapping[str, YearlyHours]

    @property
    def day(self) -> date:
        return day_of(self.wanted.year)


def day_of(year: int) -> date:
    """Whose office counts: that of the year's last day, or of today while it runs."""
    return min(clock.site_day(), date(year, 12, 31))


def ledger_of(user: User, wanted: Wanted) -> Ledger:
    """The members with an office whom `user` looks after, by the office of the year's last day, with hours and what is
    asked of them. The hours are those of completed enrolments that `user` looks after: of a coordinator what was earned
    from offices of the province. So who moved away since stands where the hours stand.

    Up to four queries.
    """
    return Ledger(user, wanted, _worth(user, hours_by_batch(wanted.year)), asked_in(wanted.year))


def hours_by_batch(year: int) -> dict[int, Decimal]:
    """The JP that each batch delivered in the year of its place. One query."""
    bounds = [datetime(number, 1, 1, tzinfo=ZoneInfo(zone)) for zone in Zone for number in (year, year + 1)]
    return {batch: in_jp(in_hundredths(hours)) for batch, hours in _hours_by_batch(*bounds) if hours}


@prepared
def _hours_by_batch(
    from_west: datetime, to_west: datetime, from_middle: datetime, to_middle: datetime, from_east: datetime,
    to_east: datetime,
) -> QuerySet[Session, tuple[int, Decimal]]:  # fmt: skip
    held = (
        Q(batch__zone=Zone.WIB, delivered_starts_at__gte=from_west, delivered_starts_at__lt=to_west)
        | Q(batch__zone=Zone.WITA, delivered_starts_at__gte=from_middle, delivered_starts_at__lt=to_middle)
        | Q(batch__zone=Zone.WIT, delivered_starts_at__gte=from_east, delivered_starts_at__lt=to_east)
    )
    delivered = Session.objects.filter(held, state=SessionState.DELIVERED).order_by().values("batch")
    found: QuerySet[Session, tuple[int, Decimal]] = delivered.annotate(hours=Sum("delivered_jp")).values_list(
        "batch", "hours"
    )
    return found


def _worth(user: User, hours: Mapping[int, Decimal]) -> Worth:
    """Who sees a batch as a whole, leaves out nobody in it, and who looks after neither a province nor an office,
    nobody but in such: that is asked once, and not again of each enrolment (`Enrolment.followed_by`)."""
    if not hours or sees_everything(user):
        return Worth(hours, is_whole=True)
    own = set(_overseen(user, tuple(hours)))
    if own == hours.keys():
        return Worth(hours, is_whole=True)
    if has_role(user, SiteRole.OFFICE_HEAD) or coordinates_today(user):
        return Worth(hours, is_whole=False)
    return Worth({batch: jp for batch, jp in hours.items() if batch in own}, is_whole=True)


@prepared
def _overseen(user: User, batches: tuple[int, ...]) -> QuerySet[Batch, int]:
    return Batch.objects.overseen_by(user).filter(pk__in=batches).order_by().values_list("pk", flat=True)


def people_of(ledger: Ledger) -> People:
    """Who fits."""
    people, wanted = everybody_in(ledger.user, ledger.day), ledger.wanted
    here = _memberships(ledger.day)
    if wanted.text:
        people = with_office_names(people, ledger.day)
        people = people.filter(having_words(wanted.text, "number", "name", "office_name"))
    if wanted.office.isdecimal():
        people = people.filter(Exists(here.filter(office=int(wanted.office))))
    if wanted.province.isdecimal():
        people = people.filter(Exists(here.filter(office__province__code=wanted.province)))
    if wanted.kind:
        people = people.filter(number_kind=wanted.kind)
    if wanted.state in STATES:
        people = with_hours(people, ledger).filter(_in_state(wanted.state, ledger.asked))
    return people


def in_order(ledger: Ledger) -> QuerySet[User, int]:
    """Who fits, by their number."""
    people, sort = people_of(ledger), ledger.wanted.sort
    name = sort.removeprefix("-")
    if name == "jp":
        people = with_hours(people, ledger)
    elif name == "office":
        people = with_office_names(people, ledger.day)
    return _sorted(people, name, sort.startswith("-"))


def pages_in_order(ledger: Ledger) -> QuerySet[User, int] | PreparedRows[int]:
    """As `in_order`, to take a page of."""
    wanted, worth, user, day = ledger.wanted, ledger.worth, ledger.user, ledger.day
    descending, name = wanted.sort.startswith("-"), wanted.sort.removeprefix("-")
    if wanted.is_narrowed or name == "office":
        return in_order(ledger)
    if name == "jp":
        return _by_hours(user, day, descending, worth.is_whole, worth.batches, worth.hundredths)
    return _by_name(user, day, descending)


@prepared_pages
def _by_name(user: User, day: date, descending: bool) -> QuerySet[User, int]:
    return _sorted(everybody_in(user, day), "name", descending)


@prepared_pages
def _by_hours(
    user: User, day: date, descending: bool, is_whole: bool, batches: tuple[int, ...], hundredths: tuple[int, ...]
) -> QuerySet[User, int]:
    people = everybody_in(user, day).annotate(hours=hours_of(user, is_whole, batches, hundredths))
    return _sorted(people, "jp", descending)


def _sorted(people: People, name: str, descending: bool) -> QuerySet[User, int]:
    first, *rest = NAMES.get(name, NAMES["name"])
    ordered: People = people.order_by(f"-{first}" if descending else first, *rest)
    return ordered.values_list("pk", flat=True)


def everybody_in(user: User, day: date) -> People:
    """All with an office, or those of the own provinces or office, and oneself."""
    here = _memberships(day)
    active: People = User.objects.filter(is_active=True)
    if may_read_all_members(user):
        return active.filter(Exists(here))
    theirs = in_own_provinces(user, "office__province")
    if has_role(user, SiteRole.OFFICE_HEAD):
        theirs |= Q(office__in=Membership.objects.in_force().filter(member=user.pk).values("office"))
    found: People = active.filter(Q(Exists(here.filter(theirs))) | Q(pk=user.pk) & Q(Exists(here)))
    return found


def _memberships(day: date) -> QuerySet[Membership]:
    """Of a member those of the day, the one that counts first."""
    return Membership.objects.in_force(day).filter(member=OuterRef("pk")).order_by("-valid_from", "pk")


def with_offices(people: People, day: date) -> People:
    found: People = people.annotate(office_pk=Subquery(_memberships(day).values("office")[:1]))
    return found


def with_office_names(people: People, day: date) -> People:
    found: People = people.annotate(office_name=Subquery(_memberships(day).values("office__name")[:1]))
    return found


def with_hours(people: People, ledger: Ledger) -> People:
    worth = ledger.worth
    hours = hours_of(ledger.user, worth.is_whole, worth.batches, worth.hundredths)
    found: People = people.annotate(hours=hours)
    return found


def hours_of(user: User, is_whole: bool, batches: tuple[int, ...], hundredths: tuple[int, ...]) -> Any:
    """Of members: what their completed enrolments are worth together. Those of a member are found by its index, and
    batches that are worth nothing add nothing: to ask for each of a year's batches would take as many searches."""
    if not batches:
        return Value(0, output_field=IntegerField())
    known = [When(batch=batch, then=Value(jp)) for batch, jp in zip(batches, hundredths, strict=True)]
    rows = Enrolment.objects.all() if is_whole else Enrolment.objects.followed_by(user)
    completed = rows.filter(member=OuterRef("pk"), completion__isnull=False).order_by().values("member")
    summed = completed.annotate(jp=Sum(Case(*known, output_field=IntegerField()))).values("jp")
    return Coalesce(Subquery(summed, output_field=IntegerField()), 0)


def _in_state(state: str, asked: Mapping[str, YearlyHours]) -> Q:
    """As `LedgerRow.state` says it, of hours in hundredths."""
    found = Q(pk__in=[])
    for kind, hours in asked.items():
        least, most = (None if bound is None else in_hundredths(bound) for bound in (hours.at_least, hours.at_most))
        too_few = Q(pk__in=[]) if least is None else Q(hours__lt=least)
        too_many = Q(pk__in=[]) if most is None else Q(hours__gt=most)
        fits = {
            UNDER: too_few,
            OVER: too_many,
            REACHED: Q(pk__in=[]) if least is None else ~too_few & ~too_many,
            NOT_ASKED: ~too_many if least is None else Q(pk__in=[]),
        }
        found |= Q(number_kind=kind) & fits[state]
    return found


def in_hundredths(jp: Decimal) -> int:
    return round(jp * 100)


def in_jp(hundredths: int) -> Decimal:
    return (Decimal(hundredths) / 100).quantize(Decimal("0.01"))
