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
from courses.models import Batch
from courses.rules import may_see_batch
from members import nip
from members.models import Office, Province
from reports.columns import UNBROKEN
from reports.rules import may_see_whole_numbers
from reports.selectors.recap import (
    COMPLETE,
    INCOMPLETE,
    SORTS,
    Asked,
    RecapRow,
    everybody_of,
    in_order,
    recap_of,
    recap_rows,
)
from reports.selectors.recap_means import RecapMeans, recap_means
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


def recap_listing(user: User | AnonymousUser, batch: Batch, asked: Mapping[str, str]) -> Listing:
    """Two queries, for the offices and provinces that people came from, beside that of who sees them all."""
    whose = (None if may_see_batch(user, batch) else user, batch.pk)
    offices, provinces = _offices(*whose), _provinces(*whose)
    filters = [
        Filter("province", _("Province"), list(provinces)),
        Filter("office", _("Office"), [(str(pk), name) for pk, name in offices]),
        Filter("complete", _("Completion"), [(COMPLETE, _("complete")), (INCOMPLETE, _("not complete"))]),
    ]
    return Listing(asked, filters=filters, sorts=SORTS, sort="name", search_label=_("Name, number or office"))


@prepared
def _offices(user: User | AnonymousUser | None, batch: int) -> QuerySet[Office, tuple[int, str]]:
    own = everybody_of(user, batch).order_by().values("office")
    return Office.objects.filter(pk__in=own).order_by("name", "pk").values_list("pk", "name")


@prepared
def _provinces(user: User | AnonymousUser | None, batch: int) -> QuerySet[Province, tuple[str, str]]:
    own = everybody_of(user, batch).order_by().values("office")
    found = Province.objects.filter(offices__in=own).distinct().order_by("name")
    return found.values_list("code", "name")


def asked_by(listing: Listing) -> Asked:
    return Asked(
        text=listing.text.replace("\0", ""),
        office=listing.value("office"),
        province=listing.value("province"),
        complete=listing.value("complete"),
        sort=listing.sort,
    )


def recap_page(user: User | AnonymousUser, batch: Batch, asked: Mapping[str, str]) -> RecapPage:
    measures = measures_of(batch)
    listing = recap_listing(user, batch, asked)
    wanted = asked_by(listing)
    found = recap_of(user, batch, wanted)
    whole_numbers = may_see_whole_numbers(user, batch)
    means = recap_means(found, measures)
    page = listing.page_of(in_order(found, wanted.sort, measures).values_list("pk", flat=True), count=means.people)
    columns = _columns(measures)
    return RecapPage(
        listing=listing,
        page=page,
        columns=columns,
        lines=[_line(row, columns) for row in recap_rows(list(page), measures, whole_numbers=whole_numbers)],
        means=means,
        mean={name: shown(value) for name, value in means.means.items()},
        measures=measures,
    )


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


def _line(row: RecapRow, columns: list[tuple[str, str]]) -> RecapLine:
    return RecapLine(
        name=row.name,
        number=nip.group(row.number).replace(" ", UNBROKEN),
        office=row.office or NOTHING,
        province=row.province,
        figures=[(head, (signed if name == "gain" else shown)(getattr(row, name))) for name, head in columns],
        is_complete=row.is_complete,
    )


def shown(value: Decimal | None) -> str:
    return NOTHING if value is None else figure(value)


def signed(value: Decimal | None) -> str:
    """A gain says which way it went."""
    return f"+{figure(value)}" if value is not None and value > 0 else shown(value)
