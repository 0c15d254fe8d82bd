"""The yearly JP as its pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.figures import figure
from core.listing import Filter, Listing
from core.prepared import prepared
from courses.querysets import sees_everything
from members import nip
from members.choices import NumberKind
from members.models import Office, Province
from reports.columns import UNBROKEN
from reports.selectors.jp_year import YearlyHours
from reports.selectors.ledger import NAMES, NOT_ASKED, OVER, REACHED, UNDER, Ledger, Wanted, ledger_of, pages_in_order
from reports.selectors.ledger_evidence import Evidence
from reports.selectors.ledger_rows import LedgerRow, ledger_rows
from reports.selectors.ledger_sums import LedgerSums, ledger_by_office, ledger_sums

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User

YEARS_BACK = 10
STATES: dict[str, Promise] = {
    UNDER: gettext_lazy("under target"),
    REACHED: gettext_lazy("target reached"),
    OVER: gettext_lazy("over what counts"),
    NOT_ASKED: gettext_lazy("nothing asked"),
}
TONES = {UNDER: "warning", REACHED: "success", OVER: "info", NOT_ASKED: "neutral"}


@dataclass(frozen=True)
class LedgerLine:
    """A row as it is read."""

    name: str
    number: str
    office: str
    province: str
    jp: str
    target: str
    to_go: str
    state: str
    tone: str
    proofs: list[Proof]


@dataclass(frozen=True)
class Proof:
    """What is evidence of hours, and where it is shown; a certificate's number is in no language."""

    words: str
    address: str
    is_number: bool


@dataclass(frozen=True)
class LedgerPage:
    listing: Listing
    year: int
    page: Page[Any]
    lines: list[Any]
    sums: LedgerSums
    targets: list[tuple[str, str]]
    is_partial: bool
    """Hours of courses that others look after are not in it."""
    tabs_query: str


def year_of(asked: Mapping[str, str]) -> int:
    """The one asked for among those of the list, else the present one."""
    return next((year for year in years() if str(year) == asked.get("year", "")), clock.site_day().year)


def with_year(asked: Mapping[str, str]) -> dict[str, str]:
    """A list of a year is always of one."""
    return {**{name: asked[name] for name in asked}, "year": str(year_of(asked))}


def years() -> range:
    """The latest first."""
    present = clock.site_day().year
    return range(present, present - YEARS_BACK - 1, -1)


def ledger_listing(user: User | AnonymousUser, asked: Mapping[str, str]) -> Listing:
    """Two queries, for offices and provinces."""
    filters = [
        Filter("year", _("Year"), [(str(year), str(year)) for year in years()], is_required=True),
        Filter("province", _("Province"), _provinces(user)),
        Filter("office", _("Office"), [(str(pk), name) for pk, name in _offices(user)]),
        Filter("kind", _("Kind of staff"), NumberKind.choices),
        Filter("state", _("State"), list(STATES.items())),
    ]
    return Listing(
        with_year(asked), filters=filters, sorts=tuple(NAMES), sort="name", search_label=_("Name, number or office")
    )


@prepared
def _offices(user: User | AnonymousUser) -> QuerySet[Office, tuple[int, str]]:
    return Office.objects.visible_to(user).order_by("name", "pk").values_list("pk", "name")


@prepared
def _provinces(user: User | AnonymousUser) -> QuerySet[Province, tuple[str, str]]:
    offices = Office.objects.visible_to(user).order_by().values("pk")
    return Province.objects.filter(offices__in=offices).distinct().order_by("name").values_list("code", "name")


def wanted_by(listing: Listing, year: int) -> Wanted:
    return Wanted(
        year=year,
        text=listing.text,
        office=listing.value("office"),
        province=listing.value("province"),
        kind=listing.value("kind"),
        state=listing.value("state"),
        sort=listing.sort,
    )


def ledger_page(user: User, asked: Mapping[str, str], *, by_office: bool) -> LedgerPage:
    year, listing = year_of(asked), ledger_listing(user, asked)
    ledger = ledger_of(user, wanted_by(listing, year))
    page, lines, sums = (_by_office if by_office else _by_person)(ledger, listing)
    return LedgerPage(
        listing=listing,
        year=year,
        page=page,
        lines=lines,
        sums=sums,
        targets=targets_in_words(ledger.asked),
        is_partial=not sees_everything(user),
        tabs_query=listing.filter_query,
    )


def _by_person(ledger: Ledger, listing: Listing) -> tuple[Page[Any], list[Any], LedgerSums]:
    sums = ledger_sums(ledger)
    page = listing.page_of(pages_in_order(ledger), count=sums.people)
    targets = {kind: target_in_words(asked) for kind, asked in ledger.asked.items()}
    states = {state: str(words) for state, words in STATES.items()}
    proofs: dict[Evidence, Proof] = {}
    lines = [_line(row, targets[row.kind], states[row.state], proofs) for row in ledger_rows(ledger, list(page))]
    return page, lines, sums


def _by_office(ledger: Ledger, listing: Listing) -> tuple[Page[Any], list[Any], LedgerSums]:
    """What all offices have together is summed up from their rows: to ask for it, for their number and for a page of
    them would each count the hours of everybody."""
    offices = ledger_by_office(ledger)
    page = listing.page_of(offices)
    return page, [{"sums": row, "jp": figure(row.jp)} for row in page], sum(offices, LedgerSums())


def _line(row: LedgerRow, target: str, state: str, proofs: dict[Evidence, Proof]) -> LedgerLine:
    """`proofs` holds what was put in words already: most of a page were in one batch."""
    missing = row.missing
    for one in row.evidence:
        if one not in proofs:
            proofs[one] = _proof(one)
    return LedgerLine(
        name=row.name,
        number=nip.group(row.number).replace(" ", UNBROKEN),
        office=row.office,
        province=row.province,
        jp=figure(row.jp),
        target=target,
        to_go=_("%(hours)s JP to go") % {"hours": figure(missing)} if missing else "",
        state=state,
        tone=TONES[row.state],
        proofs=[proofs[one] for one in row.evidence],
    )


def _proof(evidence: Evidence) -> Proof:
    address = ""
    if evidence.paper:
        address = reverse("certificates:certificate", args=[evidence.paper])
    elif evidence.code:
        address = reverse("courses:batch", args=[evidence.code])
    return Proof(evidence.words, address, bool(evidence.paper))


def target_in_words(asked: YearlyHours) -> str:
    """“20”, “at most 24”, “20 to 60”; a dash where nothing is asked."""
    least, most = asked.at_least, asked.at_most
    if least is not None and most is not None:
        return _("%(least)s to %(most)s") % {"least": figure(least), "most": figure(most)}
    if least is not None:
        return _("at least %(least)s") % {"least": figure(least)}
    return _("at most %(most)s") % {"most": figure(most)} if most is not None else "–"


def targets_in_words(asked: Mapping[str, YearlyHours]) -> list[tuple[str, str]]:
    """What a year asks of each kind of staff."""
    return [(str(NumberKind(kind).label), target_in_words(hours)) for kind, hours in asked.items()]
