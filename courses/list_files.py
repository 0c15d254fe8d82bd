"""Lists of people as files: the participants of a batch, and an uploaded list with its remarks. Made while the browser
waits where they are small, by a job otherwise."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.made_files.kinds import FileKind, Made, Progress
from core.models import MadeFile
from courses.choices import ImportState
from courses.file_scopes import scope_of_batch
from courses.imports.sheets import XLSX, participants_xlsx
from courses.models import Batch, ParticipantImport
from courses.rules import may_follow_batch
from courses.selectors.import_export import participants_to_export
from courses.services.import_staging import annotated_file
from members.models import User

TYPES = {"xlsx": XLSX, "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12", "csv": "text/csv; charset=utf-8"}


def subject_of_participants(batch: Batch) -> str:
    return f"participants:{batch.code}"


def subject_of_list(staged: ParticipantImport) -> str:
    return f"import:{staged.uid}"


def participants_file(batch: Batch, by: User, progress: Progress = lambda done, total: None) -> Made:
    """For whoever asks, with what that person may see at this moment."""
    rows = []
    for row in participants_to_export(batch, by):
        rows.append(row)
        progress(len(rows), len(rows) + 1)
    return Made(participants_xlsx(rows), f"peserta-{batch.code}.xlsx", XLSX, rows=len(rows))


def remarks_file(staged: ParticipantImport) -> Made:
    data, ending = annotated_file(staged=staged)
    name = slugify(PurePath(staged.filename).stem) or "peserta"
    return Made(data, f"{name}-catatan.{ending}", TYPES[ending], rows=staged.counts.get("rows", 0))


def _batch_of(file: MadeFile) -> Batch | None:
    return Batch.objects.select_related("course").filter(code=file.subject.partition(":")[2]).first()


def _list_of(file: MadeFile, user: Any) -> ParticipantImport | None:
    lists = ParticipantImport.objects.run_by(user).filter(state__in=[ImportState.CHECKED, ImportState.SAVED])
    return lists.filter(uid=file.subject.partition(":")[2]).first()


def _may_have_participants(user: Any, file: MadeFile) -> bool:
    batch = _batch_of(file)
    return batch is not None and may_follow_batch(user, batch)


def _make_participants(file: MadeFile, progress: Progress) -> Made:
    batch = _batch_of(file)
    assert batch is not None  # noqa: S101  may_have has just found it
    return participants_file(batch, file.asked_by, progress)


def _make_remarks(file: MadeFile, progress: Progress) -> Made:
    staged = _list_of(file, file.asked_by)
    assert staged is not None  # noqa: S101  may_have has just found it
    return remarks_file(staged)


PARTICIPANTS_FILE = FileKind(
    "courses.participants", _("Participants as Excel"), _make_participants, _may_have_participants, scope_of_batch
)
REMARKS_FILE = FileKind(
    "courses.list_with_remarks",
    _("The list with remarks"),
    _make_remarks,
    lambda user, file: _list_of(file, user) is not None,
)
FILE_KINDS = (PARTICIPANTS_FILE, REMARKS_FILE)
