"""Publishing the results of a test that keeps them back: how many it would be, and the deed."""

from __future__ import annotations

from contextlib import suppress
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.models import User
from quizzes.models import QuizSchedule
from quizzes.selectors.releasing import Waiting, waiting_in
from quizzes.selectors.sitting import schedule_run_by
from quizzes.services import release_results


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    schedule = schedule_run_by(cast(User, request.user), code, uid)
    if schedule is None:
        raise Http404
    if request.method == "POST":
        return _publish(request, schedule)
    found = waiting_in(schedule)
    context = {
        "schedule": schedule,
        "batch": schedule.batch,
        "quiz": schedule.quiz,
        "waiting": found,
        "facts": _facts(found),
    }
    return render(request, "quizzes/release.html", context)


def _facts(found: Waiting) -> list[tuple[str, str]]:
    return [
        (_("Marked, to be published now"), str(found.marked)),
        (_("Wait for markers"), str(found.unmarked)),
        (_("Being written"), str(found.written)),
        (_("Published already"), str(found.published)),
    ]


def _publish(request: HttpRequest, schedule: QuizSchedule) -> HttpResponse:
    """All that are marked, or those named: the person's page names one."""
    named = request.POST.getlist("attempt")
    chosen = []
    for text in named:
        with suppress(ValueError):
            chosen.append(UUID(text))
    number = release_results(schedule=schedule, by=cast(User, request.user), attempts=chosen if named else None)
    said = ngettext("%(count)d result is published.", "%(count)d results are published.", number)
    if number:
        messages.success(request, said % {"count": number})
    else:
        messages.info(request, _("There is no result left to publish."))
    return redirect("quizzes:live", schedule.batch.code, schedule.quiz.uid)
