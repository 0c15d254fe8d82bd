"""A list of participants from a file: uploaded, its columns named, its rows looked at, saved; and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.confirming import ask_first
from core.errors import DomainError
from core.listing import Filter, Listing
from core.made_files.asking import ask_and_return
from core.made_files.kinds import Made
from core.made_files.showing import files_shown
from core.tables.table import MOST_BYTES
from courses.choices import ImportOutcome, ImportState
from courses.import_forms import (
    ParticipantListForm,
    SavingForm,
    chosen_mapping,
    column_choices,
    given_answers,
    offered_columns,
)
from courses.imports.sheets import XLSX, template_xlsx
from courses.list_files import REMARKS_FILE, remarks_file, subject_of_list
from courses.models import ParticipantImport
from courses.selectors.import_people import offices_to_name, places_left, visible_among
from courses.services.import_removal import discard_import
from courses.services.import_saving import wanted_columns
from courses.services.import_staging import (
    answer_questions,
    ask_for_saving,
    check_again,
    choose_columns,
    choose_sheet,
    is_small,
    stage_import,
)
from courses.views.access import batch_run_by, member_behind
from members import nip
from members.rules import may_read_all_members

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ROWS_PER_PAGE = 50
OFFICES_SHOWN = 30
WARNED = "warned"


def _own_list(request: HttpRequest, code: str, uid: UUID) -> ParticipantImport:
    found = ParticipantImport.objects.run_by(request.user).select_related("batch__course", "uploaded_by")
    return get_object_or_404(found, batch__code=code, uid=uid)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def import_upload(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    form = ParticipantListForm(request.POST, request.FILES) if request.method == "POST" else ParticipantListForm()
    if request.method == "POST" and form.is_valid():
        try:
            staged = stage_import(batch=batch, file=form.cleaned_data["file"], by=member_behind(request))
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("courses:import", code, staged.uid)
    context = {"batch": batch, "form": form, "most_bytes": MOST_BYTES, "lists": batch.participant_imports.all()[:5]}
    status = 422 if request.method == "POST" else 200
    return render(request, "courses/import_upload.html", context, status=status)


@require_safe
@login_required
@never_cache
def import_list(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    """Wherever the list is on its way. While something is being done, the page comes again by itself."""
    staged = _own_list(request, code, uid)
    if staged.state == ImportState.COLUMNS:
        return redirect("courses:import_columns", code, uid)
    if staged.is_pending or staged.state == ImportState.REFUSED:
        job = staged.job
        stalled = staged.is_stalled(job)
        context = {"batch": staged.batch, "staged": staged, "job": job, "stalled": stalled}
        response = render(request, "courses/import_progress.html", context)
        if staged.is_pending and not stalled:
            response["Refresh"] = "2"
        return response
    return render(request, "courses/import_list.html", _list_context(request, staged))


def _list_context(request: HttpRequest, staged: ParticipantImport) -> dict[str, Any]:
    shown: list[tuple[str, StrOrPromise]] = [
        (outcome.value, outcome.label) for outcome in ImportOutcome if staged.counted(outcome)
    ]
    if staged.counted(WARNED):
        shown.append((WARNED, _("with a remark")))
    listing = Listing(
        request.GET,
        filters=[Filter("show", _("Rows"), shown)],
        search_label=_("Name or office"),
        rows_per_page=ROWS_PER_PAGE,
    )
    rows = staged.rows.select_related("office")
    if show := listing.value("show"):
        rows = rows.filter(is_warned=True) if show == WARNED else rows.filter(outcome=show)
    for word in listing.text.split():
        rows = rows.filter(name__icontains=word) | rows.filter(office_text__icontains=word)
    page = listing.page_of(rows)
    answers = staged.answers.get("rows", {})
    sees_all = may_read_all_members(request.user)
    shown_members = [] if sees_all else [row.member_id for row in page if row.member_id]
    seen = visible_among(shown_members, member_behind(request)) if shown_members else set()
    for row in page:
        if not sees_all and row.member_id not in seen:  # somebody else has uploaded the list, who saw more
            row.differences = []
        row.taken = wanted_columns(row, staged)
        row.given = answers.get(str(row.number), {})
        row.number_shown = nip.group(row.values.get("number", ""))
    places, good = places_left(staged.batch), staged.counted(ImportOutcome.GOOD)
    return {
        "batch": staged.batch,
        "staged": staged,
        "counts": [(value, label, staged.counted(value)) for value, label in shown],
        "listing": listing,
        "page_obj": page,
        "offices": staged.office_questions[:OFFICES_SHOWN],
        "offices_more": max(0, len(staged.office_questions) - OFFICES_SHOWN),
        "form": SavingForm(initial=_chosen_before(staged), differing=staged.counts.get("differing", [])),
        "is_saved": staged.state == ImportState.SAVED,
        "good": good,
        "may_save": good or staged.counts.get("differing"),
        "left": staged.counted(ImportOutcome.ERROR) + staged.counted(ImportOutcome.QUESTION),
        "places": places,
        "over": max(0, good - places) if places is not None else 0,
        "waiting": staged.counts.get("on_waiting_list", 0),
        **_files(request, staged),
    }


def _chosen_before(staged: ParticipantImport) -> dict[str, Any]:
    """Where all or none was asked for and a row stood against it, the choice is still there."""
    options = {key: value for key, value in staged.options.items() if key != "together"}
    return {**options, **({"together": "yes"} if staged.options.get("together") else {})}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def import_columns(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    staged = _own_list(request, code, uid)
    problem = ""
    if request.method == "POST":
        try:
            if sheet := request.POST.get("sheet", ""):
                choose_sheet(staged=staged, sheet=sheet)
            else:
                mapping = chosen_mapping(request.POST, len(staged.header))
                choose_columns(staged=staged, mapping=mapping, options={})
        except DomainError as refusal:
            problem = str(refusal)
        except forms.ValidationError as fault:
            problem = " ".join(fault.messages)
        else:
            return redirect("courses:import", code, uid)
    elif staged.state not in (ImportState.COLUMNS, ImportState.CHECKED):
        return redirect("courses:import", code, uid)
    context = {
        "batch": staged.batch,
        "staged": staged,
        "problem": problem,
        "columns": column_choices(staged.header, staged.samples, staged.mapping),
        "offered": offered_columns(),
    }
    return render(request, "courses/import_columns.html", context, status=422 if problem else 200)


@require_POST
@login_required
def import_answers(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    rows, offices = given_answers(request.POST)
    answer_questions(staged=_own_list(request, code, uid), rows=rows, offices=offices)
    query = QueryDict(request.POST.get("query", "")[:300]).urlencode()
    return redirect(reverse("courses:import", args=[code, uid]) + (f"?{query}" if query else ""))


@require_POST
@login_required
def import_save(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    staged = _own_list(request, code, uid)
    form = SavingForm(request.POST, differing=staged.counts.get("differing", []))
    if not form.is_valid():
        messages.error(request, " ".join(str(fault) for faults in form.errors.values() for fault in faults))
        return redirect("courses:import", code, uid)
    try:
        ask_for_saving(staged=staged, by=member_behind(request), options=form.cleaned_data)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("courses:import", code, uid)


@require_POST
@login_required
def import_again(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    check_again(staged=_own_list(request, code, uid))
    return redirect("courses:import", code, uid)


@require_POST
@login_required
def import_discard(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    staged = _own_list(request, code, uid)
    asking = ask_first(
        request,
        about=staged.filename,
        sentence=_("Remove this list and its file? Who was enrolled from it stays enrolled."),
        yes=_("Remove the list"),
        back=reverse("courses:import", args=[code, uid]),
    )
    if asking:
        return asking
    discard_import(staged=staged)
    return redirect("courses:import_upload", code)


@require_POST
@login_required
def import_annotated(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    """The file at once where it is small; what takes longer is made by a job and appears on the page."""
    staged = _own_list(request, code, uid)
    back = reverse("courses:import", args=[code, uid])
    if staged.state not in (ImportState.CHECKED, ImportState.SAVED):
        return redirect(back)
    if not is_small(staged):
        subject = subject_of_list(staged)
        return ask_and_return(request, kind=REMARKS_FILE.name, subject=subject, options={}, back=back)
    try:
        return download(remarks_file(staged))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(back)


@require_safe
@login_required
def import_files(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    """The part that htmx asks for again while a file is being made."""
    return render(request, "core/made_files.html", _files(request, _own_list(request, code, uid)))


def _files(request: HttpRequest, staged: ParticipantImport) -> dict[str, Any]:
    address = reverse("courses:import_files", args=[staged.batch.code, staged.uid])
    return {**files_shown(request, subject_of_list(staged)), "state_url": address}


@require_safe
@login_required
def import_template(request: HttpRequest, code: str) -> HttpResponseBase:
    batch_run_by(request, code)
    return download(Made(template_xlsx(offices_to_name()), "templat-peserta.xlsx", XLSX))


def download(made: Made) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=made.filename) or "attachment"
    headers = {
        "Content-Disposition": disposition,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(made.content, content_type=made.content_type, headers=headers)
