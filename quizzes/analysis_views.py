"""Item analysis of a test: for its speakers and organisers, administrators and auditors."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.choices import JobState
from members.models import User
from quizzes import wording
from quizzes.analysis_exports import as_csv, as_xlsx, items_table, marks_table
from quizzes.analysis_pages import Chosen, chosen, line_of, lines_of, tabs_of
from quizzes.analysis_reading import Reading, read_report
from quizzes.analysis_words import chart_of_given, histogram, quiz_facts, trust_in_words
from quizzes.item_reports import item_of
from quizzes.models import Question
from quizzes.selectors.results import QuizResults, results_of
from quizzes.services.analysing import last_request, request_analysis
from quizzes.statistics.advice import HIDDEN_BELOW

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def results_or_404(request: HttpRequest, uid: UUID) -> QuizResults:
    results = results_of(cast(User, request.user), uid)
    if results is None:
        raise Http404
    return results


@login_required
@never_cache
@require_safe
def analysis(request: HttpRequest, uid: UUID) -> HttpResponse:
    results = results_or_404(request, uid)
    chose = chosen(results, request.GET)
    reading = read_report(chose.scope)
    context = _frame(results, chose, reading)
    if reading.report is not None and reading.report["people"] >= HIDDEN_BELOW:
        context |= {
            "is_shown": True,
            "facts": quiz_facts(reading.report),
            "scores": histogram(reading.report),
            "lines": lines_of(results, reading.report, chose),
        }
    return render(request, "quizzes/analysis.html", context)


def _frame(results: QuizResults, chose: Chosen, reading: Reading) -> dict[str, Any]:
    report = reading.report
    return {
        "results": results,
        "quiz": results.quiz,
        "course": results.course,
        "tabs": tabs_of(results, "analysis"),
        "listing": chose.listing,
        "scope_query": chose.query,
        "report": report,
        "trust": trust_in_words(report["people"]) if report is not None else "",
        "is_stale": reading.is_stale,
        "computed_at": wording.moment_in_words(reading.computed_at, settings.TIME_ZONE) if reading.computed_at else "",
    }


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def compute(request: HttpRequest, uid: UUID) -> HttpResponse:
    """POST asks for the figures; GET says whether they are there. htmx does both by itself."""
    results = results_or_404(request, uid)
    chose = chosen(results, request.GET)
    page = reverse("quizzes:analysis", args=[uid]) + (f"?{chose.query}" if chose.query else "")
    is_htmx = bool(request.headers.get("HX-Request"))
    job = request_analysis(scope=chose.scope) if request.method == "POST" else last_request(chose.scope)
    reading = read_report(chose.scope)
    if not is_htmx:
        return redirect(page)
    if not reading.is_stale:
        return HttpResponse(headers={"HX-Redirect": page})
    failed = job.reason if job is not None and job.state == JobState.FAILED else ""
    context = {"quiz": results.quiz, "scope_query": chose.query, "is_asked": not failed, "failed": failed}
    return render(request, "quizzes/partials/analysis_waits.html", context)


@login_required
@never_cache
@require_safe
def item(request: HttpRequest, uid: UUID, item: UUID) -> HttpResponse:
    results = results_or_404(request, uid)
    chose = chosen(results, request.GET)
    reading = read_report(chose.scope)
    if reading.report is None:
        return redirect("quizzes:analysis", uid=uid)
    found = item_of(reading.report, str(item))
    if found is None:
        raise Http404
    names = [row["item"] for row in reading.report["items"]]
    place = names.index(found["item"])
    around = {
        "previous": reading.report["items"][place - 1] if place else None,
        "next": reading.report["items"][place + 1] if place + 1 < len(names) else None,
    }
    question = Question.objects.editable_by(cast(User, request.user)).filter(uid=item).only("pk", "uid").first()
    context = {
        **_frame(results, chose, reading),
        "trust": trust_in_words(found["people"]),
        "line": line_of(results, found, chose.query),
        "given": found["given"],
        "chart": chart_of_given(found) if found["people"] >= HIDDEN_BELOW else None,
        "question": question,
        **around,
    }
    return render(request, "quizzes/analysis_item.html", context)


@login_required
@never_cache
@require_safe
def export(request: HttpRequest, uid: UUID, name: str, form: str) -> HttpResponse:
    """Figures, and marks without names, of ten people or more; marks with names for who runs the course."""
    results = results_or_404(request, uid)
    chose = chosen(results, request.GET)
    reading = read_report(chose.scope)
    if reading.report is None:
        raise Http404
    is_hidden = reading.report["people"] < HIDDEN_BELOW
    if (
        name not in ("items", "marks")
        or form not in ("csv", "xlsx")
        or (is_hidden and not (name == "marks" and results.sees_names))
    ):
        raise Http404
    rows = items_table(reading.report) if name == "items" else marks_table(chose.scope, named=results.sees_names)
    title = {"items": "butir-soal", "marks": "nilai"}[name]
    content = as_csv(rows) if form == "csv" else as_xlsx(rows, title)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8" if form == "csv" else XLSX)
    filename = f"{title}-{slugify(results.quiz.title)}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
