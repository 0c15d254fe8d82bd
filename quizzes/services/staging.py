"""A file of questions on its way into a bank: kept aside, looked through, imported once, removed after a day."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock
from core.kill_points import kill_point
from core.services import submit_job
from quizzes.choices import FileOutcome, StagedState
from quizzes.draft import body_of
from quizzes.errors import BankChangedError, ImportRefusedError, MediaRefusedError
from quizzes.formats import AUTO, READERS, Finding, Reading, read_questions
from quizzes.formats.limits import MOST_BYTES
from quizzes.formats.refused import FileMade, Refused, refused_file
from quizzes.models import QuestionBank, StagedImport, StagedQuestion
from quizzes.services.question_files import ImportedQuestion, QuestionImport, import_questions
from quizzes.services.question_media import store_question_media, stored_ahead

if TYPE_CHECKING:
    from members.models import User

logger = logging.getLogger(__name__)
WORK_ON_FILE = "quizzes.work_on_question_file"
KEPT = timedelta(hours=24)
AT_ONCE = 256 * 1024  # a file of this size is looked through while the browser waits
CHUNK = 200

Progress = Callable[[int, int], None]


def stage_file(*, bank: QuestionBank, file: File[bytes], by: User, format: str = AUTO) -> StagedImport:
    """Kept aside and looked through: a small file at once, a large one by a job."""
    if not file.size:
        raise ImportRefusedError(_("The file is empty."))
    if file.size > MOST_BYTES:
        raise ImportRefusedError(_("The file is larger than 20 MB. Split it into several files."))
    staged = StagedImport(
        bank=bank,
        uploaded_by=by,
        language=translation.get_language() or "id",
        filename=PurePath(file.name or "").name[-200:] or "soal",
        size=file.size,
        format=format if format in READERS else "",
    )
    staged.file.save(f"{staged.uid}.bin", file, save=False)
    with transaction.atomic():
        staged.save()
        _continue(staged)
    return staged


def check_file(*, staged: StagedImport, progress: Progress = lambda done, total: None) -> StagedImport:
    """Say for each question what would come of it, as often as is asked; nothing of the bank is written."""
    with translation.override(staged.language):
        reading = _reading(staged)
        _keep_media(reading)
        progress(1, 3)
        report = import_questions(bank=staged.bank, reading=reading, rehearse=True)
        progress(2, 3)
        rows = [_row(staged, question) for question in report.questions]
    with transaction.atomic():
        held = StagedImport.objects.select_for_update().get(pk=staged.pk)
        if held.state == StagedState.COMMITTED:
            return held
        held.questions.all().delete()
        StagedQuestion.objects.bulk_create(rows, batch_size=CHUNK)
        held.format, held.bank_state, held.problem = report.format, report.bank_state, ""
        held.about_file = [_stored(finding) for finding in report.about_file]
        held.counts = _counts(report)
        held.state = StagedState.CHECKED if report.questions else StagedState.FAILED
        held.save()
    progress(3, 3)
    return held


def ask_for_import(*, staged: StagedImport, by: User) -> StagedImport:
    """Import what was looked through: at once where it is small, else by a job. A second click changes nothing."""
    with transaction.atomic():
        held = StagedImport.objects.select_for_update(of=("self",)).select_related("bank").get(pk=staged.pk)
        if held.state in (StagedState.COMMITTING, StagedState.COMMITTED):
            return held
        if held.state != StagedState.CHECKED or not held.file:
            raise ImportRefusedError(_("This file is not ready to be imported. Upload it again."))
        if not held.to_import:
            raise ImportRefusedError(_("Nothing in this file is new."))
        held.state, held.uploaded_by = StagedState.COMMITTING, by
        held.save(update_fields=["state", "uploaded_by"])
        _continue(held)
    return held


def import_file(*, staged: StagedImport) -> StagedImport:
    """One transaction with the questions themselves; where the bank has changed since, all stays and it is said."""
    with translation.override(staged.language):
        reading = _reading(staged)
        ahead = stored_ahead(reading.items)
        with transaction.atomic():
            held = (
                StagedImport.objects.select_for_update(of=("self",))
                .select_related("bank", "uploaded_by")
                .get(pk=staged.pk)
            )
            if held.state != StagedState.COMMITTING:
                return held
            kill_point("quiz.import.begun")
            try:
                report = import_questions(
                    bank=held.bank, reading=reading, by=held.uploaded_by, only_if=held.bank_state, ahead=ahead
                )
            except BankChangedError as error:
                held.state, held.problem = StagedState.CHECKED, str(error)
                held.save(update_fields=["state", "problem"])
                return held
            held.state, held.committed_at, held.problem = StagedState.COMMITTED, clock.now(), ""
            held.counts = _counts(report)
            held.save(update_fields=["state", "committed_at", "counts", "problem"])
            kill_point("quiz.import.before_commit")
    return held


def check_again(*, staged: StagedImport) -> StagedImport:
    """Look through it once more; of a step that stalled, this very step is done again."""
    with transaction.atomic():
        held = StagedImport.objects.select_for_update().get(pk=staged.pk)
        if held.state in (StagedState.CHECKED, StagedState.FAILED) and held.file:
            held.state, held.problem = StagedState.WAITING, ""
            held.save(update_fields=["state", "problem"])
            _continue(held)
        elif held.is_stalled:
            _continue(held)
    return held


def give_up(*, staged: StagedImport) -> None:
    """After an error that nobody expected: back to where a person can act. Its transaction left nothing in the bank."""
    with transaction.atomic(), translation.override(staged.language):
        held = StagedImport.objects.select_for_update().filter(pk=staged.pk).first()
        if held is None or not held.is_pending:
            return
        if held.state == StagedState.COMMITTING:
            held.state = StagedState.CHECKED
            held.problem = _(
                "The import was stopped by a fault of this site. Nothing was imported. Look through it again."
            )
        else:
            held.state = StagedState.FAILED
            held.problem = _("A fault of this site stopped the look through the file. Try it again in a few minutes.")
        held.save(update_fields=["state", "problem"])


def file_of_refused(*, staged: StagedImport) -> FileMade:
    """The refused questions alone, each with its reasons, as a file to be mended and uploaded again."""
    rows = staged.questions.filter(outcome=FileOutcome.REFUSED)
    found = [
        Refused(row.number, row.row, row.line, row.file, row.name, "\n".join(said for _severity, said in row.findings))
        for row in rows.defer("body")
    ]
    with staged.file.open("rb") as file:
        return refused_file(file.read(), staged.format, found)


def discard_file(*, staged: StagedImport) -> bool:
    """What was imported stays; the file and what was said about it go, unless an import is at it in this moment."""
    with transaction.atomic():
        found = StagedImport.objects.select_for_update().filter(pk=staged.pk).first()
        if found is None or (found.state == StagedState.COMMITTING and not found.is_stalled):
            return False
        name, storage = found.file.name, found.file.storage
        found.delete()
        if name:
            transaction.on_commit(lambda: storage.delete(name))
    return True


def remove_old_files() -> int:
    """Those of more than a day; what runs at this moment is waited for."""
    old = StagedImport.objects.filter(created_at__lt=clock.now() - KEPT)
    return sum(discard_file(staged=staged) for staged in list(old))


def work_on_file(*, staged: StagedImport, progress: Progress = lambda done, total: None) -> StagedImport:
    """The next step, whichever it is."""
    if staged.state == StagedState.WAITING:
        return check_file(staged=staged, progress=progress)
    if staged.state == StagedState.COMMITTING:
        return import_file(staged=staged)
    return staged


def _continue(staged: StagedImport) -> None:
    """Large files go to a job; the key names the step, and the moment for one that is done again."""
    staged.begun_at = clock.now()
    staged.work_key = ""
    if staged.size <= AT_ONCE:
        transaction.on_commit(lambda: _work_at_once(staged))
    else:
        staged.work_key = f"{WORK_ON_FILE}:{staged.uid}:{staged.state}:{staged.begun_at.timestamp():.3f}"
        submit_job(kind=WORK_ON_FILE, payload={"staged": staged.pk}, key=staged.work_key)
    staged.save(update_fields=["begun_at", "work_key"])


def _work_at_once(staged: StagedImport) -> None:
    try:
        work_on_file(staged=staged)
    except Exception:
        logger.exception("file of questions %s, %s", staged.uid, staged.state)
        give_up(staged=staged)


def _reading(staged: StagedImport) -> Reading:
    with staged.file.open("rb") as file:
        data = file.read()
    return read_questions(data, filename=staged.filename, format=staged.format or AUTO)


def _keep_media(reading: Reading) -> None:
    """For the preview. What no question shows in the end is let go after a day; what is refused is told in its row."""
    for file in {file.sha256: file for item in reading.items for file in item.media}.values():
        with suppress(MediaRefusedError):
            store_question_media(name=file.name, data=file.data)


def _counts(report: QuestionImport) -> dict[str, int]:
    return {"total": len(report.questions), "warned": report.warned, **report.counts}


def _stored(finding: Finding) -> list[str]:
    return [str(finding.severity.value), finding.sentence]


def _row(staged: StagedImport, question: ImportedQuestion) -> StagedQuestion:
    entry, row = question.entry, question.question
    return StagedQuestion(
        staged=staged,
        number=entry.place.number,
        line=entry.place.line,
        row=entry.place.row,
        file=entry.place.file[:300],
        name=entry.name[:300],
        type=str(entry.item.type.value) if entry.item else "",
        outcome=question.outcome,
        is_warned=question.is_warned,
        replaced=question.replaced[:300] if question.outcome == FileOutcome.RENEWED else "",
        findings=[_stored(finding) for finding in question.findings],
        body=body_of(row) if row is not None else None,
    )
