"""The holder's two switches: status only, and the page to share; and the first for who has no account."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from certificates.forms import ReasonForm
from certificates.models import Certificate
from certificates.rules import is_without_holder, may_change_certificate
from certificates.services import hide_certificate, share_certificate
from core.errors import DomainError


@require_POST
@login_required
def change_visibility(request: HttpRequest, uid: UUID, deed: str) -> HttpResponse:
    """Hide, show, share, unshare; of own ones only: for others there is nothing here."""
    certificate = get_object_or_404(Certificate.objects.for_holder(request.user).public(), uid=uid)
    actor = request.user
    try:
        if deed in ("hide", "show"):
            hide_certificate(certificate=certificate, hidden=deed == "hide", actor=actor)  # type: ignore[arg-type]
        else:
            share_certificate(certificate=certificate, shared=deed == "share", actor=actor)  # type: ignore[arg-type]
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _said(deed))
    return redirect("certificates:certificate", uid=certificate.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withhold(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Hide or show, with a reason, what has no holder who could; of others' papers there is nothing here."""
    rows = Certificate.objects.visible_to(request.user).public().select_related("holder")
    certificate = get_object_or_404(rows, uid=uid)
    if not may_change_certificate(request.user, certificate) or not is_without_holder(certificate):
        raise PermissionDenied
    deed = "show" if certificate.hidden else "hide"
    form = ReasonForm(request.POST or None)
    form.fields["reason"].help_text = _("It is kept in the audit trail.")
    if request.method == "POST" and form.is_valid():
        try:
            hide_certificate(
                certificate=certificate,
                hidden=deed == "hide",
                actor=request.user,  # type: ignore[arg-type]  # login_required has seen to it
                reason=form.cleaned_data["reason"],
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _said(deed))
            return redirect("certificates:certificate", uid=certificate.uid)
    return render(request, "certificates/withhold.html", {"certificate": certificate, "form": form, "deed": deed})


def _said(deed: str) -> str:
    return {
        "hide": _("Strangers now see the status only."),
        "show": _("Strangers now see the whole certificate again."),
        "share": _("The page to share is open."),
        "unshare": _("The page to share is closed."),
    }[deed]
