"""Correcting marks: runs of a test, a new one, its preview person by person, and letting it hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.models import User
from quizzes.analysis_pages import tabs_of
from quizzes.analysis_views import results_or_404
from quizzes.choices import RegradeAction
from quizzes.errors import RegradeRefusedError
from quizzes.models import Question, RegradeRun
from quizzes.regrade_forms import CHOSEN_PEOPLE, RegradeForm
from quizzes.regrade_pages import facts_of, line_of_row, line_of_run, progress_of, rows_listing, summary_of
from quizzes.selectors.regrade_screens import CorrectableItem, correctable_items, items_of_attempt, rows_of, runs_of
from quizzes.selectors.results import QuizResults, batches_of
from quizzes.services import abandon_regrade, commit_regrade, prepare_regrade, renew_preview


@login_required
@never_cache
@require_safe
def regrades(request: HttpRequest, uid: UUID) -> HttpResponse:
    results = results_or_404(request, uid)
    context = {
        **_frame(results),
        "runs": [line_of_run(run) for run in runs_of(results.quiz)],
    }
    return render(request, "quizzes/regrades.html", context)


def _frame(results: QuizResults) -> dict[str, object]:
    return {
        "results": results,
        "quiz": results.quiz,
        "course": results.course,
        "tabs": tabs_of(results, "regrades"),
    }


def _correcting(request: HttpRequest, uid: UUID) -> QuizResults:
    results = results_or_404(request, uid)
    if not results.may_correct:
        raise Http404
    return results


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def regrade_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """First the question, then what is corrected."""
    results = _correcting(request, uid)
    items = correctable_items(results.quiz)
    name = request.GET.get("item", "")
    item = items.get(name)
    if item is None:
        return render(request, "quizzes/regrade_choose.html", {**_frame(results), **_to_choose(request, results)})
    form = RegradeForm(
        request.POST or None,
        initial=_initial(request),
        quiz=results.quiz,
        item=item,
        batches=batches_of(results.quiz),
    )
    question = Question.objects.get(uid=name)
    if request.method == "POST" and form.is_valid():
        try:
            run = prepare_regrade(
                quiz=results.quiz,
                course=results.course,
                question=question,
                by=cast(User, request.user),
                **form.order,
            )
        except RegradeRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("quizzes:regrade", uid=uid, run=run.uid)
    context = {**_frame(results), "form": form, "item": item, "question": question}
    return render(request, "quizzes/regrade_new.html", context)


def _to_choose(request: HttpRequest, results: QuizResults) -> dict[str, object]:
    """All questions of the test; of a chosen attempt those that it had."""
    receipt = _receipt(request)
    items = correctable_items(results.quiz)
    had = items_of_attempt(results.quiz, receipt) if receipt else set(items)
    return {"items": [item for uid, item in items.items() if uid in had], "receipt": receipt}


def _receipt(request: HttpRequest) -> str:
    return request.GET.get("attempt", "")[:12]


def _initial(request: HttpRequest) -> dict[str, object]:
    """What the way here knew already: answers to accept, one attempt."""
    found: dict[str, object] = {"upward_only": True, "tells_people": True}
    if text := request.GET.get("accept", "")[:200]:
        found |= {"action": RegradeAction.ACCEPT, "texts": text, "options": [text]}
    if receipt := _receipt(request):
        found |= {"scope": CHOSEN_PEOPLE, "people": receipt}
    return found


def _run(results: QuizResults, run: UUID) -> RegradeRun:
    found = runs_of(results.quiz).select_related("question_version").filter(uid=run).first()
    if found is None:
        raise Http404
    return found


@login_required
@never_cache
@require_safe
def regrade(request: HttpRequest, uid: UUID, run: UUID) -> HttpResponse:
    """The preview, and later what was done; for htmx the progress alone."""
    results = results_or_404(request, uid)
    found = _run(results, run)
    progress = progress_of(found)
    if request.headers.get("HX-Request"):
        if progress is None:
            return HttpResponse(headers={"HX-Refresh": "true"})
        context = {"quiz": results.quiz, "run": found, "progress": progress}
        return render(request, "quizzes/partials/regrade_progress.html", context)
    listing = rows_listing(request.GET, named=results.sees_names)
    asked = {"text": listing.text, "show": listing.value("show"), "sort": listing.sort}
    page = listing.page_of(rows_of(found, **asked, named=results.sees_names))
    page.object_list = [line_of_row(row, named=results.sees_names) for row in page]
    may_settle = results.may_correct and found.is_prepared and not (progress and progress.is_moving)
    item: CorrectableItem | None = correctable_items(results.quiz).get(str(found.question.uid))
    context = {
        **_frame(results),
        "run": found,
        "item": item,
        "facts": facts_of(found, item, results),
        "summary": summary_of(found.counts) if found.counts else "",
        "progress": progress,
        "listing": listing,
        "page_obj": page,
        "may_commit": may_settle and progress is None,
        "may_settle": may_settle,
    }
    return render(request, "quizzes/regrade.html", context)


def _deed(request: HttpRequest, uid: UUID, run: UUID, service: Callable[..., RegradeRun]) -> bool:
    """One of the deeds to a run by whoever may correct; whether it was done. What is refused is said."""
    results = _correcting(request, uid)
    try:
        service(run=_run(results, run), course=results.course, by=cast(User, request.user))
    except RegradeRefusedError as refusal:
        messages.error(request, str(refusal))
        return False
    return True


@login_required
@require_POST
def regrade_commit(request: HttpRequest, uid: UUID, run: UUID) -> HttpResponse:
    if _deed(request, uid, run, commit_regrade):
        messages.success(request, _("The correction holds. Marks are being corrected."))
    return redirect("quizzes:regrade", uid=uid, run=run)


@login_required
@require_POST
def regrade_renew(request: HttpRequest, uid: UUID, run: UUID) -> HttpResponse:
    _deed(request, uid, run, renew_preview)
    return redirect("quizzes:regrade", uid=uid, run=run)


@login_required
@require_POST
def regrade_abandon(request: HttpRequest, uid: UUID, run: UUID) -> HttpResponse:
    if not _deed(request, uid, run, abandon_regrade):
        return redirect("quizzes:regrade", uid=uid, run=run)
    messages.info(request, _("The correction is given up. No mark was touched."))
    return redirect("quizzes:regrades", uid=uid)
