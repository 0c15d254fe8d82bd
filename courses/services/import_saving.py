"""People of a checked list into accounts and places of the batch: each row once, whatever dies on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from core.kill_points import kill_point
from core.tables import Table
from courses.choices import EnrolmentState, ImportOutcome, ImportState
from courses.errors import NotAllowedError
from courses.imports.checking import OFFICE, ONLY_ADDED, no_account
from courses.imports.people import ERROR, KEPT_FOR_ACCOUNT
from courses.models import Batch, ImportedRow, ParticipantImport
from courses.services.import_checking import BEGUN, check_import
from courses.services.import_removal import FORGOTTEN, empty_list
from courses.services.nominations import enrol_listed
from members.models import User
from members.rules import may_change_member, may_manage_members
from members.services import change_member, move_member, register_member, send_invitation

Progress = Callable[[int, int], None]


TO_DO = (ImportOutcome.GOOD, ImportOutcome.ALREADY)


class _NotTogether(Exception):  # noqa: N818  takes back what was saved of rows that go all or none
    def __init__(self, row: int, sentence: str) -> None:
        super().__init__(sentence)
        self.row, self.sentence = row, sentence


def save_import(
    *, staged: ParticipantImport, table: Table, progress: Progress = lambda done, total: None
) -> ParticipantImport:
    """Looked at once more before the first row is saved: since then somebody may have come or gone.

    Two may be at one list: a process that was slow, and the one that took over from it. Each row is locked and asked
    for its outcome before it is saved, and the one that is not in charge any more leaves it alone.
    """
    work_key = staged.work_key
    if BEGUN not in staged.counts:
        staged = check_import(staged=staged, table=table, becomes=ImportState.SAVING)
    if staged.state != ImportState.SAVING or staged.work_key != work_key:
        return staged
    waiting = staged.counted(ImportOutcome.ERROR) + staged.counted(ImportOutcome.QUESTION)
    if staged.options.get("together") and waiting:
        return _ended(
            staged,
            ImportState.CHECKED,
            _("Nothing was saved: %(number)d rows are faulty or have a question, and all or none was asked for.")
            % {"number": waiting},
        )
    ready = staged.rows.filter(outcome__in=TO_DO).only("number", "outcome", "differences")
    rows = [row.pk for row in ready if row.outcome == ImportOutcome.GOOD or wanted_columns(row, staged)]
    if not staged.options.get("together"):
        for place, row in enumerate(rows, start=1):
            if refusal := _refusal(row, staged):
                _say(row, refusal)
            kill_point("import.row_saved")
            progress(place, len(rows))
        return _ended(staged, ImportState.SAVED, "")
    try:
        with transaction.atomic():
            for row in rows:
                if refusal := _refusal(row, staged):
                    raise _NotTogether(row, refusal)
    except _NotTogether as found:
        return _ended(
            staged,
            ImportState.CHECKED,
            _("Nothing was saved: row %(row)d was refused, and all or none was asked for.")
            % {"row": _say(found.row, found.sentence)},
        )
    return _ended(staged, ImportState.SAVED, "")


def _refusal(pk: int, staged: ParticipantImport) -> str:
    """Empty where the row was saved, or is not to be saved any more."""
    try:
        with transaction.atomic():
            if (row := _held(pk, staged)) is not None:
                _save(row, staged)
    except DomainError as refusal:
        return str(refusal)
    return ""


def _held(pk: int, staged: ParticipantImport) -> ImportedRow | None:
    """Locked, and still to be saved by whoever works under this key."""
    rows = ImportedRow.objects.select_for_update(of=("self",)).select_related("member", "office__province")
    in_charge = {"staged__state": ImportState.SAVING, "staged__work_key": staged.work_key}
    return rows.filter(pk=pk, outcome__in=TO_DO, **in_charge).first()


def _say(pk: int, sentence: str) -> int:
    """Why it was not saved, unless somebody else has saved it meanwhile; returns its number in the file."""
    with transaction.atomic():
        row = ImportedRow.objects.select_for_update().filter(pk=pk).first()
        if row is None:  # the list was emptied meanwhile
            return 0
        if row.outcome in TO_DO:
            row.outcome = ImportOutcome.ERROR
            row.findings = [*row.findings, {"severity": ERROR, "column": "", "sentence": sentence}]
            row.save(update_fields=["outcome", "findings"])
    return row.number


def _save(row: ImportedRow, staged: ParticipantImport) -> None:
    actor, values = staged.uploaded_by, row.values
    if actor is None:
        raise NotAllowedError(_("Only an organiser of this course may enrol participants."))
    if row.member is None:
        if not may_manage_members(actor):
            raise NotAllowedError(no_account())
        fields = {key: values[key] for key in (*KEPT_FOR_ACCOUNT, "number_kind")}
        row.member = register_member(actor=actor, office=row.office, **fields)
        if staged.options.get("invite"):
            send_invitation(member=row.member, actor=actor)
    else:
        if row.outcome == ImportOutcome.GOOD and not row.member.is_active:
            raise NotAllowedError(_("The account of this person is disabled. Ask an administrator."))
        _take_over(row, staged, row.member, actor)
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


def _take_over(row: ImportedRow, staged: ParticipantImport, member: User, actor: User) -> None:
    """What differs, and only where somebody ticked it. What the account has got meanwhile of that which is only added
    stays."""
    ticked = wanted_columns(row, staged)
    if not ticked or not may_change_member(actor, member):
        return
    list(Batch.objects.select_for_update().filter(pk=staged.batch_id).values_list("pk"))  # before people (decision 23)
    held = User.objects.select_for_update().get(pk=member.pk)
    given = {difference["column"]: difference["given"] for difference in row.differences}
    for column in ticked - {OFFICE}:
        if column in ONLY_ADDED and getattr(held, column):
            continue
        setattr(held, column, given[column])
        if column == "number":
            held.number_kind = row.values["number_kind"]
    change_member(member=held, actor=actor)
    if OFFICE in ticked and row.office is not None:
        move_member(member=held, office=row.office, actor=actor)


def wanted_columns(row: ImportedRow, staged: ParticipantImport) -> set[str]:
    """Ticked for all rows, or for this one."""
    own = staged.answers.get("rows", {}).get(str(row.number), {}).get("take", [])
    differing = {difference["column"] for difference in row.differences if difference["may_take"]}
    return differing & {*staged.options.get("take", []), *own}


def outcomes_counted(staged: ParticipantImport) -> dict[str, Any]:
    outcomes: Collection[tuple[str, str]] = list(staged.rows.values_list("outcome", "enrolment_state"))
    enrolled = Counter(found for outcome, found in outcomes if outcome == ImportOutcome.ENROLLED)
    return {
        **staged.counts,
        **dict.fromkeys(ImportOutcome.values, 0),
        **Counter(outcome for outcome, _state in outcomes),
        "on_waiting_list": enrolled[EnrolmentState.WAITING],
    }


def _ended(staged: ParticipantImport, state: str, problem: str) -> ParticipantImport:
    with transaction.atomic():
        held = ParticipantImport.objects.select_for_update().filter(pk=staged.pk).first()
        if held is None or held.state != ImportState.SAVING or held.work_key != staged.work_key:
            return staged
        held.counts = outcomes_counted(held)
        held.state, held.problem = state, problem
        held.saved_at = clock.now() if state == ImportState.SAVED else held.saved_at
        held.save(update_fields=["counts", "state", "problem", "saved_at"])
        if held.options.get(FORGOTTEN):
            empty_list(held)
    return held
