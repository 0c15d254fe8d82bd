"""A private file, sent behind its owner's rule: in parts where a player asks so, by nginx where one stands in front."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header, parse_etags

BLOCK = 64 * 1024
# Nineteen digits name every byte that a file can have, and Python refuses to read thousands of them.
SINGLE_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})", re.ASCII)


class UnsatisfiableRange(ValueError):  # noqa: N818  the protocol's own word
    """The wanted part lies outside the file."""


def private_file_response(
    request: HttpRequest,
    *,
    file: File[Any],
    filename: str,
    content_type: str,
    etag: str,
    inline: bool = False,
    most_at_once: int | None = None,
) -> HttpResponseBase:
    """The file, or the part of it that is asked for; the caller has asked the rule of whoever owns it.

    Answers 304 to a known ETag, 206 or 416 to a single range (If-Range respected; several ranges get the whole), and
    headers only to HEAD. `most_at_once` shortens a part that has no end: players ask for one and read it for as long as
    they play, so they come back for the rest, and no thread waits for a slow one. Kept by the reader's own browser
    only. A type that a browser would run is never sent inline.
    """
    quoted = f'"{etag}"'
    response: HttpResponseBase
    if _is_known(request, quoted):
        response = HttpResponse(status=304)
    elif (accelerated := _accelerated_path(file)) is not None:
        response = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = accelerated
    else:
        response = _file_response(request, file, content_type, quoted, most_at_once)
    if response.status_code != 304:
        may_show = inline and _is_harmless(content_type)
        disposition = content_disposition_header(as_attachment=not may_show, filename=filename)
        response["Content-Disposition"] = disposition or "attachment"
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["ETag"] = quoted
    patch_cache_control(response, private=True, no_cache=True)
    return response


def wanted_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range; None where the whole is to be sent. Raises UnsatisfiableRange."""
    found = SINGLE_RANGE.fullmatch(header.strip())
    if found is None or found[0] == "bytes=-":
        return None
    start, end = found[1], found[2]
    if not start:
        length = int(end)
        if length == 0 or size == 0:
            raise UnsatisfiableRange(header)
        return max(0, size - length), size - 1
    if end and int(end) < int(start):
        return None  # malformed, and so to be ignored
    if int(start) >= size:
        raise UnsatisfiableRange(header)
    return int(start), min(int(end), size - 1) if end else size - 1


def _file_response(
    request: HttpRequest, file: File[Any], content_type: str, etag: str, most_at_once: int | None
) -> HttpResponseBase:
    size = file.size
    try:
        part = wanted_range(request.headers.get("Range", ""), size) if _may_be_partial(request, etag) else None
    except UnsatisfiableRange:
        refusal = HttpResponse(status=416)
        refusal["Content-Range"] = f"bytes */{size}"
        return refusal
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(content_type=content_type)
        response["Content-Length"] = str(size)
    elif part is None:
        response = FileResponse(file.open("rb"), content_type=content_type)
        response["Content-Length"] = str(size)
    else:
        start, end = part
        if most_at_once and request.headers["Range"].rstrip().endswith("-"):
            end = min(end, start + most_at_once - 1)
        response = StreamingHttpResponse(_blocks(file, start, end), status=206, content_type=content_type)
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
        response["Content-Length"] = str(end - start + 1)
    response["Accept-Ranges"] = "bytes"
    # Compression would make the offsets of a range meaningless, and these files are compressed already.
    response["Content-Encoding"] = "identity"
    return response


def _may_be_partial(request: HttpRequest, etag: str) -> bool:
    return request.method == "GET" and request.headers.get("If-Range", etag) == etag


def _is_known(request: HttpRequest, etag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return request.method in ("GET", "HEAD") and ("*" in known or etag in [tag.removeprefix("W/") for tag in known])


def _is_harmless(content_type: str) -> bool:
    kind = content_type.split(";")[0].strip().lower()
    return kind in ("application/pdf", "text/plain", "text/vtt") or (
        kind.split("/")[0] in ("image", "audio", "video") and kind != "image/svg+xml"
    )


def _blocks(file: File[Any], start: int, end: int) -> Iterator[bytes]:
    with file.open("rb") as stream:
        stream.seek(start)
        left = end - start + 1
        while left > 0 and (block := stream.read(min(BLOCK, left))):
            left -= len(block)
            yield block


def _accelerated_path(file: File[Any]) -> str | None:
    """Where nginx finds the file (PRIVATE_FILES_ACCEL, an `internal` location), when that is switched on."""
    prefix = settings.PRIVATE_FILES_ACCEL
    name = PurePosixPath(file.name or "")
    if not prefix or not hasattr(file, "storage") or name.is_absolute() or ".." in name.parts:
        return None
    return f"{prefix.rstrip('/')}/{quote(str(name))}"
