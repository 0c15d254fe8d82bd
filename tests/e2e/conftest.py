"""The real product under a real browser: migrated, demo loaded, served by `manage.py serve` with its job worker."""

import fcntl
import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect
from pytest_django import DjangoDbBlocker

from scripts.memory import folder_in_memory
from tests.database import copy_migrated
from tests.e2e.on_the_line import attempt, desk, line  # noqa: F401  fixtures are found here

# Playwright keeps an event loop in this thread, though nothing of ours runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "Dermaga-demo-2020"
SECONDS_TO_START = 150
expect.set_options(timeout=20_000)  # how long a screen may take says nothing here: the machine may be busy
told = logging.getLogger("journey")
told.setLevel(logging.INFO)  # whatever the settings of the tests say


@dataclass
class Site:
    url: str
    var_dir: Path
    environment: dict[str, str]

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What tests/e2e/seed.py has left: addresses, tokens, right answers."""
        found: dict[str, Any] = json.loads((self.var_dir / "e2e.json").read_text())
        return found

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def run(self, module: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{module}:\n{done.stdout}\n{done.stderr}"
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def fresh_var_dir(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """With a migrated database and the static files, each made once for all processes of the journeys."""
    var_dir = Path(tempfile.mkdtemp(prefix="dermaga-site-", dir=folder_in_memory()))
    with django_db_blocker.unblock():
        copy_migrated(request.config.cache.mkdir("database"), var_dir / "db.sqlite3")
    shared = Path(request.config.cache.mkdir("static"))
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        collect = "from core.static_files import collect_static_files; collect_static_files(str)"
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings.dev", "VAR_DIR": str(shared)}
        command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", collect]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    for folder in ("static", "site-styles"):
        shutil.copytree(shared / folder, var_dir / folder)
    shutil.copy(shared / "static-files.stamp", var_dir)
    yield var_dir
    shutil.rmtree(var_dir, ignore_errors=True)


@pytest.fixture(scope="session")
def site(fresh_var_dir: Path) -> Iterator[Site]:
    var_dir = fresh_var_dir
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "DATABASE_URL"))},
        "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
        "VAR_DIR": str(var_dir),
        "SITE_URL": url,
        "LOG_LEVEL": "ERROR",
        "JOBS_ENGINE": "embedded",
        "REDIS_URL": "",
    }
    served = Site(url, var_dir, environment)
    served.manage("migrate", "--verbosity", "0")
    served.manage("load_demo")
    served.run("tests.e2e.seed")
    log = (var_dir / "serve.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        for _attempt in range(4 * SECONDS_TO_START):
            assert process.poll() is None, (var_dir / "serve.log").read_text()
            try:
                with urllib.request.urlopen(f"{url}/healthz", timeout=2):  # noqa: S310  our own address
                    break
            except OSError:
                time.sleep(0.25)
        else:
            raise AssertionError(f"the site did not answer within {SECONDS_TO_START} seconds")
        yield served
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is not installed: sudo apt-get install --no-install-recommends chromium"
    return {
        "executable_path": chromium,
        "headless": True,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture
def browser_context_args() -> dict[str, object]:
    return {"viewport": {"width": 390, "height": 800}}


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    tell_of(context)
    return context


def tell_of(context: BrowserContext) -> None:
    """A journey that fails shows what its pages asked for and what went wrong in them."""

    def answered(response: Response) -> None:
        if "/static/" not in response.url or response.status >= HTTPStatus.BAD_REQUEST:
            told.info("%s %s %s", response.status, response.request.method, response.url)

    context.on("response", answered)
    context.on("requestfailed", lambda one: told.info("failed: %s %s, %s", one.method, one.url, one.failure))
    context.on("weberror", lambda one: told.info("error: %s", one.error))
    context.on("console", lambda one: told.info("console: %s", one.text))


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Page]:
    """A participant's telephone: 390 px wide, Indonesian, Jakarta's time."""
    context = new_context(browser, site, width=390, height=844, has_touch=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def desktop(browser: Browser, site: Site) -> Iterator[Page]:
    context = new_context(browser, site, width=1280, height=900)
    yield context.new_page()
    context.close()


def new_context(
    browser: Browser,
    site: Site,
    *,
    width: int,
    height: int,
    language: str = "id",
    scheme: str = "light",
    **options: Any,
) -> BrowserContext:
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": width, "height": height},
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        color_scheme="dark" if scheme == "dark" else "light",
        accept_downloads=True,
        **options,
    )
    context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
    tell_of(context)
    return context


def log_in(page: Page, login: str, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/account/login" not in url)
