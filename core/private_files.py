from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase


def private_file_response(
    request: HttpRequest, *, file: File[Any], filename: str, content_type: str, etag: str, inline: bool = False
) -> HttpResponseBase:
    """The file itself; the caller has asked the rule of whoever owns it."""
    response = FileResponse(file.open("rb"), as_attachment=not inline, filename=filename, content_type=content_type)
    response["ETag"] = f'"{etag}"'
    return response
