"""How a material was read and how the course's tests went, on one page for its authors and organisers."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import Chart, Datum, bar_chart, column_chart, line_chart
from courses.models import MaterialPage
from courses.selectors.readership import SMALLEST_GROUP, Readership, readership_of
from courses.selectors.reading import CheckShares, self_check_shares
from courses.selectors.watching import RecordingAudience, recording_audiences
from members.models import User
from quizzes.selectors.figures import QuizFigures, quiz_figures

LINE_FROM = 7  # so many days make a line; fewer are columns


@dataclass(frozen=True)
class MaterialFigures:
    material: MaterialPage
    readership: Readership
    choices: list[tuple[str, str]]
    by_batch: Chart | None
    by_day: Chart | None
    recordings: list[RecordingAudience]
    checks: list[CheckShares]
    quizzes: list[QuizFigures]
    smallest: int


def material_figures(material: MaterialPage, user: User, *, batch: str = "") -> MaterialFigures:
    everything = readership_of(material, user)
    readership = readership_of(material, user, batch=batch) if batch else everything
    at_least = 1 if readership.sees_all else SMALLEST_GROUP
    shown = [row.batch.pk for row in readership.shown]
    checks = [check for check in self_check_shares(material, batches=shown) if check.answered >= at_least]
    return MaterialFigures(
        material=material,
        readership=readership,
        choices=[(row.batch.code, row.batch.name) for row in everything.batches],
        by_batch=_by_batch(readership),
        by_day=_by_day(readership),
        recordings=[row for row in recording_audiences(material, shown) if row.viewers >= at_least],
        checks=checks,
        quizzes=quiz_figures(material.course.pk, shown, at_least=at_least),
        smallest=SMALLEST_GROUP,
    )


def _by_batch(readership: Readership) -> Chart | None:
    rows = [Datum(row.batch.name, row.percent) for row in readership.shown]
    if len(rows) < 2:
        return None
    return bar_chart("by-batch", _("Opened, by batch"), rows, unit="%", head=_("Batch"), most=100)


def _by_day(readership: Readership) -> Chart | None:
    days = readership.days
    if not days:
        return None
    rows = [Datum(date_format(day, "j M"), number) for day, number in days]
    highest, _most = max(days, key=lambda row: row[1])
    summary = ngettext(
        "%(number)d first opening, most of them on %(day)s.",
        "%(number)d first openings, most of them on %(day)s.",
        readership.opened,
    ) % {
        "number": readership.opened,
        "day": date_format(highest, "j F Y"),
    }
    draw = line_chart if len(rows) >= LINE_FROM else column_chart
    return draw("by-day", _("First opened, by day"), rows, summary=summary, head=_("Day"), unit=_("people"))
