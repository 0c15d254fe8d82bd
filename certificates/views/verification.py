"""Anybody may ask about a token. Unknown and malformed are the same answer, and no personal number leaves whole."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from certificates.checking import check_pdf
from certificates.forms import CheckFileForm
from certificates.models import Certificate
from certificates.selectors import certificate_by_token, public_face
from core.rate_limits import rate_limited


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("verification", limit=60, seconds=60)
def verify(request: HttpRequest, token: str) -> HttpResponse:
    certificate = certificate_by_token(token)
    if wants_json(request):
        return _guarded(_as_json(certificate))
    if certificate is None:
        return _guarded(render(request, "certificates/unknown.html", status=404))
    form, verdict = CheckFileForm(), None
    if request.method == "POST":
        form = CheckFileForm(request.POST, request.FILES)
        if form.is_valid():
            verdict = check_pdf(form.cleaned_data["file"].read(), certificate)
    context: dict[str, Any] = {"face": public_face(certificate), "form": form, "verdict": verdict}
    return _guarded(render(request, "certificates/verification.html", context))


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _as_json(certificate: Certificate | None) -> JsonResponse:
    if certificate is None:
        return JsonResponse({"state": "unknown", "message": _("There is no certificate at this address.")}, status=404)
    return JsonResponse(public_face(certificate).to_json())


def _guarded(response: HttpResponse) -> HttpResponse:
    """Kept out of search engines and shared caches."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-cache"
    # Other sites never learn the token. Not "no-referrer": browsers then send our own form as from nowhere, and the
    # check against forged requests refuses it.
    response["Referrer-Policy"] = "same-origin"
    patch_vary_headers(response, ["Accept"])
    return response
