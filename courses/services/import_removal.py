"""Lists of participants going: by hand, after a week, or emptied because an account that they name was erased."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePath

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from courses.choices import ImportOutcome, ImportState
from courses.models import ParticipantImport

KEPT = timedelta(days=7)
FORGOTTEN = "is_to_be_emptied"  # among the options of a list whose rows are being saved


def discard_import(*, staged: ParticipantImport) -> bool:
    """Who was enrolled stays; the file and its rows go, unless they are being saved in this moment."""
    with transaction.atomic():
        found = ParticipantImport.objects.select_for_update().filter(pk=staged.pk).first()
        if found is None or (found.state == ImportState.SAVING and not found.is_stalled(found.job)):
            return False
        remove_file(found)
        found.delete()
    return True


def remove_old_imports() -> int:
    old = ParticipantImport.objects.filter(created_at__lt=clock.now() - KEPT)
    return sum(discard_import(staged=staged) for staged in list(old))


def remove_file(staged: ParticipantImport) -> None:
    """With the caller's transaction, which saves or deletes the list."""
    name, storage = staged.file.name, staged.file.storage
    if name:
        transaction.on_commit(lambda: storage.delete(name))
    staged.file.name = ""


def empty_list(staged: ParticipantImport) -> None:
    """Of a list that is locked, nothing stays that names anybody; a sentence says why, and how many were saved."""
    staged.rows.all().delete()
    remove_file(staged)
    enrolled = staged.counted(ImportOutcome.ENROLLED)
    with translation.override(staged.language):
        said = [
            _(
                "The account of somebody whom this list names was erased: its file and its rows were removed. Upload"
                " the others once more, without that person."
            )
        ]
        if enrolled:
            told = ngettext(
                "%(number)s person is enrolled from this list.",
                "%(number)s people are enrolled from this list.",
                enrolled,
            )
            said.append(told % {"number": enrolled})
    staged.problem, staged.state, staged.work_key = " ".join(said)[:500], ImportState.REFUSED, ""
    staged.filename = f"peserta{PurePath(staged.filename).suffix.lower()[:5]}"
    staged.sheet = ""
    staged.header, staged.samples, staged.others, staged.about, staged.office_questions = [], [], [], [], []
    staged.mapping, staged.options, staged.answers = {}, {}, {}
    staged.save()
