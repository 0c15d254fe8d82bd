"""While an attempt is written: a drill that starts, a file that is sent and read again."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.private_files import private_file_response
from members.models import User
from quizzes import exchange
from quizzes.errors import AttemptClosedError, FileRefusedError
from quizzes.forms import AnswerFileForm
from quizzes.kept_papers import questions_of
from quizzes.plain_form import save_form, tell_gone, tell_saved
from quizzes.selectors.answers import GivenAnswer, own_file
from quizzes.selectors.attempts import attempt_to_open_drill, attempt_to_save
from quizzes.services import add_answer_file, start_drill
from quizzes.services.answer_files import kinds_of, most_bytes_of
from quizzes.sheets import sheet_to_write
from quizzes.written_faces import kinds_in_words


@login_required
@never_cache
@require_POST
def drill(request: HttpRequest, uid: UUID, slot: int) -> HttpResponse:
    """Starts the drill and brings its scenario: a part of the page for the script, else the page at its question."""
    own = attempt_to_open_drill(cast(User, request.user), uid)
    if own is None:
        raise Http404
    save_form(request, own)
    try:
        started = start_drill(attempt=own, slot=slot)
    except KeyError as error:
        raise Http404 from error
    except AttemptClosedError:
        if _wants_part(request):
            return HttpResponse(status=409)
        return redirect("quizzes:result", uid=uid)
    if not _wants_part(request):
        return redirect(_place_of(uid, slot))
    question = own.questions[slot]
    answer = GivenAnswer(started.rev, started.value, None, started.opened_at, started.scenario)
    sheet = sheet_to_write(question, 0, (), (started.rev, started.value), answer=answer)
    return render(request, "quizzes/partials/drill_open.html", {"sheet": sheet, "now": clock.now()})


@login_required
@require_POST
def add_file(request: HttpRequest, uid: UUID, slot: int) -> HttpResponse:
    """The button of a question stands in the form of all answers: without a script these come along and are saved."""
    own = attempt_to_save(cast(User, request.user), uid)
    question = questions_of(own).get(slot) if own else None
    if own is None or question is None or "kinds" not in question.body:
        raise Http404
    tell_saved(request, save_form(request, own, but=slot))
    form = AnswerFileForm(request.POST, request.FILES, slot=slot)
    if not form.files and exchange.brings_answers(request.POST):
        messages.error(request, _("Choose a file first."))
        return redirect(_place_of(uid, slot))
    if form.is_valid():
        try:
            result = add_answer_file(attempt=own, slot=slot, file=form.cleaned_data["file"])
        except FileRefusedError as error:
            form.add_error("file", str(error))
        else:
            if result.late:
                messages.warning(request, _("The time was over. Your file is kept apart and not counted."))
                return redirect("quizzes:result", uid=uid)
            tell_gone(request, own, result.gone)
            if result.revs:
                messages.success(request, _("Your file is saved."))
            return redirect(_place_of(uid, slot))
    context = {
        "attempt": own,
        "form": form,
        "slot": slot,
        "back": _place_of(uid, slot),
        "kinds": kinds_in_words(kinds_of(question)),
        "most_bytes": most_bytes_of(question),
    }
    return render(request, "quizzes/answer_file.html", context, status=422)


@login_required
@require_safe
def answer_file(request: HttpRequest, uid: UUID, file_uid: UUID) -> HttpResponseBase:
    row = own_file(uid, file_uid, cast(User, request.user))
    if row is None:
        raise Http404
    return private_file_response(
        request,
        file=row.file,
        filename=row.name,
        content_type=row.content_type,
        etag=row.sha256,
        inline=row.is_shown,
    )


def _place_of(uid: UUID, slot: int) -> str:
    return reverse("quizzes:attempt", args=[uid]) + f"#q{slot}"


def _wants_part(request: HttpRequest) -> bool:
    return request.headers.get("X-Part") == "drill"
