from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from pytest_django import Settings

from core.models import Attachment
from core.private_files import UnsatisfiableRange, private_file_response, wanted_range

# A closed response ends a request, at whose end Django looks after connections, also those that other tests left open.
pytestmark = pytest.mark.django_db
BODY = bytes(range(256)) * 4


def ask(
    method: str = "GET", *, content_type: str = "video/mp4", headers: dict[str, str] | None = None
) -> HttpResponseBase:
    request = RequestFactory().generic(method, "/", headers=headers)
    film = ContentFile(BODY, "film.mp4")
    return private_file_response(
        request, file=film, filename="film.mp4", content_type=content_type, etag="abc", inline=True
    )


def body_of(response: HttpResponseBase) -> bytes:
    content: bytes = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    response.close()
    return content


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("bytes=0-0", (0, 0)),
        ("bytes=0-1", (0, 1)),
        ("bytes=100-", (100, 1023)),
        ("bytes=100-5000", (100, 1023)),
        ("bytes=-24", (1000, 1023)),
        ("bytes=-5000", (0, 1023)),
        ("bytes=5-2", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=a-b", None),
        ("bytes=" + "9" * 5000 + "-", None),
        ("bytes=٣-", None),
    ],
)
def test_wanted_range(header: str, expected: tuple[int, int] | None) -> None:
    assert wanted_range(header, 1024) == expected


@pytest.mark.parametrize("header", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_range_outside_the_file(header: str) -> None:
    with pytest.raises(UnsatisfiableRange):
        wanted_range(header, 1024)


def test_whole_file() -> None:
    response = ask()

    assert response.status_code == 200
    assert body_of(response) == BODY
    assert response["Content-Length"] == "1024"
    assert response["Accept-Ranges"] == "bytes"
    assert response["ETag"] == '"abc"'
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Content-Disposition"] == 'inline; filename="film.mp4"'


def test_part_of_a_file() -> None:
    response = ask(headers={"Range": "bytes=10-19"})

    assert response.status_code == 206
    assert body_of(response) == BODY[10:20]
    assert response["Content-Range"] == "bytes 10-19/1024"
    assert response["Content-Length"] == "10"


def test_part_beyond_the_end() -> None:
    response = ask(headers={"Range": "bytes=2000-"})

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */1024")


@pytest.mark.parametrize(("known", "status"), [('"abc"', 206), ('"old"', 200), ("Sun, 22 Nov 2026 00:00:00 GMT", 200)])
def test_part_only_of_the_same_file(known: str, status: int) -> None:
    response = ask(headers={"Range": "bytes=0-9", "If-Range": known})

    assert response.status_code == status
    response.close()


@pytest.mark.parametrize("known", ['"abc"', 'W/"abc"', '"x", "abc"', "*"])
def test_known_file_is_not_sent_again(known: str) -> None:
    response = ask(headers={"If-None-Match": known})

    assert (response.status_code, response["ETag"]) == (304, '"abc"')
    assert body_of(response) == b""


def test_head_tells_the_length_and_sends_nothing() -> None:
    response = ask("HEAD", headers={"Range": "bytes=0-9"})

    assert (response.status_code, response["Content-Length"], response["Accept-Ranges"]) == (200, "1024", "bytes")
    assert body_of(response) == b""


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/xhtml+xml"])
def test_what_a_browser_would_run_is_only_downloaded(kind: str) -> None:
    response = ask(content_type=kind)

    assert response["Content-Disposition"] == 'attachment; filename="film.mp4"'
    assert response["X-Content-Type-Options"] == "nosniff"
    response.close()


@pytest.mark.django_db
def test_nginx_sends_the_file_where_it_stands_in_front(settings: Settings, tmp_path: Path) -> None:
    settings.PRIVATE_FILES_ACCEL = "/private/"
    attachment = Attachment(title="Guide")
    attachment.file.name = "documents/buku panduan.pdf"

    response = private_file_response(
        RequestFactory().get("/"), file=attachment.file, filename="a.pdf", content_type="application/pdf", etag="1"
    )

    assert response["X-Accel-Redirect"] == "/private/documents/buku%20panduan.pdf"
    assert body_of(response) == b""


def test_file_of_the_private_storage_has_no_address() -> None:
    with pytest.raises(ValueError, match="not accessible via a URL"):
        storages["private"].url("documents/a.pdf")


def test_part_of_a_stored_file(tmp_path: Path) -> None:
    name = storages["private"].save("parts.bin", ContentFile(BODY))
    stored: File[Any] = storages["private"].open(name)

    response = private_file_response(
        RequestFactory().get("/", headers={"Range": "bytes=-4"}),
        file=stored,
        filename="parts.bin",
        content_type="application/octet-stream",
        etag="1",
    )

    assert body_of(response) == BODY[-4:]
    storages["private"].delete(name)
