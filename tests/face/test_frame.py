"""The frame of every page: language, theme, navigation, and who may see the style page."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from members.models import User

pytestmark = pytest.mark.django_db


def person(name: str, **fields: object) -> User:
    return User.objects.create(name=name, email=f"{name.lower()}@example.org", **fields)


def page_for(user: User | None, **cookies: str) -> BeautifulSoup:
    client = Client()
    client.cookies["django_language"] = "en"
    for name, value in cookies.items():
        client.cookies[name] = value
    if user:
        client.force_login(user)
    response = client.get("/style/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def places(page: BeautifulSoup) -> list[str]:
    return [link.get_text(strip=True) for link in page.select(".site-nav__places a")]


def test_a_visitor_is_offered_to_log_in() -> None:
    assert places(page_for(None))[-4:] == ["Courses", "Search", "Help", "Log in"]


def test_only_staff_see_the_way_to_the_administration() -> None:
    assert "Administration" not in places(page_for(person("Sari")))
    assert "Administration" in places(page_for(person("Rudi", is_staff=True)))


def test_the_frame_costs_no_query_beyond_session_and_person(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(person("Sari"))

    with django_assert_num_queries(2):
        client.get("/style/")


@pytest.mark.parametrize(("kept", "drawn"), [("dark", "dark"), ("light", "light"), ("<script>", None)])
def test_the_page_arrives_in_the_chosen_theme(kept: str, drawn: str | None) -> None:
    page = page_for(None, theme=kept)

    assert page.html is not None
    assert page.html.get("data-theme") == drawn


@pytest.mark.parametrize(("language", "lang"), [("id", "id"), ("en", "en"), ("xx", "id")])
def test_the_page_says_its_language(client: Client, language: str, lang: str) -> None:
    client.cookies["django_language"] = language

    page = BeautifulSoup(client.get("/style/").content, "html.parser")

    assert page.html is not None
    assert page.html["lang"] == lang


def test_the_style_page_is_for_staff_outside_a_demonstration(client: Client, settings: Settings) -> None:
    settings.DEMO = False
    assert client.get("/style/").status_code == 404

    client.force_login(person("Sari"))
    assert client.get("/style/").status_code == 404

    client.force_login(person("Rudi", is_staff=True))
    assert client.get("/style/").status_code == 200


def test_a_message_says_nothing_but_itself() -> None:
    """A page may call a link of its own `link` and its heading `title`."""
    page = {"messages": [Message(SUCCESS, "Tersimpan.")], "title": "Judul", "link": "/ke-lain/", "link_text": "Lain"}

    shown = render_to_string("components/messages.html", page)

    assert "Tersimpan." in shown
    assert not {"Judul", "/ke-lain/", "Lain"} & set(re.findall(r"[\w/-]+", shown))
