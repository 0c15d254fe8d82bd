"""Anybody may ask about a token. Unknown and malformed are the same answer, and no personal number leaves whole."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from certificates.checking import check_pdf
from certificates.choices import CertificateKind
from certificates.forms import CheckFileForm
from certificates.models import Certificate
from certificates.selectors import JSON_VERSION, certificate_by_token, public_face
from certificates.views.discretion import discreet
from core import clock
from core.rate_limits import rate_limited


@require_http_methods(["GET", "HEAD", "POST"])
@discreet
@rate_limited("verification", limit=60, seconds=60)
def verify(request: HttpRequest, token: str) -> HttpResponse:
    return _with_file(request, token) if request.method == "POST" else _answer(request, token)


@rate_limited("verification-of-files", limit=6, seconds=60)
def _with_file(request: HttpRequest, token: str) -> HttpResponse:
    """Reading a stranger's file takes its time."""
    return _answer(request, token)


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    certificate = certificate_by_token(token)
    if wants_json(request):
        response: HttpResponse = _as_json(certificate)
    elif certificate is None:
        response = render(request, "certificates/unknown.html", status=404)
    else:
        response = _page(request, certificate)
    patch_vary_headers(response, ["Accept"])
    return response


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _page(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    form, verdict = CheckFileForm(), None
    if request.method == "POST":
        form = CheckFileForm(request.POST, request.FILES)
        if form.is_valid():
            verdict = check_pdf(form.cleaned_data["file"].read(), certificate)
    context: dict[str, Any] = {
        "face": public_face(certificate),
        "token": certificate.token,
        "is_award": certificate.kind == CertificateKind.AWARD,
        "has_badge": bool(certificate.credential) and not certificate.hidden,
        "form": form,
        "verdict": verdict,
        "now": clock.now(),
    }
    return render(request, "certificates/verification.html", context)


def _as_json(certificate: Certificate | None) -> JsonResponse:
    if certificate is None:
        sentence = _("There is no certificate at this address.")
        return JsonResponse({"version": JSON_VERSION, "state": "unknown", "message": sentence}, status=404)
    return JsonResponse(public_face(certificate).to_json())
