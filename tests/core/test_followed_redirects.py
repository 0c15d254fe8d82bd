"""A form that a script sent: its redirect is told in a header, and its message waits for the next page."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
OURS = {"Sec-Fetch-Site": "same-origin"}


def test_a_redirect_is_told_where_the_script_follows_by_itself(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/courses/"}, headers=OURS | {"X-Follow": "header"})

    assert answer.status_code == 200
    assert answer.headers["X-Location"] == "/courses/"
    assert not answer.has_header("Location")
    assert answer.cookies["django_language"].value == "en"


def test_everybody_else_is_redirected_as_ever(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/courses/"}, headers=OURS)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/courses/")
    assert not answer.has_header("X-Location")
