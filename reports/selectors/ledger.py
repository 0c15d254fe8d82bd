"""The JP of a year of many people at once: who is where to the target, by person and by office."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from core import clock
from core.prepared import prepared
from courses.models import Enrolment, Session
from courses.querysets import in_own_provinces
from members import nip
from members.choices import SiteRole
from members.models import Membership, Office, User
from members.models.user import with_titles
from members.rules import has_role, may_manage_members, may_read_all_members
from reports.selectors.having_words import having_words
from reports.selectors.jp_year import YearlyHours, asked_in, in_year
from reports.selectors.ledger_evidence import Evidence, evidence_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# Members with what is annotated to them below.
People: TypeAlias = QuerySet[Any, Any]

HOURS: DecimalField[Any, Decimal] = DecimalField(max_digits=12, decimal_places=2)
ZERO = Value(Decimal(0), output_field=HOURS)
UNDER, REACHED, OVER, NOT_ASKED = "under", "reached", "over", "none"
NAMES = {
    "name": ("name", "pk"),
    "office": ("office_name", "name", "pk"),
    "jp": ("hours", "name", "pk"),
}
CHUNK = 500


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


@dataclass(frozen=True)
class LedgerRow:
    pk: int
    name: str
    number: str
    kind: str
    office: str
    province: str
    jp: Decimal
    asked: YearlyHours
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def missing(self) -> Decimal:
        return max(Decimal(0), (self.asked.at_least or Decimal(0)) - self.jp)

    @property
    def state(self) -> str:
        if self.asked.at_most is not None and self.jp > self.asked.at_most:
            return OVER
        if self.asked.at_least is None:
            return NOT_ASKED
        return UNDER if self.jp < self.asked.at_least else REACHED


@dataclass(frozen=True)
class LedgerSums:
    people: int
    asked: int
    """Of how many something is asked at least."""
    under: int
    jp: Decimal

    @property
    def reached(self) -> int:
        return self.asked - self.under


def day_of(year: int) -> date:
    """Whose office counts: that of the year's last day, or of today while it runs."""
    return min(clock.site_day(), date(year, 12, 31))


def hours_by_batch(year: int) -> dict[int, Decimal]:
    """The JP that each batch delivered in the year. One query."""
    rows = Session.objects.filter(in_year(year)).order_by().values_list("batch")
    return {batch: hours for batch, hours in rows.annotate(hours=Sum("delivered_jp")) if hours}


def ledger_of(user: User | AnonymousUser, wanted: Wanted) -> People:
    """The members with an office whom `user` looks after, by the office of the year's last day, with hours and what is
    asked of them. The hours are those of completed enrolments that `user` looks after: of a coordinator what was earned
    from offices of the province. So who moved away since stands where the hours stand.

    One query is asked here, for the hours of batches.
    """
    here = Membership.objects.in_force(day_of(wanted.year)).filter(member=OuterRef("pk")).order_by("-valid_from", "pk")
    asked = asked_in(wanted.year)
    people = User.objects.filter(_looked_after(user, here), is_active=True).annotate(
        hours=_hours(user, hours_by_batch(wanted.year)),
        office_pk=Subquery(here.values("office")[:1]),
        office_name=Subquery(here.values("office__name")[:1]),
        least=_bound({kind: hours.at_least for kind, hours in asked.items()}),
        most=_bound({kind: hours.at_most for kind, hours in asked.items()}),
    )
    return _narrowed(people, here, wanted)


def _looked_after(user: User | AnonymousUser, here: QuerySet[Membership]) -> Any:
    """Of members: all with an office, or those of the own province or office, and oneself."""
    if may_read_all_members(user):
        return Exists(here)
    theirs = in_own_provinces(user, "office__province")
    if has_role(user, SiteRole.OFFICE_HEAD):
        theirs |= Q(office__in=Membership.objects.in_force().filter(member=user.pk).values("office"))
    return Q(Exists(here)) & (Q(pk=user.pk) | Q(Exists(here.filter(theirs))))


def _hours(user: User | AnonymousUser, hours: dict[int, Decimal]) -> Any:
    if not hours:
        return ZERO
    worth = Case(*(When(batch=batch, then=Value(jp)) for batch, jp in hours.items()), output_field=HOURS)
    rows = Enrolment.objects.followed_by(user).filter(
        member=OuterRef("pk"), completion__isnull=False, batch__in=list(hours)
    )
    summed = rows.order_by().values("member").annotate(jp=Sum(worth)).values("jp")
    return Coalesce(Subquery(summed, output_field=HOURS), ZERO, output_field=HOURS)


def _bound(bounds: dict[str, Decimal | None]) -> Case:
    known = [When(number_kind=kind, then=Value(bound)) for kind, bound in bounds.items() if bound is not None]
    return Case(*known, default=Value(None), output_field=HOURS)


def _narrowed(people: People, here: QuerySet[Membership], wanted: Wanted) -> People:
    people = people.filter(having_words(wanted.text, "number", "name", "office_name"))
    if wanted.office.isdecimal():
        people = people.filter(Exists(here.filter(office=int(wanted.office))))
    if wanted.province.isdecimal():
        people = people.filter(Exists(here.filter(office__province__code=wanted.province)))
    if wanted.kind:
        people = people.filter(number_kind=wanted.kind)
    states = {
        UNDER: Q(hours__lt=F("least")),
        REACHED: Q(hours__gte=F("least")) & (Q(most__isnull=True) | Q(hours__lte=F("most"))),
        OVER: Q(hours__gt=F("most")),
        NOT_ASKED: Q(least__isnull=True) & (Q(most__isnull=True) | Q(hours__lte=F("most"))),
    }
    if wanted.state in states:
        people = people.filter(states[wanted.state])
    return people


def in_order(people: People, sort: str) -> People:
    columns = NAMES.get(sort.removeprefix("-"), NAMES["name"])
    first = f"-{columns[0]}" if sort.startswith("-") else columns[0]
    return people.order_by(first, *columns[1:])


def ledger_sums(people: People) -> LedgerSums:
    """One query."""
    told = people.order_by().aggregate(
        people=Count("pk"),
        asked=Count("pk", filter=Q(least__isnull=False)),
        under=Count("pk", filter=Q(hours__lt=F("least"))),
        jp=Sum("hours"),
    )
    return LedgerSums(told["people"], told["asked"], told["under"], in_hundredths(told["jp"]))


def sums_of_offices(offices: Iterable[Mapping[str, Any]]) -> LedgerSums:
    """As `ledger_sums`, of all rows by office: no query."""
    told = list(offices)
    people, asked, under = (sum(row[name] for row in told) for name in ("people", "asked", "under"))
    return LedgerSums(people, asked, under, sum((in_hundredths(row["jp"]) for row in told), Decimal(0)))


def ledger_by_office(people: People) -> list[dict[str, Any]]:
    """A dictionary for each office: its people, of how many something is asked, who is under, the JP of all. Two
    queries: the offices' names are looked up once each, not for everybody who works there."""
    rows: People = people.order_by().values("office_pk")
    counted = rows.annotate(
        people=Count("pk"),
        asked=Count("pk", filter=Q(least__isnull=False)),
        under=Count("pk", filter=Q(hours__lt=F("least"))),
        jp=Sum("hours"),
    )
    names = dict(_names())
    found = [{**row, "office_name": names[row["office_pk"]]} for row in counted]
    return sorted(found, key=lambda row: (row["office_name"], row["office_pk"]))


@prepared
def _names() -> QuerySet[Office, tuple[int, str]]:
    return Office.objects.order_by().values_list("pk", "name")


COLUMNS = (
    "pk", "title_before", "name", "title_after", "number", "number_kind", "office_pk", "office_name", "hours"
)  # fmt: skip


def ledger_rows(people: Iterable[Any], user: User | AnonymousUser, year: int) -> list[LedgerRow]:
    """A page of them, as `COLUMNS`, with the evidence of their hours: four queries, as many for one as for fifty."""
    rows = list(people)
    provinces = _provinces([row[6] for row in rows])
    proofs = evidence_of([row[0] for row in rows], user, hours_by_batch(year))
    asked, whole = asked_in(year), may_manage_members(user)
    return [
        LedgerRow(
            pk=pk,
            name=with_titles(name, before, after),
            number=number if whole or pk == user.pk else nip.mask(number),
            kind=kind,
            office=office_name,
            province=provinces.get(office, ""),
            jp=in_hundredths(hours),
            asked=asked[kind],
            evidence=proofs.get(pk, []),
        )
        for pk, before, name, after, number, kind, office, office_name, hours in rows
    ]


def all_ledger_rows(people: People, user: User | AnonymousUser, year: int) -> Iterator[LedgerRow]:
    """Piece by piece."""
    piece: list[Any] = []
    for row in people.values_list(*COLUMNS).iterator(chunk_size=CHUNK):
        piece.append(row)
        if len(piece) == CHUNK:
            yield from ledger_rows(piece, user, year)
            piece = []
    yield from ledger_rows(piece, user, year)


def _provinces(offices: Collection[int]) -> dict[int, str]:
    return dict(_provinces_of(tuple(set(offices))))


@prepared
def _provinces_of(offices: tuple[int, ...]) -> QuerySet[Office, tuple[int, str]]:
    return Office.objects.filter(pk__in=offices, province__isnull=False).values_list("pk", "province__name")


def in_hundredths(hours: Any) -> Decimal:
    return Decimal(str(hours or 0)).quantize(Decimal("0.01"))
