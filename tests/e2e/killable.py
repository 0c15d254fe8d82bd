"""The site on a test's own database, in a process that a test may have killed at a named moment and begin again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

SECONDS_TO_START = 60


class KillableSite:
    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self, *, kill_at: str = "") -> None:
        from tests.processes import child_environment  # it needs settings, which the process itself sets up

        more = {"DERMAGA_KILL_AT": kill_at, "JOBS_ENGINE": "database", "LOG_LEVEL": "CRITICAL", "SITE_URL": self.url}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.killable", str(self.port)],
            cwd=Path(__file__).resolve().parents[2],
            env=child_environment(**more),
        )
        end = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):  # noqa: S310  our own address
                    return
            except OSError:
                assert self._process.poll() is None, "the site ended while it started"
                assert time.monotonic() < end, "the site did not start"
                time.sleep(0.2)

    def wait_for_death(self) -> int:
        assert self._process is not None
        return self._process.wait(timeout=30)

    def end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(timeout=30)


def _main(port: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    import django

    django.setup()
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application
    from waitress import serve

    serve(StaticFilesHandler(get_wsgi_application()), host="127.0.0.1", port=port, threads=4, _quiet=True)


if __name__ == "__main__":
    _main(int(sys.argv[1]))
