"""The recap as its page shows it: what can be asked for, and the figures in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.figures import figure
from core.listing import Filter, Listing
from core.prepared import prepared
from core.prepared_pages import PreparedRows
from courses.models import Batch, Enrolment
from members import nip
from members.models import Office, Province
from reports.columns import UNBROKEN
from reports.rules import may_see_whole_numbers
from reports.selectors.recap import COMPLETE, INCOMPLETE, Asked, RecapRow, narrowed, recap_rows
from reports.selectors.recap_means import RecapMeans, recap_means, recap_means_of_all
from reports.selectors.recap_order import SORTS, in_order, pages_in_order
from reports.selectors.recap_people import everybody_of
from reports.selectors.recap_queries import BatchMeasures, measures_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User

NOTHING = "–"


@dataclass(frozen=True)
class RecapLine:
    """A row as it is read, its figures under the heads of their columns."""

    name: str
    number: str
    office: str
    province: str
    figures: list[tuple[str, str]]
    is_complete: bool


@dataclass(frozen=True)
class RecapPage:
    listing: Listing
    page: Page[int]
    columns: list[tuple[str, str]]
    """Of figures: by what they are ordered, and their heads."""
    lines: list[RecapLine]
    means: RecapMeans
    mean: Mapping[str, str]
    measures: BatchMeasures


def recap_listing(whose: User | AnonymousUser | None, batch: Batch, asked: Mapping[str, str]) -> Listing:
    """Two queries, for the offices and provinces that people came from; None stands for who sees them all
    (`everybody_of`)."""
    offices = _offices(whose, batch.pk)
    here = {province for _pk, _name, province in offices}
    filters = [
        Filter("province", _("Province"), [(code, name) for pk, code, name in _provinces() if pk in here]),
        Filter("office", _("Office"), [(str(pk), name) for pk, name, _province in offices]),
        Filter("complete", _("Completion"), [(COMPLETE, _("complete")), (INCOMPLETE, _("not complete"))]),
    ]
    return Listing(asked, filters=filters, sorts=SORTS, sort="name", search_label=_("Name, number or office"))


@prepared
def _offices(user: User | AnonymousUser | None, batch: int) -> QuerySet[Office, tuple[int, str, int | None]]:
    own = everybody_of(user, batch).order_by().values("office")
    return Office.objects.filter(pk__in=own).order_by("name", "pk").values_list("pk", "name", "province")


@prepared
def _provinces() -> QuerySet[Province, tuple[int, str, str]]:
    """All, of which there are few."""
    return Province.objects.order_by("name").values_list("pk", "code", "name")


def asked_by(listing: Listing) -> Asked:
    return Asked(
        text=listing.text,
        office=listing.value("office"),
        province=listing.value("province"),
        complete=listing.value("complete"),
        sort=listing.sort,
    )


def recap_page(user: User | AnonymousUser, batch: Batch, asked: Mapping[str, str], *, sees_whole: bool) -> RecapPage:
    whose, measures = None if sees_whole else user, measures_of(batch)
    listing = recap_listing(whose, batch, asked)
    wanted = asked_by(listing)
    whole_numbers = may_see_whole_numbers(user, batch)
    rows_in_order: QuerySet[Enrolment, int] | PreparedRows[int]
    if wanted.is_narrowed:
        found = narrowed(everybody_of(whose, batch.pk), wanted)
        means = recap_means(found, measures)
        rows_in_order = in_order(found, wanted.sort, measures).values_list("pk", flat=True)
    else:
        means = recap_means_of_all(whose, measures)
        rows_in_order = pages_in_order(whose, wanted.sort, measures)
    page = listing.page_of(rows_in_order, count=means.people)
    rows = recap_rows(list(page), measures, whole_numbers=whole_numbers, for_file=False)
    columns, said = _columns(measures), _Said()
    return RecapPage(
        listing=listing,
        page=page,
        columns=columns,
        lines=[_line(row, columns, said) for row in rows],
        means=means,
        mean={name: shown(value) for name, value in means.means.items()},
        measures=measures,
    )


class _Said(dict["Decimal | None", str]):
    """Figures in words, each put so once: a page has hundreds, and few that differ."""

    def __missing__(self, value: Decimal | None) -> str:
        self[value] = said = shown(value)
        return said


def _columns(measures: BatchMeasures) -> list[tuple[str, str]]:
    """What the batch has no figures for has no column, as in its files."""
    known = {
        "attendance": (True, _("Attendance (%)")),
        "activity": (bool(measures.materials), _("Activity (%)")),
        "before": (bool(measures.pre_tests), _("Pre-test")),
        "after": (bool(measures.post_tests), _("Post-test")),
        "gain": (bool(measures.pre_tests and measures.post_tests), _("Gain")),
        "final": (bool(measures.scored), _("Final score")),
    }
    return [(name, head) for name, (is_known, head) in known.items() if is_known]


def _line(row: RecapRow, columns: list[tuple[str, str]], said: _Said) -> RecapLine:
    return RecapLine(
        name=row.name,
        number=nip.group(row.number).replace(" ", UNBROKEN),
        office=row.office or NOTHING,
        province=row.province,
        figures=[(head, _figure(name, getattr(row, name), said)) for name, head in columns],
        is_complete=row.is_complete,
    )


def shown(value: Decimal | None) -> str:
    return NOTHING if value is None else figure(value)


def _figure(name: str, value: Decimal | None, said: _Said) -> str:
    """A gain says which way it went."""
    return f"+{said[value]}" if name == "gain" and value is not None and value > 0 else said[value]
