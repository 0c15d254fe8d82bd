import re
from typing import Any

import pytest
from django.test import Client, RequestFactory

from core.upload_limits import LimitedChannel, UploadLimitMiddleware, most_bytes_of_a_request
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db
TWO_GIGABYTES = 2 * 1024**3


class Unread:
    """A body that must not be looked at."""

    def read(self, *args: Any) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def send(client: Client, path: str, length: int) -> Any:
    return client.generic(
        "POST",
        path,
        content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(length), "wsgi.input": Unread()},
    )


def test_two_gigabytes_are_refused_before_the_body_is_read() -> None:
    client = Client()
    client.force_login(make_member(), backend="members.backends.EmailOrNumberBackend")

    response = send(client, "/admin/recordings/new/", TWO_GIGABYTES)

    assert response.status_code == 413
    text = re.sub(r"\s+", " ", response.content.decode().replace("\xa0", " "))
    assert "Ukuran berkas paling besar 500,0 MB. Tidak ada yang tersimpan." in text


def test_a_stranger_sends_forms_and_no_files() -> None:
    assert send(Client(), "/account/login/", 3 * 1024 * 1024).status_code == 413


def test_small_requests_cost_no_query(django_assert_num_queries: Any) -> None:
    request = RequestFactory().post("/", {"name": "Budi"})

    with django_assert_num_queries(0):
        response = UploadLimitMiddleware(lambda request: f"passed {request.path}")(request)  # type: ignore[arg-type, return-value]

    assert response == "passed /"  # type: ignore[comparison-overlap]


@pytest.mark.parametrize(
    ("cookie", "sentence"), [("", "Berkas terlalu besar"), ("django_language=en", "The file is too large")]
)
def test_waitress_answers_when_the_head_has_come(cookie: str, sentence: str) -> None:
    """Straight at the parser and the answer: no more than the head of the request was sent."""

    class Adjustments:
        max_request_header_size = 262144
        max_request_body_size = most_bytes_of_a_request()
        inbuf_overflow = 524288
        url_scheme = "http"

    parser = LimitedChannel.parser_class(Adjustments())
    head = f"POST /admin/ HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nContent-Length: {TWO_GIGABYTES}\r\n\r\n"

    parser.received(head.encode())
    status, headers, body = parser.error.to_response()

    assert parser.completed
    assert status == "413 Request Entity Too Large"
    assert ("Content-Type", "text/html; charset=utf-8") in headers
    assert sentence in body.decode()
