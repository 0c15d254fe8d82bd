"""The yearly JP as files: a sheet and a paper of what the list shows."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.figures import figure
from core.made_files.kinds import FileKind, Made, Progress
from core.models import MadeFile
from courses.querysets import sees_everything
from members import nip
from members.choices import NumberKind
from members.models import Office, Province
from reports.columns import Column, Table
from reports.drawing import PDF, drawn
from reports.ledger_page import STATES, target_in_words, targets_in_words
from reports.rules import may_open_ledger
from reports.scopes import scope_of_year
from reports.selectors.ledger import Ledger, Wanted, ledger_of
from reports.selectors.ledger_rows import LedgerRow, all_ledger_rows
from reports.selectors.ledger_sums import LedgerSums, ledger_by_office, ledger_sums
from reports.sheets import XLSX, table_xlsx
from reports.table_papers import table_paper

SUBJECT = "jp"


def options_of(wanted: Wanted) -> dict[str, Any]:
    """What was searched for goes under `q`, which the audit trail is not told."""
    chosen = {name: value for name, value in asdict(wanted).items() if value}
    return {"q" if name == "text" else name: value for name, value in chosen.items()}


def wanted_from(options: dict[str, Any]) -> Wanted:
    names = {field.name for field in fields(Wanted)} - {"text", "year"}
    chosen = {name: str(options.get(name, "")) for name in names}
    return Wanted(year=int(options["year"]), text=str(options.get("q", "")), **chosen)


def may_have_ledger(user: Any, file: MadeFile) -> bool:
    return may_open_ledger(user)


def make_ledger_sheet(file: MadeFile, progress: Progress) -> Made:
    table, offices = _ledger(file, progress)
    return Made(table_xlsx(table, offices), f"jp-{file.options['year']}.xlsx", XLSX, rows=len(table.rows))


def make_ledger_paper(file: MadeFile, progress: Progress) -> Made:
    table, offices = _ledger(file, progress)
    paper = table_paper(table, beside=[offices], above=[settings.SITE_NAME], below=[], foot=table.title)
    return Made(drawn(paper), f"jp-{file.options['year']}.pdf", PDF, rows=len(table.rows))


def _ledger(file: MadeFile, progress: Progress) -> tuple[Table, Table]:
    """By person and by office."""
    ledger = ledger_of(file.asked_by, wanted_from(file.options))
    sums = ledger_sums(ledger)
    rows = []
    for row in all_ledger_rows(ledger):
        rows.append(row)
        progress(len(rows), sums.people + 1)
    is_partial = not sees_everything(file.asked_by)
    return ledger_table(ledger, rows, sums, is_partial=is_partial), offices_table(ledger, sums)


def offices_table(ledger: Ledger, sums: LedgerSums) -> Table:
    return Table(
        title=_("JP by office"),
        name=_("By office"),
        facts=[],
        columns=[
            Column(_("Office"), 50, lambda row: row.name),
            Column(_("Members"), 10, lambda row: row.people, "people"),
            Column(_("JP together"), 14, lambda row: row.jp, "jp"),
            Column(_("Target reached"), 14, lambda row: row.reached, "reached"),
            Column(_("Under target"), 14, lambda row: row.under, "under"),
        ],
        rows=ledger_by_office(ledger),
        foot_label=_("Total"),
        foot={"people": sums.people, "jp": sums.jp, "reached": sums.reached, "under": sums.under},
    )


def ledger_table(ledger: Ledger, rows: list[LedgerRow], sums: LedgerSums, *, is_partial: bool) -> Table:
    wanted = ledger.wanted
    facts: list[tuple[str, str | int]] = [
        *targets_in_words(ledger.asked),
        (_("Members"), sums.people),
        (_("Under target"), sums.under),
    ]
    if is_partial:
        facts.append((_("Not in it"), _("hours of courses that others look after; the target may be reached by them")))
    if narrowed := _narrowed(wanted):
        facts.append((_("Chosen"), narrowed))
    return Table(
        title=_("JP of the year %(year)d") % {"year": wanted.year},
        name=_("JP %(year)d") % {"year": wanted.year},
        facts=facts,
        columns=[
            Column(_("Name"), 30, lambda row: row.name),
            Column(_("NIP or NI PPPK"), 22, lambda row: nip.group(row.number), is_unbroken=True),
            Column(_("Kind of staff"), 18, lambda row: str(NumberKind(row.kind).label), on_paper=False),
            Column(_("Office"), 32, lambda row: row.office),
            Column(_("Province"), 18, lambda row: row.province),
            Column(_("JP"), 9, lambda row: row.jp, "jp"),
            Column(_("Target"), 14, lambda row: target_in_words(row.asked)),
            Column(_("Still missing"), 10, lambda row: row.missing or None, "missing"),
            Column(_("State"), 14, lambda row: str(STATES[row.state])),
            Column(_("Evidence"), 40, _evidence),
        ],
        rows=rows,
        foot_label=_("Total"),
        foot={"jp": sums.jp, "missing": None},
    )


def _evidence(row: LedgerRow) -> str:
    return "; ".join(f"{proof.words} ({figure(proof.jp)} JP)" for proof in row.evidence)


def _narrowed(wanted: Wanted) -> str:
    parts = [row.name for row in Province.objects.filter(code=wanted.province)]
    parts += [row.name for row in Office.objects.filter(pk=wanted.office or 0)]
    if wanted.kind:
        parts.append(str(NumberKind(wanted.kind).label))
    if wanted.state:
        parts.append(str(STATES[wanted.state]))
    if wanted.text:
        parts.append(_("“%(text)s”") % {"text": wanted.text})
    return ", ".join(parts)


LEDGER_SHEET = FileKind(
    "reports.jp_xlsx", gettext_lazy("JP of a year as Excel"), make_ledger_sheet, may_have_ledger, scope_of_year
)
LEDGER_PAPER = FileKind(
    "reports.jp_pdf", gettext_lazy("JP of a year as PDF"), make_ledger_paper, may_have_ledger, scope_of_year
)
