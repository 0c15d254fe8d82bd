"""A request that is too large is refused by what it says of itself, before its body is read."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import RequestEntityTooLarge

# Beside the file a form has its other fields.
SLACK = 4 * 1024 * 1024


def most_bytes_of_a_request() -> int:
    return int(settings.RECORDING_MAX_BYTES) + SLACK


class UploadLimitMiddleware:
    """Whoever is logged in may send as much as the largest recording; a stranger sends forms, and no files.

    Stands behind the middleware that knows who it is, and before the first that reads the body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = _number(request.META.get("CONTENT_LENGTH"))
        # Asked in this order: who it is costs a query, and most requests are small.
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and (
            length > most_bytes_of_a_request() or not request.user.is_authenticated
        ):
            return HttpResponse(too_large_page(), status=413)
        return self.get_response(request)


def too_large_page() -> str:
    return render_to_string("413.html", {"most_bytes": settings.RECORDING_MAX_BYTES})


def keep_uploads_on_disk() -> None:
    """The system's folder is memory on many machines; here a whole upload moves to its place by its name alone."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(folder)


class _TooLarge(RequestEntityTooLarge):
    """Waitress has a sentence of its own, in English."""

    def __init__(self, language: str) -> None:
        super().__init__("")
        self.language = language

    def to_response(self, ident: object = None) -> tuple[str, list[tuple[str, str]], bytes]:
        with translation.override(self.language):
            body = too_large_page().encode()
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Connection", "close")]
        return f"{self.code} {self.reason}", headers, body


class _Parser(HTTPRequestParser):
    error: Any

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge) and not isinstance(self.error, _TooLarge):
            chosen = f"{settings.LANGUAGE_COOKIE_NAME}=en" in self.headers.get("COOKIE", "")
            self.error = _TooLarge("en" if chosen else settings.LANGUAGE_CODE)
        return consumed


class LimitedChannel(HTTPChannel):
    """For `serve`: the same page as the middleware's, already when the head of the request has come."""

    parser_class: Any = _Parser


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
