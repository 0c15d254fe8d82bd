"""Tables as they are printed: lying A4, the official head, the rows with their head on every page, room to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.columns import Table, in_print
from reports.paper.blocks import Facts, Grid, GridColumn, Paper, Signature, Title


def grid_of(table: Table) -> Grid:
    printed = [column for column in table.columns if column.on_paper]
    foot: list[str] = []
    if table.foot is not None:
        foot = ["", table.foot_label, *(in_print(table.under(column), column) for column in printed[1:])]
    return Grid(
        columns=[
            GridColumn(_("No."), 5, is_number=True),
            *(GridColumn(column.label, column.width, bool(column.foot)) for column in printed),
        ],
        rows=[
            [str(number), *(in_print(column.value(row), column) for column in printed)]
            for number, row in enumerate(table.rows, start=1)
        ],
        foot=foot,
    )


def table_paper(
    table: Table,
    *,
    above: Sequence[str],
    below: Sequence[str],
    foot: str,
    beside: Sequence[Table] = (),
    signature: Signature | None = None,
) -> Paper:
    """`beside` are smaller tables that stand under the large one, by their titles."""
    head = Title([line.upper() for line in above if line], table.title.upper(), [line for line in below if line])
    facts = Facts([(name, str(value)) for name, value in table.facts])
    return Paper(
        title=table.title,
        foot=foot,
        blocks=[
            head,
            facts,
            grid_of(table),
            *(replace(grid_of(other), caption=other.title) for other in beside),
            *([signature] if signature else []),
        ],
        is_lying=True,
        language=get_language() or "id",
    )
