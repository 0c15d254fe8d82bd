"""Practice: one question is checked as soon as it is answered."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.models import User
from quizzes import exchange
from quizzes.errors import AttemptClosedError, NothingToCheckError
from quizzes.models import Attempt
from quizzes.plain_form import answers_by_slot, save_form
from quizzes.selectors.attempts import attempt_to_save, told_in
from quizzes.services import check_answer
from quizzes.sheets import sheets_to_write


@login_required
@never_cache
@require_POST
def check(request: HttpRequest, uid: UUID, slot: int) -> HttpResponse:
    """For the page's script what is told of that question; without it the whole form is saved first."""
    member = cast(User, request.user)
    own = attempt_to_save(member, uid)
    if own is None:
        raise Http404
    is_script = exchange.wants_json(request)
    if not is_script:
        save_form(request, own)
    try:
        practice = check_answer(attempt_uid=uid, slot=slot, member=member)
    except (Attempt.DoesNotExist, AttemptClosedError) as error:
        raise Http404 from error
    except NothingToCheckError as error:
        if is_script:
            return JsonResponse({"state": "blank", "text": str(error)}, status=409)
        messages.warning(request, str(error))
        return _back(uid, slot)
    if not is_script:
        return _back(uid, slot)
    sheets = sheets_to_write(practice, answers_by_slot(practice), told_in(practice))
    told = next(sheet for sheet in sheets if sheet.slot == slot)
    html = render_to_string("quizzes/partials/checked.html", {"sheet": told.review}, request)
    return JsonResponse({"state": "checked", "html": html})


def _back(uid: UUID, slot: int) -> HttpResponse:
    return redirect(reverse("quizzes:attempt", args=[uid]) + f"#q{slot}")
