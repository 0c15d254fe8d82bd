"""What the holder, the organiser of the course, auditors and administrators see of certificates; others get a 404."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.choices import PUBLIC_STATES, CertificateState
from certificates.forms import ReasonForm
from certificates.models import Certificate
from certificates.rules import is_without_holder, may_change_certificate
from certificates.selectors import public_face
from certificates.services import revoke_certificate, void_certificate
from certificates.storage import is_intact, private_storage
from core.errors import DomainError
from core.private_files import private_file_response


@require_safe
@login_required
def certificate_list(request: HttpRequest) -> HttpResponse:
    """One's own, newest first."""
    mine = Certificate.objects.for_holder(request.user).public().select_related("batch__course", "replaced_by")
    whole = ("credential", "replaced_by__credential", "replaced_by__facts_data")  # kilobytes each, and read by no list
    return render(request, "certificates/certificate_list.html", {"certificates": mine.defer(*whole)})


@require_safe
@login_required
def certificate_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    certificate = _visible(request, uid)
    context = {
        "certificate": certificate,
        "facts": certificate.facts,
        "face": public_face(certificate, whole=True),
        "may_change": may_change_certificate(request.user, certificate),
        "is_valid": certificate.standing == CertificateState.ISSUED,
        "is_holder": certificate.holder_id == request.user.pk,
        "open_correction": certificate.corrections.open().first(),
        "is_own": certificate.holder_id == request.user.pk and certificate.state in PUBLIC_STATES,
        "may_withhold": certificate.state in PUBLIC_STATES and is_without_holder(certificate),
        "is_reserved": certificate.state == CertificateState.RESERVED,
    }
    return render(request, "certificates/certificate.html", context)


@require_safe
@login_required
def download(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The stored bytes, never anything drawn anew."""
    certificate = _visible(request, uid)
    if certificate.state in (CertificateState.RESERVED, CertificateState.VOID) or not is_intact(certificate.file):
        raise Http404
    file: File[bytes] = private_storage().open(certificate.file)
    return private_file_response(
        request, file=file, filename=certificate.filename, content_type="application/pdf", etag=certificate.sha256
    )


CHANGES = {"revoke": revoke_certificate, "void": void_certificate}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, uid: UUID, deed: str) -> HttpResponse:
    """Revoke or void, with a reason; the page asks before it does."""
    certificate = _visible(request, uid)
    if not may_change_certificate(request.user, certificate):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = CHANGES[deed](
                certificate=certificate,
                reason=form.cleaned_data["reason"],
                actor=request.user,  # type: ignore[arg-type]  # login_required has seen to it
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _done(deed, changed))
            return redirect("certificates:certificate", uid=changed.uid)
    return render(request, "certificates/change.html", {"certificate": certificate, "form": form, "deed": deed})


def _visible(request: HttpRequest, uid: UUID) -> Certificate:
    rows = Certificate.objects.visible_to(request.user).select_related(
        "batch__course", "replaced_by", "chain", "enrolment__office", "holder"
    )
    return get_object_or_404(rows, uid=uid)


def _done(deed: str, certificate: Certificate) -> str:
    return {
        "revoke": _("Number %(number)s is revoked."),
        "void": _("Number %(number)s is void."),
    }[deed] % {"number": certificate.number}
