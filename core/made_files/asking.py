"""Asking for a file from a page: one press, one job, and back to the page that shows it being made."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.made_files.services import ask_file
from core.rate_limits import rate_limited


@rate_limited("core.made_files", limit=30, seconds=3600)
def ask_and_return(
    request: HttpRequest, *, kind: str, subject: str, options: dict[str, Any], back: str, language: str = ""
) -> HttpResponse:
    """`back` is an address of ours; `language` where the file has one of its own."""
    try:
        ask_file(
            kind=kind,
            subject=subject,
            actor=cast(AbstractBaseUser, request.user),
            options=options,
            language=language or get_language() or "id",
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The file is being made; it appears below."))
    return redirect(f"{back}#made-files")
