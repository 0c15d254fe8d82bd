"""Pictures and sounds of questions, for those whose paper or bank shows them."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from core.private_files import private_file_response
from members.models import User
from quizzes.media_tokens import is_own_upload
from quizzes.models import QuestionMedia
from quizzes.selectors.media import attempt_shows

A_YEAR = 365 * 24 * 3600
# Players ask for parts; a whole sound is small enough for one.
MOST_AT_ONCE = 2 * 1024 * 1024


@login_required
@require_safe
def of_attempt(request: HttpRequest, uid: UUID, sha256: str) -> HttpResponseBase:
    if not attempt_shows(cast(User, request.user), uid, sha256):
        raise Http404
    return _sent(request, QuestionMedia.objects.filter(sha256=sha256).first())


@login_required
@require_safe
def of_bank(request: HttpRequest, sha256: str) -> HttpResponseBase:
    user = cast(User, request.user)
    found = QuestionMedia.objects.filter(sha256=sha256)
    if not is_own_upload(user, sha256, request.GET.get("own", "")):
        found = found.filter(pk__in=QuestionMedia.objects.visible_to(user).values("pk"))
    return _sent(request, found.first())


def _sent(request: HttpRequest, media: QuestionMedia | None) -> HttpResponseBase:
    """Its address names its content, so it never changes; only the reader's own browser may keep it."""
    if media is None or not media.is_there:
        raise Http404
    response = private_file_response(
        request,
        file=media.file,
        filename=media.served_as,
        content_type=media.content_type,
        etag=media.sha256,
        inline=True,
        most_at_once=MOST_AT_ONCE,
    )
    response["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return response
