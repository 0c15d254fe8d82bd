import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_who_opens_an_address_of_a_form_reads_that_nothing_was_changed(client: Client) -> None:
    answer = client.get("/language/", headers={"Accept": "text/html"})

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "<h1>Tidak ada yang berubah</h1>" in answer.content.decode()


@pytest.mark.parametrize("accept", ["application/json", "image/webp"])
def test_who_asks_for_no_page_gets_none(client: Client, accept: str) -> None:
    answer = client.get("/language/", headers={"Accept": accept})

    assert (answer.status_code, answer.content) == (405, b"")


def test_another_method_than_get_is_refused_without_a_page(client: Client) -> None:
    answer = client.put("/language/", headers={"Accept": "text/html"})

    assert (answer.status_code, answer.content) == (405, b"")
