from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from core import clock
from core.models import Job


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
    response = client.post("/language/", {"language": "en", "next": target})

    assert (response.status_code, response["Location"]) == (302, place)
    assert response.cookies["django_language"].value == "en"


def test_unknown_language_is_not_kept(client: Client) -> None:
    response = client.post("/language/", {"language": "xx", "next": "/"})

    assert "django_language" not in response.cookies


def test_language_is_changed_by_post_with_a_token_only() -> None:
    assert Client().get("/language/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/language/", {"language": "en"}).status_code == 403
