"""What came of an evaluation: for who oversees the batch, and for each speaker the own part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import charts
from core.confirming import ask_first
from core.listing import Filter, Listing
from core.made_files.asking import ask_and_return
from core.made_files.showing import files_shown
from courses.errors import CourseError
from courses.evaluation_file import EVALUATION_SHEET, subject_of
from courses.models import Batch, BatchEvaluation, EvaluationRemark
from courses.rules import may_run_batch
from courses.selectors.evaluation import EvaluationSummary, SubjectSummary
from courses.selectors.evaluation_results import Results, remarks_of, results_for, whole_spread
from courses.services import close_evaluation, hide_remark
from courses.views.access import batch_run_by, member_behind

REMARKS_PER_PAGE = 20
HIDDEN = "hidden"


@require_safe
@login_required
@never_cache
def evaluation_results(request: HttpRequest, code: str) -> HttpResponseBase:
    results = _results(request, code)
    context = {
        **_common(request, results),
        "chart": _chart_of_speakers(results.summary),
        "subjects": results.summary.subjects,
    }
    if results.sees_whole and results.summary.is_closed:
        context |= _files(request, results.summary.batch)
    return render(request, "courses/evaluation_results.html", context)


@require_safe
@login_required
@never_cache
def evaluation_subject(request: HttpRequest, code: str, section: str) -> HttpResponseBase:
    results = _results(request, code, section)
    subject = results.subject(section)
    if subject is None:
        raise Http404
    common = _common(request, results)
    asked = [one.question for one in subject.questions if one.question.is_open]
    filters = [Filter("question", _("Question asked"), [(str(one.order), one.text) for one in asked])]
    if results.sees_whole:
        filters.append(Filter("state", _("State"), [(HIDDEN, _("hidden"))]))
    listing = Listing(request.GET, filters=filters, search_label=_("Words in a remark"), rows_per_page=REMARKS_PER_PAGE)
    remarks = remarks_of(subject, hidden=results.sees_whole and listing.value("state") == HIDDEN)
    if question := listing.value("question"):
        remarks = remarks.filter(question__order=int(question))
    for word in listing.text.split():
        remarks = remarks.filter(text__icontains=word)
    context = {
        **common,
        "subject": subject,
        "listing": listing,
        "page_obj": listing.page_of(remarks),
        **_charts_of(subject, results.summary),
    }
    return render(request, "courses/evaluation_subject.html", context)


@require_POST
@login_required
def evaluation_export(request: HttpRequest, code: str) -> HttpResponseBase:
    """Thousands of remarks take longer than a page may: a job makes the file."""
    batch = _batch_overseen(request, code)
    if not BatchEvaluation.objects.filter(batch=batch, closed_at__isnull=False).exists():
        messages.error(request, _("Results are there once the evaluation is closed."))
        return redirect("courses:evaluation_results", code)
    back = reverse("courses:evaluation_results", args=[code])
    return ask_and_return(request, kind=EVALUATION_SHEET.name, subject=subject_of(batch), options={}, back=back)


@require_safe
@login_required
@never_cache
def evaluation_files(request: HttpRequest, code: str) -> HttpResponse:
    """The part that htmx asks for again while a file is being made."""
    return render(request, "core/made_files.html", _files(request, _batch_overseen(request, code)))


@require_POST
@login_required
def evaluation_close(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    asking = ask_first(
        request,
        about=batch.name,
        sentence=_("Close the evaluation for good? Nobody can fill it in after that, and the results are shown."),
        yes=_("Close the evaluation"),
        back=reverse("courses:evaluation_results", args=[code]),
    )
    if asking is not None:
        return asking
    try:
        close_evaluation(batch=batch, actor=member_behind(request))
    except CourseError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The evaluation is closed."))
    return redirect("courses:evaluation_results", code)


@require_POST
@login_required
def remark_hide(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """The form says which of both it does: sent twice, the second time changes nothing."""
    batch = batch_run_by(request, code)
    remarks = EvaluationRemark.objects.filter(
        subject__evaluation__batch=batch, subject__evaluation__closed_at__isnull=False
    )
    remark = remarks.select_related("subject__part", "subject__evaluation__batch").filter(pk=pk).first()
    if (
        remark is None
    ):  # gone with the keys of before the evaluation was put into another order, for who had the page open
        messages.error(request, _("The remarks were put into another order meanwhile. Look for it once more."))
        return redirect("courses:evaluation_results", code)
    shows = request.POST.get("deed") == "show"
    reason = "" if shows else request.POST.get("reason", "").strip()[:250]
    if not shows and not reason:
        messages.error(request, _("Say why it is hidden."))
    else:
        try:
            hide_remark(remark=remark, reason=reason, actor=member_behind(request))
        except CourseError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The remark is hidden.") if reason else _("The remark is shown again."))
    part = remark.subject.part
    slug = f"speaker-{part.pk}" if part else remark.subject.section
    return redirect("courses:evaluation_subject", code, slug)


def _results(request: HttpRequest, code: str, section: str = "") -> Results:
    results = results_for(request.user, code, section)
    if results is None:
        raise Http404
    return results


def _batch_overseen(request: HttpRequest, code: str) -> Batch:
    return get_object_or_404(Batch.objects.overseen_by(request.user), code=code)


def _files(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    address = reverse("courses:evaluation_files", args=[batch.code])
    return {**files_shown(request, subject_of(batch)), "state_url": address}


def _common(request: HttpRequest, results: Results) -> dict[str, Any]:
    summary = results.summary
    return {
        "batch": summary.batch,
        "summary": summary,
        "sees_whole": results.sees_whole,
        "may_run": results.sees_whole and may_run_batch(request.user, summary.batch),
    }


def _chart_of_speakers(summary: EvaluationSummary) -> charts.Chart | None:
    shown = [one for one in summary.speakers if one.mean is not None]
    if len(shown) < 2:
        return None
    data = [
        charts.Datum(
            one.face.title,
            one.mean or 0,
            url=reverse("courses:evaluation_subject", args=[summary.batch.code, one.face.slug]),
        )
        for one in shown
    ]
    scale = _("Mean of all questions, on a scale of 1 to %(points)d.") % {"points": summary.points}
    return charts.bar_chart(
        "speakers", _("Speakers"), data, summary=scale, head=_("Speaker"), unit="", most=summary.points
    )


def _charts_of(subject: SubjectSummary, summary: EvaluationSummary) -> dict[str, charts.Chart]:
    means = [charts.Datum(one.question.text, one.mean) for one in subject.questions if one.mean is not None]
    if not means:
        return {}
    scale = _("Mean of each question, on a scale of 1 to %(points)d.") % {"points": summary.points}
    answers = whole_spread(subject, summary.points)
    given = [charts.Datum(str(value), number) for value, number in enumerate(answers.counts, start=1)]
    lowest, highest = summary.scale[0], summary.scale[-1]
    ends = {"lowest": str(lowest[1]).lower(), "points": highest[0], "highest": str(highest[1]).lower()}
    return {
        "means": charts.bar_chart(
            "means", _("By question"), means, summary=scale, head=_("Question asked"), most=summary.points
        ),
        "answers": charts.column_chart(
            "answers",
            _("All answers"),
            given,
            summary=_("1: %(lowest)s; %(points)d: %(highest)s.") % ends,
            head=_("Answer given"),
        ),
    }
