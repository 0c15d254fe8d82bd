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
from courses.models import Batch, Enrolment
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
    in_order,
    narrowed,
    participants_of,
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
    """A row with its figures as they are read."""

    row: RecapRow
    number: str
    attendance: str
    activity: str
    before: str
    after: str
    gain: str
    final: str


@dataclass(frozen=True)
class RecapPage:
    listing: Listing
    page: Page[int]
    lines: list[RecapLine]
    means: RecapMeans
    mean: Mapping[str, str]
    measures: BatchMeasures
    labels: Mapping[str, str]
    """Of the columns whose names hold a percent sign, which templates would double."""


def recap_listing(asked: Mapping[str, str], everybody: QuerySet[Enrolment]) -> Listing:
    """Two queries, for the offices and provinces that people came from."""
    own = everybody.order_by().values("office")
    offices = Office.objects.filter(pk__in=own).order_by("name", "pk").values_list("pk", "name")
    provinces = Province.objects.filter(offices__in=own).distinct().order_by("name").values_list("code", "name")
    filters = [
        Filter("province", _("Province"), list(provinces)),
        Filter("office", _("Office"), [(str(pk), name) for pk, name in offices]),
        Filter("complete", _("Completion"), [(COMPLETE, _("complete")), (INCOMPLETE, _("not complete"))]),
    ]
    return Listing(asked, filters=filters, sorts=SORTS, sort="name", search_label=_("Name, number or office"))


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
    everybody = participants_of(user, batch)
    listing = recap_listing(asked, everybody)
    wanted = asked_by(listing)
    found = narrowed(everybody, wanted)
    whole_numbers = may_see_whole_numbers(user, batch)
    page = listing.page_of(in_order(found, wanted.sort, measures).values_list("pk", flat=True))
    means = recap_means(found, measures)
    return RecapPage(
        listing=listing,
        page=page,
        lines=[_line(row) for row in recap_rows(list(page), measures, whole_numbers=whole_numbers)],
        means=means,
        mean={name: shown(value) for name, value in means.means.items()},
        measures=measures,
        labels={"attendance": _("Attendance (%)"), "activity": _("Activity (%)")},
    )


def _line(row: RecapRow) -> RecapLine:
    return RecapLine(
        row=row,
        number=nip.group(row.number).replace(" ", UNBROKEN),
        attendance=shown(row.attendance),
        activity=shown(row.activity),
        before=shown(row.before),
        after=shown(row.after),
        gain=signed(row.gain),
        final=shown(row.final),
    )


def shown(value: Decimal | None) -> str:
    return NOTHING if value is None else figure(value)


def signed(value: Decimal | None) -> str:
    """A gain says which way it went."""
    return f"+{figure(value)}" if value is not None and value > 0 else shown(value)
