"""The holder's two switches: status only, and the page to share."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from certificates.models import Certificate
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


def _said(deed: str) -> str:
    return {
        "hide": _("Strangers now see the status only."),
        "show": _("Strangers now see the whole certificate again."),
        "share": _("The page to share is open."),
        "unshare": _("The page to share is closed."),
    }[deed]
