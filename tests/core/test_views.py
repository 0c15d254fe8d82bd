from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from core import clock
from core.models import Job

OURS = {"Origin": "http://testserver"}


def test_healthz_asks_nothing(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_of_a_sound_site(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "checks": {"database": "ok", "cache": "ok", "storage": "ok", "jobs": "ok"},
    }


@pytest.mark.django_db
def test_readyz_names_what_fails(client: Client) -> None:
    Job.objects.create(kind="x", key="late", run_after=clock.now() - timedelta(seconds=1000))
    Job.objects.create(kind="x", key="planned", run_after=clock.now() + timedelta(days=1))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["jobs"] == "a due job has waited for 1000 seconds"
    assert response.json()["checks"]["database"] == "ok"


@pytest.mark.django_db
def test_readyz_tells_no_path_of_a_broken_storage(client: Client, settings: Settings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": "/proc/secret-place"},
        },
    }

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["storage"] == "unreachable"
    assert b"secret-place" not in response.content


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("/courses/?page=2", "/courses/?page=2"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_language_is_kept_and_leads_back_to_our_own_pages(client: Client, target: str, place: str) -> None:
    response = client.post("/language/", {"language": "en", "next": target}, headers=OURS)

    assert (response.status_code, response["Location"]) == (302, place)
    assert response.cookies["django_language"].value == "en"


def test_unknown_language_is_not_kept(client: Client) -> None:
    response = client.post("/language/", {"language": "xx", "next": "/"}, headers=OURS)

    assert "django_language" not in response.cookies


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://testserver"}, 302),
        ({"Origin": "https://testserver"}, 403),
        ({"Origin": "https://bimtek.example.go.id"}, 302),  # SITE_URL, where a proxy speaks https for us
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null", "Referer": "http://testserver/"}, 403),
        ({"Referer": "http://testserver/courses/"}, 302),
        ({"Referer": "http://testserver.evil.example/"}, 403),
        ({}, 403),
    ],
)
def test_language_is_changed_from_our_own_pages_only(settings: Settings, headers: dict[str, str], status: int) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://bimtek.example.go.id"]

    response = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"}, headers=headers)

    assert response.status_code == status
    assert ("django_language" in response.cookies) == (status == 302)


def test_language_is_not_changed_by_get(client: Client) -> None:
    response = client.get("/language/?language=en", headers=OURS)

    assert (response.status_code, "django_language" in response.cookies) == (405, False)


@pytest.mark.django_db
def test_a_page_without_a_form_of_its_own_is_the_same_twice(client: Client) -> None:
    answers = [client.get("/language-less/") for _ in range(2)]

    assert answers[0].content == answers[1].content
    assert b"csrfmiddlewaretoken" not in answers[0].content
