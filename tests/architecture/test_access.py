"""The role × route table: tests/access/table.py says who gets what, this module asks for it."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import DjangoDbBlocker
from wagtail.models import Page

from tests.access.pages import PAGE_TYPES
from tests.access.table import ADMIN_ROWS, COVERED, LOGIN, ROWS, SPACES, Answer, Row
from tests.access.world import ROLES, World, build_world
from tests.architecture.tree import app_names


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once for the module, in a transaction that is taken back."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True  # as Django's own test cases mark theirs: durable blocks may stand inside
        with outer:
            yield build_world()
            transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(world: World) -> dict[str, Client]:
    return {role: world.client(role) for role in ROLES}


def sent(client: Client, path: str, row: Row) -> HttpResponse:
    if row.json is not None:
        return client.post(path, row.json, content_type="application/json")
    return client.post(path, row.data)


def answer_of(client: Client, row: Row, world: World) -> tuple[Answer, bool]:
    """What the site answers, and whether the secret stands in it; what the request changed is taken back."""
    with transaction.atomic():
        path = row.path(world)
        response = sent(client, path, row) if row.post else client.get(path)
        body = (b"".join(response.streaming_content) if response.streaming else response.content).decode(
            errors="replace"
        )
        transaction.set_rollback(True)
    client.cookies.pop("messages", None)  # what was said of one row would stand on the page of the next
    to_login = response.status_code == 302 and response["Location"].startswith("/account/login/")
    return (LOGIN if to_login else response.status_code), bool(row.secret) and row.secret in body


@pytest.mark.django_db
@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row.name} {row.secret}".strip()) for row in [*ROWS, *ADMIN_ROWS]]
)
def test_every_role_gets_its_answer(row: Row, world: World, clients: dict[str, Client]) -> None:
    answers = {role: answer_of(clients[role], row, world) for role in ROLES}

    assert {role: answer for role, (answer, _) in answers.items()} == row.answers
    if row.secret:
        sees = row.sees if row.sees is not None else {role for role, answer in row.answers.items() if answer == 200}
        assert {role for role, (_, seen) in answers.items() if seen} == sees


def routes(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """The full name of every route, and the package that its view is from."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join((*spaces, pattern.name or "")), pattern.callback.__module__.split(".")[0]
        else:
            yield from routes(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)


def test_every_route_of_ours_has_a_row() -> None:
    site = {name for name, _ in routes(get_resolver()) if name.partition(":")[0] in app_names()}

    assert {row.route for row in ROWS} == site


def test_every_route_of_ours_in_the_admin_has_a_row() -> None:
    ours = {name for name, package in routes(get_resolver()) if package in app_names()}
    inside = {name for name in ours if name.partition(":")[0] not in app_names() and not name.endswith("_results")}

    assert inside - {row.route for row in ADMIN_ROWS} == set(COVERED) & inside
    assert {row.route for row in ADMIN_ROWS} <= {name for name, _ in routes(get_resolver())} | {
        "wagtailadmin_api:pages"
    }


def test_every_third_party_namespace_has_a_row() -> None:
    spaces = {
        name.partition(":")[0] if ":" in name else package
        for name, package in routes(get_resolver())
        if package not in app_names() and name.partition(":")[0] not in app_names()
    }

    assert spaces - {row.route.partition(":")[0] for row in ADMIN_ROWS} <= set(SPACES)


def test_every_page_type_is_named() -> None:
    ours = {model._meta.label for model in apps.get_models() if issubclass(model, Page) and model is not Page}

    assert ours == set(PAGE_TYPES)


@pytest.mark.parametrize(("label", "route"), sorted(PAGE_TYPES.items()))
def test_every_page_type_is_served_by_a_route_of_the_table(label: str, route: str) -> None:
    assert route in {row.route for row in ROWS}
