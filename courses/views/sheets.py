"""The sign-in sheet: to be printed by office, and the scans of what was signed."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.confirming import ask_first
from core.errors import DomainError
from core.private_files import private_file_response
from courses.attendance_forms import SheetForm
from courses.attendance_rules import at_the_door_of, may_keep_door
from courses.models import Batch, Session, SignedSheet
from courses.services.signed_sheets import MOST_BYTES, keep_signed_sheet, remove_signed_sheet
from courses.views.access import member_behind

# Twelve sheets of paper at once: nobody prints a batch of thousands in one go.
ROWS_PER_PRINT = 300
LATECOMERS = range(12)


@require_safe
@login_required
@cache_control(private=True)
def sign_in_sheet(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    session = _session(request, uid)
    rows = session.batch.enrolments.occupying().order_by(F("office__name").asc(nulls_first=True), "member__name", "pk")
    named = rows.values_list("office__name", "member__title_before", "member__name", "member__title_after")
    page = Paginator(named, ROWS_PER_PRINT).get_page(request.GET.get("page"))
    numbered = enumerate(page.object_list, start=page.start_index())
    offices = [
        (office or "–", [(number, " ".join(filter(None, (before, name))) + (f", {after}" if after else ""))
                         for number, (_office, before, name, after) in people])
        for office, people in groupby(numbered, key=lambda row: row[1][0])
    ]  # fmt: skip
    context = {"session": session, "batch": session.batch, "offices": offices, "page_obj": page, "blank": LATECOMERS}
    return render(request, "courses/sign_in_sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(private=True)
def signed_sheets(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    session = _session(request, uid)
    may_keep = may_keep_door(request.user, session)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and may_keep and form.is_valid():
        try:
            keep_signed_sheet(session=session, file=form.cleaned_data["scan"], actor=member_behind(request))
        except DomainError as refusal:
            form.add_error("scan", str(refusal))
        else:
            messages.success(request, _("The signed sheet is kept."))
            return redirect("courses:signed_sheets", uid)
    context = {
        "session": session,
        "batch": session.batch,
        "form": form,
        "may_keep": may_keep,
        "most_bytes": MOST_BYTES,
        "sheets": session.signed_sheets.select_related("uploaded_by"),
    }
    return render(request, "courses/signed_sheets.html", context)


@require_safe
@login_required
def signed_sheet(request: HttpRequest, uid: UUID, sheet_uid: UUID) -> HttpResponseBase:
    sheet: SignedSheet = get_object_or_404(SignedSheet, session=_session(request, uid), uid=sheet_uid)
    return private_file_response(
        request,
        file=sheet.file,
        filename=sheet.name,
        content_type=sheet.content_type,
        etag=sheet.digest,
        inline=True,
    )


@require_POST
@login_required
def signed_sheet_remove(request: HttpRequest, uid: UUID, sheet_uid: UUID) -> HttpResponseBase:
    keepers = Session.objects.filter(at_the_door_of(request.user), uid=uid)
    sheet: SignedSheet = get_object_or_404(SignedSheet, session__in=keepers, uid=sheet_uid)
    asking = ask_first(
        request,
        about=sheet.name,
        sentence=_("Remove this scan? It cannot be brought back."),
        yes=_("Remove"),
        back=reverse("courses:signed_sheets", args=[uid]),
    )
    if asking:
        return asking
    try:
        remove_signed_sheet(sheet=sheet, actor=member_behind(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("courses:signed_sheets", uid)


def _session(request: HttpRequest, uid: UUID) -> Session:
    """Who stands at the door, and the auditor, see everybody's signature; a coordinator sees one province only."""
    overseen = Session.objects.filter(batch__in=Batch.objects.overseen_by(request.user))
    sessions = Session.objects.filter(at_the_door_of(request.user)) | overseen
    session: Session = get_object_or_404(sessions.select_related("batch__course"), uid=uid)
    return session
