import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.database import copy_migrated

ROOT = Path(__file__).resolve().parents[2]
SETTLED = ("PORT", "SITE_URL", "DATABASE_URL", "VAR_DIR", "DJANGO_SETTINGS_MODULE")


def environment(var_dir: Path, **more: str) -> dict[str, str]:
    """Of somebody who types the command: none of the suite's own settings."""
    kept = {name: value for name, value in os.environ.items() if name not in SETTLED}
    return {**kept, "VAR_DIR": str(var_dir), "JOBS_ENGINE": "database", "LOG_LEVEL": "ERROR", **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def migrated(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Path:
    """The data folder of a fresh site."""
    folder = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock():
        copy_migrated(request.config.cache.mkdir("database"), folder / "db.sqlite3")
    return folder


@pytest.mark.slow
def test_serve_collects_static_files_and_names_its_own_port(migrated: Path) -> None:
    port = free_port()
    env = environment(migrated)
    (migrated / "static-files.stamp").unlink(missing_ok=True)  # another test may have collected them here
    command = [sys.executable, "-u", "manage.py", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        lines = [served.stdout.readline()]
        while lines[-1] and not lines[-1].startswith("Serving "):
            lines.append(served.stdout.readline())
        page = fetch(f"http://127.0.0.1:{port}/account/login/")
        served.send_signal(signal.SIGTERM)
        served.wait(timeout=30)

    assert lines == ["· Static files …\n", f"Serving http://127.0.0.1:{port}/ (Ctrl-C ends it)\n"]
    assert "/static/css/site." in page
    assert served.returncode == 0


@pytest.mark.slow
def test_ctrl_c_ends_serve_and_its_own_worker_and_leaves_no_process(migrated: Path) -> None:
    env = environment(migrated, JOBS_ENGINE="embedded", JOB_PROCESSES="2")
    command = [sys.executable, "-u", "manage.py", "serve", "--port", str(free_port())]
    # A group of its own, by which whoever outlives the process is found.
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as served:
        assert served.stdout is not None
        while not (line := served.stdout.readline()).startswith("Serving "):
            assert line, "ended before it served"
        os.killpg(served.pid, signal.SIGINT)  # as a terminal does: to the whole group
        began = time.monotonic()
        said, _nothing = served.communicate(timeout=30)
        took = time.monotonic() - began

    assert served.returncode == 0
    assert said == "Ended.\n"
    assert took < 10
    with pytest.raises(ProcessLookupError):
        os.killpg(served.pid, 0)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PORT": "8123"}, "http://127.0.0.1:8123"),
        ({"PORT": "8123", "SITE_URL": "https://bimtek.example.go.id/"}, "https://bimtek.example.go.id"),
    ],
)
def test_site_url_follows_the_port_unless_it_is_given(tmp_path: Path, given: dict[str, str], address: str) -> None:
    code = "from lms.settings import env; env.ignore_dotenv(); from lms.settings import base; print(base.SITE_URL)"

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(tmp_path, **given),
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == address


def fetch(address: str) -> str:
    for _attempt in range(100):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  our own address
                return str(answer.read().decode())
        except ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer")
