"""People of a checked list into accounts and places of the batch: each row once, whatever dies on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from core.kill_points import kill_point
from core.tables import Table
from courses.choices import EnrolmentState, ImportOutcome, ImportState
from courses.imports.checking import OFFICE
from courses.imports.people import ERROR, KEPT_FOR_ACCOUNT
from courses.models import ImportedRow, ParticipantImport
from courses.services.import_checking import check_import
from courses.services.nominations import enrol_listed
from members.models import User
from members.rules import may_change_member
from members.services import change_member, move_member, register_member, send_invitation

Progress = Callable[[int, int], None]


class _NotTogether(Exception):  # noqa: N818  takes back what was saved of rows that go all or none
    pass


def save_import(
    *, staged: ParticipantImport, table: Table, progress: Progress = lambda done, total: None
) -> ParticipantImport:
    """Looked at once more before the first row is saved: since then somebody may have come or gone."""
    if not staged.rows.filter(outcome=ImportOutcome.ENROLLED).exists():
        staged = check_import(staged=staged, table=table, becomes=ImportState.SAVING)
    waiting = staged.counted(ImportOutcome.ERROR) + staged.counted(ImportOutcome.QUESTION)
    if staged.options.get("together") and waiting:
        return _ended(
            staged,
            ImportState.CHECKED,
            _("Nothing was saved: %(number)d rows are faulty or have a question, and all or none was asked for.")
            % {"number": waiting},
        )
    rows = list(staged.rows.filter(outcome__in=[ImportOutcome.GOOD, ImportOutcome.ALREADY]))
    if not staged.options.get("together"):
        for place, row in enumerate(rows, start=1):
            _save_or_say(row, staged)
            kill_point("import.row_saved")
            progress(place, len(rows))
        return _ended(staged, ImportState.SAVED, "")
    try:
        with transaction.atomic():
            for row in rows:
                if not _save_or_say(row, staged):
                    raise _NotTogether
    except _NotTogether:
        row.save(update_fields=["outcome", "findings"])
        return _ended(
            staged,
            ImportState.CHECKED,
            _("Nothing was saved: row %(row)d was refused, and all or none was asked for.") % {"row": row.number},
        )
    return _ended(staged, ImportState.SAVED, "")


def _save_or_say(row: ImportedRow, staged: ParticipantImport) -> bool:
    try:
        with transaction.atomic():
            _save(row, staged)
    except DomainError as refusal:
        row.outcome, row.member_id = ImportOutcome.ERROR, row.member_id
        row.findings = [*row.findings, {"severity": ERROR, "column": "", "sentence": str(refusal)}]
        row.save(update_fields=["outcome", "findings"])
        return False
    return True


def _save(row: ImportedRow, staged: ParticipantImport) -> None:
    actor, values = staged.uploaded_by, row.values
    if row.member is None:
        fields = {key: values[key] for key in (*KEPT_FOR_ACCOUNT, "number_kind")}
        row.member = register_member(actor=actor, office=row.office, **fields)
        if staged.options.get("invite") and actor is not None:
            send_invitation(member=row.member, actor=actor)
    else:
        _take_over(row, staged, row.member)
    if row.outcome != ImportOutcome.GOOD:
        return
    enrolment = enrol_listed(
        batch=staged.batch,
        member=row.member,
        actor=actor,
        state=EnrolmentState(staged.options.get("state", EnrolmentState.CONFIRMED)),
        letter_number=values["letter_number"],
        letter_date=date.fromisoformat(values["letter_date"]) if values["letter_date"] else None,
    )
    row.outcome, row.enrolment_state = ImportOutcome.ENROLLED, enrolment.state
    row.save(update_fields=["member", "outcome", "enrolment_state"])


def _take_over(row: ImportedRow, staged: ParticipantImport, member: User) -> None:
    """What differs, and only where somebody ticked it."""
    actor = staged.uploaded_by
    ticked = wanted_columns(row, staged)
    if not ticked or actor is None or not may_change_member(actor, member):
        return
    given = {difference["column"]: difference["given"] for difference in row.differences}
    for column in ticked - {OFFICE}:
        setattr(member, column, given[column])
    if "number" in ticked:
        member.number_kind = row.values["number_kind"]
    change_member(member=member, actor=actor)
    if OFFICE in ticked and row.office is not None:
        move_member(member=member, office=row.office, actor=actor)


def wanted_columns(row: ImportedRow, staged: ParticipantImport) -> set[str]:
    """Ticked for all rows, or for this one."""
    own = staged.answers.get("rows", {}).get(str(row.number), {}).get("take", [])
    differing = {difference["column"] for difference in row.differences if difference["may_take"]}
    return differing & {*staged.options.get("take", []), *own}


def _ended(staged: ParticipantImport, state: str, problem: str) -> ParticipantImport:
    outcomes: Collection[tuple[str, str]] = list(staged.rows.values_list("outcome", "enrolment_state"))
    with transaction.atomic():
        held = ParticipantImport.objects.select_for_update().get(pk=staged.pk)
        held.counts = {**held.counts, **dict.fromkeys(ImportOutcome.values, 0)}
        held.counts |= Counter(outcome for outcome, _state in outcomes)
        enrolled = Counter(found for outcome, found in outcomes if outcome == ImportOutcome.ENROLLED)
        held.counts["on_waiting_list"] = enrolled[EnrolmentState.WAITING]
        held.state, held.problem = state, problem
        held.saved_at = clock.now() if state == ImportState.SAVED else held.saved_at
        held.save(update_fields=["counts", "state", "problem", "saved_at"])
    return held
