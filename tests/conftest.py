import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker
from wagtail.signal_handlers import disable_reference_index_auto_update

from tests.database import PostgresTestDatabase, SqliteTestDatabase, TestDatabase

# A busy machine is no reason to fail. `--hypothesis-profile=deep` looks longer.
patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis_settings.register_profile("patient", **patient)
hypothesis_settings.register_profile("deep", max_examples=3000, **patient)
hypothesis_settings.load_profile("patient")


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In place of pytest-django's: a copy of the kept template, on disk, so that other processes can share it."""
    folder = Path(request.config.cache.mkdir("database"))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    rebuild = request.config.getvalue("create_db")
    with django_db_blocker.unblock():
        database: TestDatabase
        if connection.vendor == "sqlite":
            path = Path(settings.VAR_DIR) / "test.sqlite3"
            database = SqliteTestDatabase(folder, worker, rebuild=rebuild, path=path)
        else:
            database = PostgresTestDatabase(folder, worker, rebuild=rebuild)
        # Emptying the tables, as Django does after a test that commits, would take the migrations' own rows along.
        TransactionTestCase._fixture_teardown = lambda _case: database.restore()  # type: ignore[attr-defined]
    yield
    with django_db_blocker.unblock():
        database.drop()


@pytest.fixture
def django_assert_num_queries(django_assert_num_queries: Any, settings: Any) -> Any:
    """Counts are literals on every database: sessions are looked up in it even where Redis would keep them."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    return django_assert_num_queries


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """No test meets another's counters, fragments or rate limits."""
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _sentences_in_english() -> Iterator[None]:
    """Sentences outside a request are asserted in English, whether or not the catalogues are compiled."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _indexes_where_asked_for(request: pytest.FixtureRequest, settings: Any) -> Iterator[None]:
    """Wagtail's indexes of what can be found and of what refers to what are a quarter of the work of every test that
    makes pages: the process of a test keeps them where it is marked `indexes`. Those that a test starts always do."""
    if request.node.get_closest_marker("indexes"):
        yield
        return
    settings.WAGTAILSEARCH_BACKENDS = {
        name: {**backend, "AUTO_UPDATE": False} for name, backend in settings.WAGTAILSEARCH_BACKENDS.items()
    }
    with disable_reference_index_auto_update():
        yield


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With PostgreSQL and Redis only what asks for one of them is run: the rest has been run with SQLite."""
    if not os.environ.get("TEST_ONLY_SERVICES"):
        return
    config.hook.pytest_deselected(items=[item for item in items if not _asks_for_services(item)])
    items[:] = [item for item in items if _asks_for_services(item)]


def _asks_for_services(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("django_db", "services"))
    return marked or bool({"db", "transactional_db"} & set(getattr(item, "fixturenames", ())))


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: not to be searched for rubbish again and again takes an eighth off."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The folder that `lms.settings.test` made for this process goes with it."""
    folder = Path(settings.VAR_DIR)
    if folder.name.startswith("dermaga-test-"):
        shutil.rmtree(folder, ignore_errors=True)
