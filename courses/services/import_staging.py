"""A list of participants on its way from a file into a batch: read, checked, saved, and removed after a week."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock
from core.services import submit_job
from core.tables import Remark, Table, TableRefused, annotated, read_table, unpacked_size
from core.tables.table import MOST_BYTES
from courses.choices import ImportOutcome, ImportState
from courses.errors import BatchClosedError, ImportRefusedError, NotAllowedError
from courses.imports.columns import BY_KEY, REMARKS, guess_mapping, head_score
from courses.imports.offices import office_key
from courses.models import Batch, ImportedRow, ParticipantImport
from courses.rules import may_run_batch
from courses.services.import_checking import BEGUN, check_import
from courses.services.import_removal import FORGOTTEN, empty_list, remove_file
from courses.services.import_saving import outcomes_counted, save_import

if TYPE_CHECKING:
    from members.models import User

logger = logging.getLogger(__name__)
WORK_ON_IMPORT = "courses.import_participants"
AT_ONCE = 600 * 1024  # a file that unpacks to so much is read and checked while the browser waits
ROWS_CHECKED_AT_ONCE = 500
ROWS_AT_ONCE = 100  # so many are saved meanwhile
SAMPLES = 3
MOST_TOGETHER = 1000  # rows that one transaction saves, all or none

Progress = Callable[[int, int], None]


def stage_import(*, batch: Batch, file: File[Any], by: User) -> ParticipantImport:
    if not may_run_batch(by, batch):
        raise NotAllowedError(_("Only an organiser of this course may enrol participants."))
    if batch.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: nobody can be enrolled any more.") % {"batch": batch.name})
    if not file.size:
        raise ImportRefusedError(_("The file is empty."))
    if file.size > MOST_BYTES:
        raise ImportRefusedError(
            _("The file is larger than 10 MB. Take pictures out of it, or split it into several files.")
        )
    staged = ParticipantImport(
        batch=batch,
        uploaded_by=by,
        language=translation.get_language() or "id",
        filename=PurePath(file.name or "").name.replace("\0", "")[-200:] or "peserta",
        size=file.size,
    )
    staged.file.save(f"{staged.uid}.bin", file, save=False)
    with transaction.atomic():
        staged.save()
        _continue(staged, is_small=is_small(staged))
    return staged


def choose_columns(
    *, staged: ParticipantImport, mapping: Mapping[str, int], options: Mapping[str, Any]
) -> ParticipantImport:
    """Say which column is what, and check the rows by it; nothing of the batch is written."""
    if "name" not in mapping:
        raise ImportRefusedError(_("Say which column holds the names."))
    with transaction.atomic():
        held = _held(staged)
        if held.state not in (ImportState.COLUMNS, ImportState.CHECKED):
            return held
        held.mapping = {key: place for key, place in mapping.items() if key in BY_KEY}
        held.options = {**held.options, **options}
        _check_anew(held)
    return held


def choose_sheet(*, staged: ParticipantImport, sheet: str) -> ParticipantImport:
    with transaction.atomic():
        held = _held(staged)
        if held.state in (ImportState.COLUMNS, ImportState.CHECKED) and sheet in held.others:
            held.sheet, held.state, held.answers = sheet, ImportState.READING, {}
            held.counts = {}
            held.rows.all().delete()  # they are of the other sheet
            _continue(held, is_small=is_small(held))
    return held


def answer_questions(
    *, staged: ParticipantImport, rows: Mapping[int, Mapping[str, Any]], offices: Mapping[str, int]
) -> ParticipantImport:
    """Keep what was answered, and check anew: one answer may settle another row. `offices` goes by the text that
    stands in the file."""
    with transaction.atomic():
        held = _held(staged)
        if held.state != ImportState.CHECKED:
            return held
        kept = {**held.answers.get("rows", {})}
        for number, answers in rows.items():
            kept[str(number)] = {**kept.get(str(number), {}), **answers}
        named = {**held.answers.get("offices", {}), **{office_key(text): pk for text, pk in offices.items()}}
        held.answers = {"rows": kept, "offices": named}
        _check_anew(held)
    return held


def ask_for_saving(*, staged: ParticipantImport, by: User, options: Mapping[str, Any]) -> ParticipantImport:
    """Save what is ready, or nothing while a row is not, as `options["together"]` says. A second click changes
    nothing."""
    if not may_run_batch(by, staged.batch):
        raise NotAllowedError(_("Only an organiser of this course may enrol participants."))
    with transaction.atomic():
        held = _held(staged)
        if held.state in (ImportState.SAVING, ImportState.SAVED):
            return held
        if held.state != ImportState.CHECKED:
            raise ImportRefusedError(_("This list is not ready to be saved. Check it once more."))
        if held.batch.is_closed:
            raise BatchClosedError(
                _("%(batch)s is closed: nobody can be enrolled any more.") % {"batch": held.batch.name}
            )
        good = held.counted(ImportOutcome.GOOD)
        if options.get("together") and good > MOST_TOGETHER:
            raise ImportRefusedError(
                _("At most %(most)d rows are saved all or none. Save those that are ready, or split the file.")
                % {"most": MOST_TOGETHER}
            )
        held.options, held.uploaded_by, held.state = {**held.options, **options}, by, ImportState.SAVING
        held.counts.pop(BEGUN, None)
        _continue(held, is_small=good <= ROWS_AT_ONCE and is_small(held))
    return held


def check_again(*, staged: ParticipantImport) -> ParticipantImport:
    """Look once more at what is left, by the people and offices of now; of a step that stalled, do this very step."""
    with transaction.atomic():
        held = _held(staged)
        if held.state in (ImportState.CHECKED, ImportState.SAVED):
            _check_anew(held)
        elif held.is_stalled(held.job):
            _continue(held, is_small=False)
    return held


def work_on_import(*, staged: ParticipantImport, progress: Progress = lambda done, total: None) -> None:
    """The next step, whichever it is."""
    with translation.override(staged.language):
        if staged.state == ImportState.READING:
            _read(staged)
        elif staged.state == ImportState.CHECKING:
            check_import(staged=staged, table=table_of(staged), progress=progress)
        elif staged.state == ImportState.SAVING:
            save_import(staged=staged, table=table_of(staged), progress=progress)


def table_of(staged: ParticipantImport) -> Table:
    return read_table(_data_of(staged), score=head_score, sheet=staged.sheet)


def is_small(staged: ParticipantImport) -> bool:
    """By what stands in the file: one of few bytes may hold very much."""
    if staged.counts.get("rows", 0) > ROWS_CHECKED_AT_ONCE:
        return False
    try:
        return unpacked_size(_data_of(staged)) <= AT_ONCE
    except TableRefused:  # which takes no time
        return True


def _data_of(staged: ParticipantImport) -> bytes:
    with staged.file.storage.open(staged.file.name or "") as file:
        data: bytes = file.read()
    return data


def give_up(*, staged: ParticipantImport) -> None:
    """After an error that nobody expected: back to where a person can act. What was saved stays saved."""
    with transaction.atomic(), translation.override(staged.language):
        held = ParticipantImport.objects.select_for_update().filter(pk=staged.pk).first()
        if held is None or not held.is_pending or held.work_key != staged.work_key:
            return
        held.problem = _("A fault of this site stopped the work on this file. Nothing is lost: try it again.")
        held.counts = outcomes_counted(held)
        held.state = ImportState.CHECKED if held.state == ImportState.SAVING else ImportState.REFUSED
        held.save(update_fields=["state", "problem", "counts"])
        if held.options.get(FORGOTTEN):
            empty_list(held)


def annotated_file(*, staged: ParticipantImport) -> tuple[bytes, str]:
    """The person's own file with a remark in each row, and how such a file's name ends."""
    with translation.override(staged.language):
        remarks = {row.number: _remark(row, staged.mapping) for row in staged.rows.all()}
        made = annotated(
            _data_of(staged),
            sheet=staged.sheet,
            header=staged.header,
            header_row=staged.header_row,
            head=REMARKS,
            remarks=remarks,
        )
    ending = PurePath(staged.filename).suffix.lower()
    return made, "csv" if staged.kind == "csv" else "xlsm" if ending == ".xlsm" else "xlsx"


def _remark(row: ImportedRow, mapping: Mapping[str, int]) -> Remark:
    said = [(finding["column"], finding["sentence"]) for finding in row.errors or row.warnings]
    asked = [(question["key"], question["sentence"]) for question in row.questions]
    if row.outcome == ImportOutcome.ERROR:
        parts, marked = said, {column for column, _sentence in said}
    elif row.outcome == ImportOutcome.QUESTION:
        parts, marked = asked, {"office" if key == "office" else "name" for key, _sentence in asked}
    else:
        return Remark(str(row.get_outcome_display()))
    texts = [f"{BY_KEY[column].head}: {sentence}" if column in BY_KEY else sentence for column, sentence in parts]
    return Remark("\n".join(texts), frozenset(mapping[column] for column in marked if column in mapping))


def _read(staged: ParticipantImport) -> None:
    try:
        table = table_of(staged)
    except TableRefused as refusal:
        _refuse(staged, str(refusal))
        return
    ParticipantImport.objects.filter(pk=staged.pk, state=ImportState.READING).update(
        state=ImportState.COLUMNS,
        kind=table.kind,
        sheet=table.sheet[:100],
        header=list(table.header),
        header_row=table.header_row,
        samples=[list(row.cells) for row in table.rows[:SAMPLES]],
        others=table.others,
        about=table.notes,
        mapping=guess_mapping(table.header),
        counts={"rows": len(table.rows)},
    )


def _refuse(staged: ParticipantImport, problem: str) -> None:
    """The file goes at once: nobody could say whom it names."""
    with transaction.atomic():
        held = ParticipantImport.objects.select_for_update().filter(pk=staged.pk, state=ImportState.READING).first()
        if held is not None:
            held.state, held.problem = ImportState.REFUSED, problem[:500]
            remove_file(held)
            held.save(update_fields=["state", "problem", "file"])


def _check_anew(held: ParticipantImport) -> None:
    held.state, held.problem = ImportState.CHECKING, ""
    _continue(held, is_small=is_small(held))


def _held(staged: ParticipantImport) -> ParticipantImport:
    return ParticipantImport.objects.select_for_update(of=("self",)).select_related("batch").get(pk=staged.pk)


def _continue(staged: ParticipantImport, *, is_small: bool) -> None:
    """What takes longer goes to a job; its key names the step, and the moment for one that is done again."""
    staged.begun_at, staged.work_key = clock.now(), ""
    if is_small:
        transaction.on_commit(lambda: _work_at_once(staged))
    else:
        staged.work_key = f"{WORK_ON_IMPORT}:{staged.uid}:{staged.state}:{staged.begun_at.timestamp():.3f}"
        submit_job(kind=WORK_ON_IMPORT, payload={"import": staged.pk}, key=staged.work_key)
    staged.save()


def _work_at_once(staged: ParticipantImport) -> None:
    try:
        work_on_import(staged=staged)
    except Exception:
        logger.exception("list of participants %s, %s", staged.uid, staged.state)
        give_up(staged=staged)
