"""Files of questions in the administration: in by two steps, out with the losses named before."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from quizzes.formats import WRITERS, Severity
from quizzes.formats.limits import MOST_BYTES
from quizzes.formats.refused import XLSX
from quizzes.formats.tables import template
from quizzes.media_tokens import token_of
from quizzes.models import Question, QuestionBank, StagedImport
from quizzes.paper import PaperQuestion
from quizzes.question_file_forms import SHOWN, QuestionFileForm
from quizzes.services.question_files import export_questions
from quizzes.services.staging import ask_for_import, check_again, discard_file, file_of_refused, stage_file
from quizzes.sheets import sheet_to_write
from quizzes.shown_media import address_of_own

ROWS_PER_PAGE = 50
NAMES = {
    "xlsx": ("Excel", "xlsx"),
    "moodle-xml": ("Moodle XML", "xml"),
    "gift": ("GIFT", "gift.txt"),
    "qti3": ("QTI 3.0", "zip"),
}
TYPES = {"xlsx": XLSX, "moodle-xml": "application/xml", "gift": "text/plain; charset=utf-8", "qti3": "application/zip"}


def _own_bank(request: HttpRequest, pk: int) -> QuestionBank:
    return get_object_or_404(QuestionBank.objects.editable_by(request.user), pk=pk)  # type: ignore[arg-type]


def _own_file(request: HttpRequest, uid: UUID) -> StagedImport:
    found = StagedImport.objects.editable_by(request.user).select_related("bank")  # type: ignore[arg-type]
    return get_object_or_404(found, uid=uid)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """The first step. A refusal comes back above the form."""
    bank = _own_bank(request, pk)
    form = QuestionFileForm(request.POST or None, request.FILES or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            staged = stage_file(
                bank=bank,
                file=form.cleaned_data["file"],
                format=form.cleaned_data["format"],
                by=request.user,  # type: ignore[arg-type]
            )
        except DomainError as error:
            refusal = str(error)
        else:
            return redirect("question_files:report", uid=staged.uid)
    errors = [refusal] if refusal else [str(error) for rows in form.errors.values() for error in rows]
    context = {
        "form": form,
        "errors": errors,
        "most_bytes": MOST_BYTES,
        "staged_files": StagedImport.objects.filter(bank=bank)[:5],
        **_frame(bank, _("Import questions")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "quizzes/admin/question_import.html", context, status=status)


@require_GET
def report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The second step: what would come of each question. While a job is at it, the page comes again by itself."""
    staged = _own_file(request, uid)
    shown = request.GET.get("show", "")
    shown = shown if shown in {value for value, _label in SHOWN} else ""
    rows = staged.questions.defer("body")
    if shown == "warned":
        rows = rows.filter(is_warned=True)
    elif shown:
        rows = rows.filter(outcome=shown)
    stalled = staged.is_stalled
    counted = {"": staged.counts.get("total", 0), **staged.counts}
    context = {
        "staged": staged,
        "stalled": stalled,
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "shown": shown,
        "filters": [(value, label, counted.get(value, 0)) for value, label in SHOWN],
        **_frame(staged.bank, staged.filename),
    }
    response = render(request, "quizzes/admin/question_import_report.html", context)
    if staged.is_pending and not stalled:
        response["Refresh"] = "2"
    return response


@require_GET
def preview(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """One question as participants would see it; the key is not kept with the file, so it cannot be shown."""
    row = get_object_or_404(_own_file(request, uid).questions.exclude(body=None), number=number)
    question = PaperQuestion.from_json({**(row.body or {}), "slot": row.number, "marks": 1})
    order = tuple(option.key for option in question.options)

    def address(sha256: str) -> str:
        """No question shows it yet: the token says that this person's own file brought it."""
        return address_of_own(sha256, token_of(request.user, sha256))  # type: ignore[arg-type]

    sheet = sheet_to_write(question, row.number, order, (0, []), address)
    context = {"page": {"title": row.name}, "sheets": [sheet]}
    return render(request, "quizzes/preview.html", context)


@require_GET
def refused(request: HttpRequest, uid: UUID) -> HttpResponse:
    staged = _own_file(request, uid)
    made = file_of_refused(staged=staged)
    name = f"{slugify(staged.filename.rpartition('.')[0]) or 'soal'}-ditolak.{made.extension}"
    return _download(made.data, name, made.content_type)


@require_POST
def commit(request: HttpRequest, uid: UUID) -> HttpResponse:
    try:
        ask_for_import(staged=_own_file(request, uid), by=request.user)  # type: ignore[arg-type]
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("question_files:report", uid=uid)


@require_POST
def again(request: HttpRequest, uid: UUID) -> HttpResponse:
    check_again(staged=_own_file(request, uid))
    return redirect("question_files:report", uid=uid)


@require_POST
def discard(request: HttpRequest, uid: UUID) -> HttpResponse:
    staged = _own_file(request, uid)
    discard_file(staged=staged)
    messages.success(request, _("The file was removed. What was imported from it stays in the bank."))
    return redirect("question_files:upload", pk=staged.bank_id)


@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Each format with what it cannot carry of this bank, before anything is downloaded."""
    bank = get_object_or_404(QuestionBank.objects.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    chosen = request.GET.get("format", "")
    written = _written(bank, chosen) if chosen in WRITERS else None
    context = {
        "formats": [(name, label) for name, (label, _extension) in NAMES.items()],
        "chosen": chosen,
        "written": written,
        "number": bank.questions.count(),
        "losses": [
            (finding.severity == Severity.REFUSED, entry.place.number, entry.name, finding.sentence)
            for entry in (written.entries if written else ())
            for finding in entry.findings
        ],
        **_frame(bank, _("Export questions")),
    }
    return render(request, "quizzes/admin/question_export.html", context)


@require_GET
def download(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    bank = get_object_or_404(QuestionBank.objects.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    if format not in WRITERS:
        return HttpResponse(status=404)
    name = f"{slugify(bank.name) or 'bank-soal'}.{NAMES[format][1]}"
    return _download(_written(bank, format).data, name, TYPES[format])


@require_GET
def empty_table(request: HttpRequest) -> HttpResponse:
    return _download(template(), "templat-soal.xlsx", XLSX)


def _written(bank: QuestionBank, format: str) -> Any:
    rows = Question.objects.filter(bank=bank).with_parts().select_related("topic").order_by("pk")
    return export_questions(questions=rows, format=format)


def _download(data: bytes, name: str, content_type: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(
        data,
        content_type=content_type,
        headers={
            "Content-Disposition": disposition,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _frame(bank: QuestionBank, title: str) -> dict[str, Any]:
    """What Wagtail's frame shows above each of these pages."""
    return {
        "bank": bank,
        "header_title": title,
        "header_icon": "folder-open-1",
        "breadcrumbs_items": [
            {"url": reverse("question-banks:index"), "label": _("Question banks")},
            {"url": reverse("question_files:upload", args=[bank.pk]), "label": bank.name},
            {"url": "", "label": title},
        ],
    }
