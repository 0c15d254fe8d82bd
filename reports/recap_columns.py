"""The recap as a table to take along."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from courses.models import Batch
from members import nip
from reports.batch_heads import facts_of
from reports.columns import Column, Table
from reports.selectors.evaluation import RatedQuestion
from reports.selectors.recap import RecapRow
from reports.selectors.recap_means import RecapMeans
from reports.selectors.recap_queries import BatchMeasures


def recap_table(
    batch: Batch, measures: BatchMeasures, rows: Sequence[RecapRow], means: RecapMeans, *, partial: str, narrowed: str
) -> Table:
    """`partial` says where those come from of whom it tells, if not of the whole batch; `narrowed` what was chosen."""
    facts: list[tuple[str, str | int]] = [*facts_of(batch), (_("Participants"), means.people)]
    if partial:
        facts.append((_("Only participants from"), partial))
    if narrowed:
        facts.append((_("Chosen"), narrowed))
    return Table(
        title=_("Recap of the training"),
        name=_("Recap"),
        facts=facts,
        columns=recap_columns(measures),
        rows=rows,
        foot_label=_("Mean"),
        foot=means.means,
    )


def recap_columns(measures: BatchMeasures) -> list[Column]:
    """What the batch has no figures for has no column: a course without tests is not asked for marks."""
    columns = [
        Column(_("Name"), 30, lambda row: row.name),
        Column(_("NIP or NI PPPK"), 22, lambda row: nip.group(row.number), is_unbroken=True),
        Column(_("Office at the training"), 32, lambda row: row.office),
        Column(_("Province"), 18, lambda row: row.province),
        Column(_("Attendance (%)"), 10, lambda row: row.attendance, "attendance"),
        Column(_("JP attended"), 9, lambda row: row.jp_attended, on_paper=False),
    ]
    if measures.materials:
        columns += [
            Column(_("Materials opened"), 9, lambda row: row.materials_opened, on_paper=False),
            Column(_("Activity (%)"), 10, lambda row: row.activity, "activity"),
        ]
    if measures.recordings:
        columns.append(Column(_("Recordings watched (%)"), 10, lambda row: row.watched, on_paper=False))
    if measures.pre_tests:
        columns.append(Column(_("Pre-test"), 9, lambda row: row.before, "before"))
    if measures.post_tests:
        columns.append(Column(_("Post-test"), 9, lambda row: row.after, "after"))
    if measures.pre_tests and measures.post_tests:
        columns.append(Column(_("Gain"), 9, lambda row: row.gain, "gain"))
    if measures.scored:
        columns.append(Column(_("Final score"), 9, lambda row: row.final, "final"))
    return [
        *columns,
        Column(_("Completion"), 12, lambda row: _("complete") if row.is_complete else _("not complete")),
        Column(_("Completed on"), 12, lambda row: row.completed_on, on_paper=False),
        Column(_("Certificate number"), 28, lambda row: row.certificate, on_paper=False),
    ]


def ratings_table(ratings: Sequence[RatedQuestion]) -> Table:
    return Table(
        title=_("Evaluation: means of all who answered"),
        name=_("Evaluation"),
        facts=[],
        columns=[
            Column(_("Rated"), 34, lambda row: row.subject),
            Column(_("Question"), 70, lambda row: row.question),
            Column(_("Answers"), 10, lambda row: row.people, "people"),
            Column(_("Mean"), 10, lambda row: row.mean, "mean"),
        ],
        rows=ratings,
    )
