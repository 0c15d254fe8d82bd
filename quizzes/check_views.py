"""The checks of a test as its author has it on the screen, before it is saved."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.models import User
from quizzes.checks import checks_of
from quizzes.models import QuizPage


@never_cache
@require_POST
def checks(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the form that tells them; nothing is saved. Wagtail admits nobody here who may not open its admin."""
    page = get_object_or_404(QuizPage, pk=pk)
    user = cast(User, request.user)
    if not page.permissions_for_user(user).can_edit():
        raise Http404
    draft = page.get_latest_revision_as_object()
    form_class = QuizPage.get_edit_handler().get_form_class()
    form = form_class(request.POST, instance=draft, parent_page=page.get_parent(), for_user=user)
    found = checks_of(form.save(commit=False)) if form.is_valid() else None
    return render(request, "quizzes/panels/checks.html", {"checks": found})
