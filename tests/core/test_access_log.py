import json
import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from core.logs import JsonFormatter, RequestIdFilter
from members.models import User


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.addFilter(RequestIdFilter())
        self.lines: list[dict[str, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(JsonFormatter().format(record)))


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    handler = Lines()
    logger = logging.getLogger("access")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler.lines
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


def test_each_request_leaves_one_line_without_its_query(client: Client, lines: list[dict[str, object]]) -> None:
    client.get("/healthz?token=secret", headers={"X-Request-ID": "abcdef-0123456789"})

    (line,) = lines
    assert isinstance(line.pop("ms"), float)
    del line["time"]
    assert line == {
        "level": "INFO",
        "logger": "access",
        "request_id": "abcdef-0123456789",
        "message": "GET /healthz 200",
        "method": "GET",
        "path": "/healthz",
        "status": 200,
        "user": None,
    }


@pytest.mark.django_db
def test_line_names_the_user_that_the_page_asked_for(client: Client, lines: list[dict[str, object]]) -> None:
    budi = User.objects.create_user("budi@example.id", "a-long-password", name="Budi")
    client.force_login(budi, backend="members.backends.EmailOrNumberBackend")

    client.get("/admin/site/jobs/")

    assert [(line["status"], line["user"]) for line in lines] == [(302, budi.pk)]


def test_made_up_request_id_is_not_taken_over(client: Client) -> None:
    response = client.get("/healthz", headers={"X-Request-ID": "<script>"})

    assert len(response["X-Request-ID"]) == 32
