"""Files of answers that participants gave to who runs the batch."""

from __future__ import annotations

import json
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.errors import DomainError
from core.rate_limits import rate_limited
from members.models import User
from quizzes import exchange
from quizzes.errors import SealedFileError
from quizzes.models import QuizSchedule
from quizzes.sealing import MOST_BYTES, open_sealed
from quizzes.selectors.sitting import schedule_run_by
from quizzes.services import HandedOver, hand_over_answers

MOST_FILES = 30


@login_required
@require_POST
@rate_limited("quizzes.answer_files", limit=30, seconds=60)
def hand_over(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    """Each file is told apart: one that is refused holds up no other."""
    organiser = cast(User, request.user)
    schedule = schedule_run_by(organiser, code, uid)
    if schedule is None:
        raise Http404
    files = request.FILES.getlist("files")
    if not files:
        messages.error(request, _("Choose the files that participants gave you."))
    if len(files) > MOST_FILES:
        messages.warning(request, _("Only the first %(most)d files were read.") % {"most": MOST_FILES})
    for file in files[:MOST_FILES]:
        try:
            done = _hand_over_one(file, schedule, organiser)
        except DomainError as refusal:
            messages.error(request, f"{file.name}: {refusal}")
        else:
            (messages.success if done.taken else messages.warning)(request, _in_words(done))
            if done.gone:
                messages.warning(request, _gone_in_words(done))
    return redirect("quizzes:live", code, uid)


def _hand_over_one(file: UploadedFile[bytes], schedule: QuizSchedule, by: User) -> HandedOver:
    if (file.size or 0) > MOST_BYTES:
        raise SealedFileError(_("The file is too large to be a file of answers."))
    inner: dict[str, Any] = open_sealed(file.read())
    try:
        attempt, person = UUID(str(inner["attempt"])), str(inner["person"])
        parcel = exchange.parcel_from_json(json.dumps({"answers": inner["answers"]}).encode())
    except (KeyError, ValueError) as error:
        raise SealedFileError(_("This is not a file of answers from this site.")) from error
    return hand_over_answers(schedule=schedule, attempt_uid=attempt, person=person, answers=parcel.answers, by=by)


def _in_words(done: HandedOver) -> str:
    name = done.attempt.enrolment.member.name
    if done.taken:
        text = ngettext(
            "%(name)s: %(count)d answer was taken from the file.",
            "%(name)s: %(count)d answers were taken from the file.",
            done.taken,
        )
        return text % {"name": name, "count": done.taken}
    if done.late:
        text = ngettext(
            "%(name)s: %(count)d answer came after the close and is kept apart. It counts once you admit it on the "
            "person's page.",
            "%(name)s: %(count)d answers came after the close and are kept apart. They count once you admit them on "
            "the person's page.",
            done.late,
        )
        return text % {"name": name, "count": done.late}
    if done.gone:
        return _("%(name)s: nothing was taken from the file.") % {"name": name}
    return _("%(name)s: everything in the file was here already. Nothing has changed.") % {"name": name}


def _gone_in_words(done: HandedOver) -> str:
    text = ngettext(
        "%(name)s: %(count)d answer names a file that was replaced by a newer one since. The newer one stands.",
        "%(name)s: %(count)d answers name files that were replaced by newer ones since. The newer ones stand.",
        done.gone,
    )
    return text % {"name": done.attempt.enrolment.member.name, "count": done.gone}
