from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import clock
from core.charts import Chart, Datum, column_chart
from core.figures import figure
from home.providers import HeldCertificate, certificates_of
from members.models import User
from reports.selectors.jp_year import JpEntry, JpYear, jp_of_year

YEARS = range(1950, 2200)


@dataclass(frozen=True)
class JpPage:
    """A year's hours with what proves them, and the totals of all years that hold some, the earliest first.

    `before` and `after` are the years beside it, between the first that holds hours and the present one.
    """

    hours: JpYear
    rows: list[tuple[JpEntry, HeldCertificate | None]]
    years: list[tuple[int, Decimal]]
    chart: Chart | None
    before: int | None
    after: int | None


def jp_page(user: User, year: str = "") -> JpPage:
    """Two queries, whatever the number of years, courses and certificates."""
    wanted = int(year) if year.isdecimal() and len(year) == 4 and int(year) in YEARS else None
    hours = jp_of_year(user, wanted)
    papers = {paper.enrolment_id: paper for paper in certificates_of(user) if paper.is_valid}
    years = sorted([*hours.earlier, *([(hours.year, hours.total)] if hours.entries else [])])
    known = [clock.site_day().year, *(of_year for of_year, _total in years)]
    return JpPage(
        hours,
        [(entry, papers.get(entry.enrolment.pk)) for entry in hours.entries],
        years,
        chart=_chart(hours) if hours.entries else None,
        before=hours.year - 1 if min(known) < hours.year else None,
        after=hours.year + 1 if hours.year < max(known) else None,
    )


def _chart(hours: JpYear) -> Chart:
    """The year month by month; what is asked is asked of the year, so it stands in the sentence."""
    months = [
        Datum(date_format(date(hours.year, number, 1), "M"), jp) for number, jp in enumerate(hours.by_month, start=1)
    ]
    title = _("JP by month in %(year)d") % {"year": hours.year}
    return column_chart("jp-months", title, months, summary=_summary(hours), unit="JP", head=_("Month"))


def _summary(hours: JpYear) -> str:
    best = max(range(12), key=lambda place: hours.by_month[place])
    told = {
        "month": date_format(date(hours.year, best + 1, 1), "F"),
        "most": figure(hours.by_month[best]),
        "total": figure(hours.total),
    }
    if hours.asked.bound is None:
        return _("%(total)s JP in the year, most of them in %(month)s: %(most)s JP.") % told
    told["bound"] = figure(hours.asked.bound)
    if hours.asked.at_least is None:
        return _("%(total)s of at most %(bound)s JP in the year, most of them in %(month)s: %(most)s JP.") % told
    return _("%(total)s of the %(bound)s JP that the year asks, most of them in %(month)s: %(most)s JP.") % told
