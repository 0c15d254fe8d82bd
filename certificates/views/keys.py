"""The public halves of our keys, and how to check a paper without us."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certificates.models import SigningChain
from certificates.public_keys import SHELL_LINES, public_keys


@require_safe
def signing_keys(request: HttpRequest) -> HttpResponse:
    return render(request, "certificates/signing_keys.html", {"keys": public_keys(), "shell_lines": SHELL_LINES})


@require_safe
def signing_key(request: HttpRequest, key_id: str) -> HttpResponse:
    """The chain as a file: the key's certificate first, then those above it."""
    chain = get_object_or_404(SigningChain, key_id=key_id)
    name = f"rantai-{chain.key_id[:8]}.pem"
    return HttpResponse(
        chain.pem,
        content_type="application/x-pem-file",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "public, max-age=86400"},
    )
