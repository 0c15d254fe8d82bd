"""Beside the author's form of a question: its preview, an answer tried, and a picture or sound sent ahead."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.rate_limits import rate_limited
from members.models import User
from quizzes import exchange, rules
from quizzes.errors import MediaRefusedError
from quizzes.media_files import MOST_PICTURE_BYTES
from quizzes.media_tokens import token_of
from quizzes.models import Question
from quizzes.question_preview import SLOT, Look, look_at, try_answer
from quizzes.services import store_question_media
from quizzes.shown_media import address_of_own

TEMPLATE = "quizzes/admin/preview.html"


def _author(request: HttpRequest) -> User:
    if not rules.may_write_questions(request.user):
        raise PermissionDenied
    return cast(User, request.user)


@never_cache
@require_safe
def saved_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """As it is saved: what stands in the frame before anything is typed, and where no script runs."""
    user = _author(request)
    question = Question.objects.editable_by(user).with_parts().filter(pk=pk).first()
    if question is None:
        raise Http404
    return render(request, TEMPLATE, {"look": look_at(question, user)})


@never_cache
@require_POST
@rate_limited("question.preview", limit=120, seconds=60)
def preview(request: HttpRequest, form_class: Any, pk: int | None = None) -> HttpResponse:
    """Of the form as it stands. What is missing is told, and does not keep the rest from being seen."""
    user = _author(request)
    instance = Question()
    if pk is not None:
        found = Question.objects.editable_by(user).filter(pk=pk).first()
        if found is None:
            raise Http404
        instance = found
    form = form_class(request.POST, instance=instance, for_user=user)
    form.ask_for_nothing()
    if not form.is_valid():
        return render(request, TEMPLATE, {"look": Look(problems=form.sentences())})
    return render(request, TEMPLATE, {"look": look_at(form.save(commit=False), user)})


@never_cache
@require_POST
@rate_limited("question.preview", limit=120, seconds=60)
def attempt(request: HttpRequest) -> HttpResponse:
    user = _author(request)
    parcel, _conflicts = exchange.parcel_from_form(request.POST, {})
    answer = parcel.answers.get(SLOT)
    look = try_answer(request.POST.get("draft", ""), answer.value if answer else [], user)
    if look is None:
        look = Look(problems=[_("This preview is too old. Change something in the form, or load the page again.")])
    return render(request, TEMPLATE, {"look": look})


@never_cache
@require_POST
@rate_limited("question.media", limit=60, seconds=60)
def send_media(request: HttpRequest) -> HttpResponse:
    """A picture or sound ahead of its form. Where it is never saved, it goes after a day."""
    user = _author(request)
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": _("Choose a picture or a sound.")}, status=400)
    if (file.size or 0) > MOST_PICTURE_BYTES:
        return JsonResponse(
            {"error": _("The file is larger than 10 MB. Make it smaller, then choose it again.")}, status=400
        )
    try:
        media = store_question_media(name=file.name or "", data=file.read())
    except MediaRefusedError as refused:
        return JsonResponse({"error": str(refused)}, status=400)
    token = token_of(user, media.sha256)
    return JsonResponse(
        {
            "named": f"{media.sha256}|{token}",
            "address": address_of_own(media.sha256, token),
            "name": media.name,
            "is_sound": media.is_sound,
        }
    )
