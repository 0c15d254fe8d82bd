"""The recap as it is printed: lying A4, the official head, one row for each participant, the means, room to sign."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.figures import figure
from courses.models import Batch
from reports.batch_heads import facts_of
from reports.paper.blocks import Facts, Grid, GridColumn, Paper, Title
from reports.recap_columns import Column, Value, mean_under
from reports.selectors.recap import RecapMeans, RecapRow
from reports.signature_blocks import setup_of, signatory_of, signature

UNBROKEN = "\u00a0"


def in_print(value: Value, column: Column) -> str:
    if isinstance(value, Decimal):
        return figure(value)
    if isinstance(value, date):
        return date_format(value, "d-m-Y")
    text = "" if value is None else str(value)
    return text.replace(" ", UNBROKEN) if column.is_unbroken else text


def recap_paper(
    batch: Batch, columns: list[Column], rows: Iterable[RecapRow], means: RecapMeans, narrowed: str
) -> Paper:
    printed = [column for column in columns if column.on_paper]
    setup = setup_of(batch)
    facts = [*facts_of(batch)[1:], (_("Participants"), str(means.people))]
    if narrowed:
        facts.append((_("Chosen"), narrowed))
    grid = Grid(
        columns=[
            GridColumn(_("No."), 5, is_number=True),
            *(GridColumn(column.label, column.width, bool(column.mean)) for column in printed),
        ],
        rows=[
            [str(number), *(in_print(column.value(row), column) for column in printed)]
            for number, row in enumerate(rows, start=1)
        ],
        foot=["", _("Mean"), *(in_print(mean_under(column, means), column) for column in printed[1:])],
    )
    organisers = [setup.organiser_above if setup else "", batch.course.organiser_name]
    return Paper(
        title=_("Recap of the training"),
        foot=f"{batch.course.title} · {batch.name}",
        blocks=[
            Title(
                [line.upper() for line in organisers if line], _("Recap of the training").upper(), [batch.course.title]
            ),
            Facts(facts),
            grid,
            signature(signatory_of(setup), setup.issued_at_place if setup else batch.city),
        ],
        is_lying=True,
        language=get_language() or "id",
    )
