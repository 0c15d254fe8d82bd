"""The own province beside the national median; for head office all provinces in one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import Chart, Datum, bar_chart
from core.figures import figure
from courses.models import Batch, Enrolment
from courses.querysets import sees_everything
from courses.selectors.provinces import MEASURES, SENT, SMALLEST, ProvinceFigures, figures_by_province, national_median
from members.models import Province, User


@dataclass(frozen=True)
class ProvinceLine:
    """A row of head office's table: `cells` in the order of the measures, "–" for what is not said."""

    name: str
    people: str
    cells: list[str]


@dataclass(frozen=True)
class Comparison:
    """`batch` is None where there is none to compare in yet. A coordinator gets `charts`, others get `lines`."""

    batch: Batch | None
    choices: list[tuple[str, str]]
    charts: list[Chart]
    small: list[str]
    lines: list[ProvinceLine]
    median: ProvinceLine | None
    heads: Sequence[str | Promise]
    smallest: int = SMALLEST


def comparison_for(user: User, provinces: Sequence[Province], code: str) -> Comparison:
    """In the batch of that code, else in the latest one with people of the own provinces."""
    batches = list(_batches(user, provinces))
    batch = next((one for one in batches if one.code == code), batches[0] if batches else None)
    choices = [(one.code, one.name) for one in batches]
    heads = list(MEASURES.values())
    if batch is None:
        return Comparison(None, choices, [], [], [], None, heads)
    figures = figures_by_province(batch)
    if sees_everything(user):
        lines = [_line(row) for row in figures]
        return Comparison(batch, choices, [], [], lines, _median_line(figures), heads)
    own = [row for row in figures if row.province in provinces]
    small = [row.province.name for row in own if row.is_small]
    charts = [chart for measure in MEASURES if (chart := _chart(measure, own, figures)) is not None]
    return Comparison(batch, choices, charts, small, [], None, heads)


def _batches(user: User, provinces: Sequence[Province]) -> QuerySet[Batch]:
    """Those with somebody who takes part and whom `user` looks after; for a coordinator from the own provinces."""
    people = Enrolment.objects.active().filter(batch=OuterRef("pk"))
    if not sees_everything(user):
        people = people.filter(office__province__in=provinces)
    found = Batch.objects.followed_by(user).filter(Exists(people))
    return found.only("pk", "code", "name", "starts_on").order_by("-starts_on", "code")


def _chart(measure: str, own: list[ProvinceFigures], figures: list[ProvinceFigures]) -> Chart | None:
    shown = [row for row in own if measure in row.values and (measure == SENT or not row.is_small)]
    if not shown:
        return None
    middle, number = national_median(figures, measure)
    rows = [Datum(row.province.name, row.values[measure], tone="1") for row in shown]
    summary = _("Fewer than %(number)d provinces to compare with: no median is shown.") % {"number": SMALLEST}
    if middle is not None:
        label = ngettext("Median of %(number)d province", "Median of %(number)d provinces", number) % {"number": number}
        rows.append(Datum(label, middle, tone="4"))
        summary = _("The middle of all provinces is %(median)s %%.") % {"median": figure(middle)}
    return bar_chart(
        f"compare-{measure}", MEASURES[measure], rows, summary=summary, unit="%", head=_("Province"), most=100
    )


def _line(row: ProvinceFigures) -> ProvinceLine:
    cells = [
        figure(row.values[measure]) if measure in row.values and (measure == SENT or not row.is_small) else "–"
        for measure in MEASURES
    ]
    return ProvinceLine(row.province.name, "–" if 0 < row.people < SMALLEST else str(row.people), cells)


def _median_line(figures: list[ProvinceFigures]) -> ProvinceLine:
    middles = [national_median(figures, measure)[0] for measure in MEASURES]
    return ProvinceLine(_("National median"), "", ["–" if middle is None else figure(middle) for middle in middles])
