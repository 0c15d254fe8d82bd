"""Files as answers: checked by their content, kept apart from any address, named by the answer."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.kill_points import kill_point
from core.recording_figures import size_shown
from core.uploads import UploadRefused, check_upload
from quizzes.choices import ENDINGS, QuestionType
from quizzes.errors import FileRefusedError
from quizzes.kept_papers import questions_of
from quizzes.models import Answer, AnswerFile, Attempt, LateAnswer
from quizzes.models.answer_file import private_storage
from quizzes.services.saving import Incoming, SaveResult, save_answers

if TYPE_CHECKING:
    from members.models import User
    from quizzes.paper import PaperQuestion

MOST_FILES_KEPT = 20
LARGEST_FILE = 100 * 1024 * 1024


def most_bytes_of(question: PaperQuestion) -> int:
    return int(question.body.get("most_bytes") or LARGEST_FILE)


def kinds_of(question: PaperQuestion) -> tuple[str, ...]:
    """Endings that the question takes; none named takes all that the site knows."""
    every = tuple(ending for endings in ENDINGS.values() for ending in endings)
    return tuple(ending for ending in question.body["kinds"] if ending in every) or every


def add_answer_file(*, attempt: Attempt, slot: int, file: File[Any]) -> SaveResult:
    """Check and keep the file, and let it be the answer; the one before it goes. The same file again is no other file.

    After the hard close it is kept apart as any late answer is. `attempt` is read fresh by the caller, limited to its
    owner. Raises KeyError where the slot asks for no file.
    """
    question = questions_of(attempt)[slot]
    if question.type != QuestionType.UPLOAD:
        raise KeyError(slot)
    kind = _checked(file, question)
    row = _kept(attempt, slot, file, kind)
    with transaction.atomic():
        # Held, so that of files sent at once each finds the answer that the one before left.
        Attempt.objects.select_for_update().only("pk").get(pk=attempt.pk)
        stored = Answer.objects.filter(attempt=attempt, slot=slot).first()
        before = stored.value if stored else []
        value = [*(uid for uid in before if uid != str(row.uid)), str(row.uid)][-int(question.body["most_files"]) :]
        result = save_answers(attempt=attempt, answers={slot: Incoming((stored.rev if stored else 0) + 1, value)})
        if result.revs:
            _forget_replaced(attempt, slot, [uid for uid in before if uid not in value])
    kill_point("quiz.file.after_answer")
    return result


def _checked(file: File[Any], question: PaperQuestion) -> str:
    most = most_bytes_of(question)
    if (file.size or 0) > most:
        raise FileRefusedError(
            _("This file is larger than the %(most)s that are taken here. Choose a smaller one.")
            % {"most": size_shown(most)}
        )
    try:
        return check_upload(file, allowed=kinds_of(question))
    except UploadRefused as refusal:
        raise FileRefusedError(str(refusal)) from refusal


def _kept(attempt: Attempt, slot: int, file: File[Any], kind: str) -> AnswerFile:
    digest = hashlib.sha256()
    for block in file.chunks():
        digest.update(block)
    file.seek(0)
    same = AnswerFile.objects.filter(attempt=attempt, slot=slot)
    if (known := same.filter(sha256=digest.hexdigest()).first()) is not None:
        return known
    if same.count() >= MOST_FILES_KEPT:
        raise FileRefusedError(_("Too many files were sent for this question. Ask your organiser."))
    row = AnswerFile(
        attempt=attempt,
        slot=slot,
        kind=kind,
        name=PurePath(file.name or "").name[:200],
        size=file.size or 0,
        sha256=digest.hexdigest(),
        uploaded_at=clock.now(),
    )
    row.file.save("", file, save=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # a second tap brought the same file at the same moment
        row.file.storage.delete(row.file.name or "")
        return same.get(sha256=digest.hexdigest())
    return row


def _forget_replaced(attempt: Attempt, slot: int, gone: list[str]) -> None:
    """What arrived late may still be admitted, and stays; and so does what another tab is sending at this moment."""
    if not gone:
        return
    late = LateAnswer.objects.filter(attempt=attempt, slot=slot).values_list("value", flat=True)
    kept = {uid for row in late for uid in row}
    rows = AnswerFile.objects.filter(attempt=attempt, slot=slot)
    _delete([row for row in rows if str(row.uid) in gone and str(row.uid) not in kept])


def _delete(rows: list[AnswerFile]) -> None:
    AnswerFile.objects.filter(pk__in=[row.pk for row in rows]).delete()
    delete_stored([name for row in rows for name in (row.file.name, row.blinded.name) if name])


def delete_stored(names: list[str]) -> None:
    """After the rows are gone for good. A file that cannot be deleted is in nobody's way."""

    def delete() -> None:
        for name in names:
            with suppress(OSError):
                private_storage().delete(name)

    transaction.on_commit(delete)


def forget_answer_files(member: User) -> None:
    """When the account is erased: content and name go; that a file was handed in, of what kind and size, stays."""
    rows = list(AnswerFile.objects.for_member(member).exclude(file=""))
    AnswerFile.objects.filter(pk__in=[row.pk for row in rows]).update(file="", blinded="", name="", sha256="")
    delete_stored([name for row in rows for name in (row.file.name, row.blinded.name) if name])
