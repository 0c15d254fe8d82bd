"""The report of a batch: what its organisers write for it, and the files to sign."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.made_files.asking import ask_and_return
from core.made_files.showing import files_shown
from courses.models import Batch
from courses.rules import may_run_batch
from members.models import User
from reports.activity_makers import LANGUAGE, REPORT_DOCX, REPORT_PDF
from reports.errors import WrittenMeanwhileError
from reports.forms import ActivityReportForm
from reports.models import ActivityReport
from reports.services import write_activity_report

# Sentences stand for them while they are empty, but what they are to say no data knows.
TO_BE_WRITTEN = ("background", "legal_basis", "purpose", "conclusion", "suggestions")
KINDS = {"pdf": REPORT_PDF, "docx": REPORT_DOCX}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def report(request: HttpRequest, code: str) -> HttpResponse:
    batch = _batch(request, code)
    may_write = may_run_batch(request.user, batch)
    if request.method == "POST" and not may_write:
        raise Http404
    kept = ActivityReport.objects.filter(batch=batch).first() or ActivityReport(batch=batch)
    stand, there = kept.stand, list[tuple[str, str]]()
    form = ActivityReportForm(request.POST if request.method == "POST" else None, instance=kept)
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            write_activity_report(batch=batch, texts=form.cleaned_data, seen=seen, actor=cast(User, request.user))
        except WrittenMeanwhileError as refusal:
            messages.error(request, str(refusal))
            there = _there(batch, form)
        else:
            messages.success(request, _("The report is kept."))
            return redirect("reports:activity", code)
    elif request.method == "POST":
        stand = request.POST.get("seen", "")  # what was written over stays what it was until it is kept
    context = {
        "batch": batch,
        "form": form,
        "kept": kept,
        "stand": stand,
        "there": there,
        "may_write": may_write,
        "empty": [field.label for field in form if field.name in TO_BE_WRITTEN and not field.value()],
        **_files(request, batch),
    }
    return render(request, "reports/activity.html", context)


@require_safe
@login_required
def files(request: HttpRequest, code: str) -> HttpResponse:
    """The part that htmx asks for again while a file is being made."""
    return render(request, "core/made_files.html", _files(request, _batch(request, code)))


@require_POST
@login_required
def make(request: HttpRequest, code: str) -> HttpResponse:
    batch = _batch(request, code)
    kind = KINDS.get(request.POST.get("kind", ""))
    if kind is None:
        raise Http404
    back = reverse("reports:activity", args=[code])
    return ask_and_return(
        request, kind=kind.name, subject=f"batch:{batch.code}", options={}, back=back, language=LANGUAGE
    )


def _there(batch: Batch, form: ActivityReportForm) -> list[tuple[str, str]]:
    """What somebody else kept meanwhile, of the texts that are others in this form."""
    kept = ActivityReport.objects.get(batch=batch)
    texts = ((field, getattr(kept, field.name)) for field in form)
    return [(str(field.label), text) for field, text in texts if text != form.cleaned_data[field.name]]


def _batch(request: HttpRequest, code: str) -> Batch:
    return get_object_or_404(Batch.objects.overseen_by(request.user).select_related("course"), code=code)


def _files(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    address = reverse("reports:activity_files", args=[batch.code])
    return {**files_shown(request, f"batch:{batch.code}"), "state_url": address}
