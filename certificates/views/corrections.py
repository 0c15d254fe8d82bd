"""Corrections: the holder asks, the organiser sees old and new side by side, and replaces or says why not."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.choices import CertificateState, CorrectionState, CorrectionSubject
from certificates.comparing import compare_with_today
from certificates.correction_forms import AnswerForm, AskCorrectionForm, ReplaceForm
from certificates.models import Certificate, CorrectionRequest
from certificates.rules import may_change_certificate, may_open_setups
from certificates.services import ask_correction, decline_correction, replace_as_seen, withdraw_correction
from core.errors import DomainError
from core.listing import Filter, Listing
from core.rate_limits import rate_limited

ROWS_PER_PAGE = 30
OF_CORRECTION = ("certificate__batch__course", "asked_by", "answered_by", "replacement")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Only of the own paper; what was asked before stands below."""
    certificate = get_object_or_404(Certificate.objects.for_holder(request.user).public(), uid=uid)
    if request.method == "POST":
        return _ask(request, certificate)
    return _asking(request, certificate, AskCorrectionForm())


@rate_limited("certificates.corrections", limit=10, seconds=3600)
def _ask(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    form = AskCorrectionForm(request.POST)
    if form.is_valid():
        try:
            ask_correction(
                certificate=certificate,
                subject=CorrectionSubject(form.cleaned_data["subject"]),
                wanted=form.cleaned_data["wanted"],
                note=form.cleaned_data["note"],
                actor=request.user,  # type: ignore[arg-type]  # login_required has seen to it
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your request is with the organiser. You get a message with the answer."))
            return redirect("certificates:ask_correction", uid=certificate.uid)
    return _asking(request, certificate, form)


def _asking(request: HttpRequest, certificate: Certificate, form: AskCorrectionForm) -> HttpResponse:
    asked = list(certificate.corrections.select_related("replacement").order_by("-pk"))
    open_one = next((row for row in asked if row.state == CorrectionState.OPEN), None)
    context = {
        "certificate": certificate,
        "holder": certificate.facts.holder,
        "form": form,
        "asked": asked,
        "open_one": open_one,
        "may_ask": certificate.standing == CertificateState.ISSUED and open_one is None,
    }
    return render(request, "certificates/ask_correction.html", context)


@require_POST
@login_required
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    correction = get_object_or_404(CorrectionRequest, asked_by=request.user, uid=uid)
    withdraw_correction(correction=correction, actor=request.user)  # type: ignore[arg-type]  # logged in
    messages.success(request, _("You have taken the request back."))
    return redirect("certificates:ask_correction", uid=correction.certificate.uid)


@require_safe
@login_required
def correction_list(request: HttpRequest) -> HttpResponse:
    """Those of all courses that one runs, the open ones first."""
    if not may_open_setups(request.user):
        raise Http404
    listing = Listing(
        request.GET,
        filters=[Filter("state", _("State"), CorrectionState.choices)],
        search_label=_("Name, number or batch"),
        rows_per_page=ROWS_PER_PAGE,
    )
    rows = CorrectionRequest.objects.overseen_by(request.user).search(listing.text)
    if state := listing.value("state"):
        rows = rows.filter(state=state)
    page = listing.page_of(rows.select_related(*OF_CORRECTION).in_turn())
    return render(request, "certificates/correction_list.html", {"listing": listing, "page_obj": page})


@require_safe
@login_required
def correction(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _overseen(request, uid)
    return _answering(request, row, AnswerForm())


@require_POST
@login_required
def decline(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _overseen(request, uid)
    if not may_change_certificate(request.user, row.certificate):
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            decline_correction(
                correction=row,
                answer=form.cleaned_data["answer"],
                actor=request.user,  # type: ignore[arg-type]  # login_required has seen to it
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The holder is told why it stays as it is."))
            return redirect("certificates:corrections")
    return _answering(request, row, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def replace(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Old and new side by side; what is done is what was seen."""
    certificate = get_object_or_404(
        Certificate.objects.visible_to(request.user).select_related("batch__course", "replaced_by"), uid=uid
    )
    if not may_change_certificate(request.user, certificate):
        raise PermissionDenied
    form = ReplaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new = replace_as_seen(
                certificate=certificate,
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"],
                although_same=form.cleaned_data["although_same"],
                actor=request.user,  # type: ignore[arg-type]  # login_required has seen to it
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The new edition has number %(number)s and is being made.") % {"number": new.number}
            )
            return redirect("certificates:certificate", uid=new.uid)
    context = {
        "certificate": certificate,
        "comparison": compare_with_today(certificate),
        "form": form,
        "asked": certificate.corrections.open().first(),
    }
    return render(request, "certificates/replace.html", context)


def _answering(request: HttpRequest, row: CorrectionRequest, form: AnswerForm) -> HttpResponse:
    is_open = row.state == CorrectionState.OPEN
    context = {
        "correction": row,
        "certificate": row.certificate,
        "comparison": compare_with_today(row.certificate) if is_open else None,
        "may_answer": is_open and may_change_certificate(request.user, row.certificate),
        "may_replace": row.certificate.standing == CertificateState.ISSUED,
        "form": ReplaceForm(),
        "answer_form": form,
    }
    return render(request, "certificates/correction.html", context)


def _overseen(request: HttpRequest, uid: UUID) -> CorrectionRequest:
    rows = CorrectionRequest.objects.overseen_by(request.user).select_related(*OF_CORRECTION)
    return get_object_or_404(rows, uid=uid)
