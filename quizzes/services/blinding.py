"""Files of answers as markers get them, made at the first reading and kept beside the ones that were handed in."""

from __future__ import annotations

from tempfile import TemporaryFile

from django.core.files.base import File
from django.db.models.fields.files import FieldFile

from quizzes.blinded import blind, may_tell
from quizzes.models import AnswerFile
from quizzes.models.answer_file import private_storage


def file_for_markers(*, row: AnswerFile) -> FieldFile:
    """Without notes about place, time and author. What was handed in, with its SHA-256, stays as it came, for its owner
    and as evidence; what cannot be rewritten (a locked PDF) is given as it came."""
    if row.blinded or not may_tell(row.kind):
        return row.blinded or row.file
    with TemporaryFile() as made:
        with row.file.open("rb") as source:
            done = blind(row.kind, source, made)
        if not done:
            return row.file
        made.seek(0)
        name = private_storage().save(f"answers/{row.uid}-blind.{row.kind}", File(made))
    if not AnswerFile.objects.filter(pk=row.pk, blinded="").exclude(file="").update(blinded=name):
        private_storage().delete(name)  # another marker was faster, or its owner had it erased
        row.refresh_from_db(fields=["file", "blinded"])
    else:
        row.blinded.name = name
    return row.blinded or row.file
