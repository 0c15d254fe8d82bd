"""A serving process of our own, its CPU clock, and a small client that keeps cookies and counts bytes."""

import gzip
import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from types import TracebackType
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var_dir: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "VAR_DIR": str(var_dir),
        "LOG_LEVEL": "ERROR",
        "DEMO": "1",
        **more,
    }


def manage(var_dir: Path, *arguments: str, more: Mapping[str, str] | None = None) -> str:
    """Standard output of a management command; its error output is shown when it fails."""
    return _python(var_dir, "manage.py", *arguments, more=more)


def run_module(var_dir: Path, module: str, *arguments: str, more: Mapping[str, str] | None = None) -> str:
    return _python(var_dir, "-m", module, *arguments, more=more)


def _python(var_dir: Path, *arguments: str, more: Mapping[str, str] | None) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(var_dir, **(more or {})),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


class Server:
    """waitress with four threads, no job worker: only requests cost CPU."""

    def __init__(self, var_dir: Path, *, count_queries: bool = False) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "waitress", "--listen", f"127.0.0.1:{self.port}", "lms.wsgi:application"],
            cwd=ROOT,
            env=environment(
                var_dir,
                BENCH_COUNT_QUERIES="1" if count_queries else "0",
                SITE_URL=f"http://127.0.0.1:{self.port}",
            ),
            stdout=subprocess.DEVNULL,
        )

    def __enter__(self) -> "Server":
        for _attempt in range(300):
            if self.process.poll() is not None:
                raise SystemExit("the benchmark's server ended at its start")
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return self
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the benchmark's server did not start within 30 seconds")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    def cpu_seconds(self) -> float:
        """User and system time of the serving process so far, from the kernel's clock of this process."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


LONGEST_PAUSE = 60  # seconds; the server ends a connection that was silent for two minutes


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    wire_bytes: int

    @property
    def text(self) -> str:
        return self.body.decode()


class Client:
    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {"django_language": "id"}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.used_at = time.monotonic()

    def request(self, method: str, path: str, body: bytes | None = None, content_type: str = "") -> Answer:
        headers = {
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Referer": f"http://127.0.0.1:{self.port}/",
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
        }
        if content_type:
            headers["Content-Type"] = content_type
        if time.monotonic() - self.used_at > LONGEST_PAUSE:
            self.connection.close()  # opened anew by itself
        self.used_at = time.monotonic()
        self.connection.request(method, path, body=body, headers=headers)
        response = self.connection.getresponse()
        raw = response.read()
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        plain = gzip.decompress(raw) if response.headers.get("Content-Encoding") == "gzip" else raw
        return Answer(response.status, response.headers, plain, len(raw))

    def get(self, path: str) -> Answer:
        return self.request("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self.request("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def hidden_token(self, page: Answer) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        if found is None:
            raise SystemExit("no CSRF field on the page: the benchmark cannot post")
        return found.group(1)

    def log_in(self, login: str, password: str) -> Answer:
        page = self.get("/account/login/")
        return self.post(
            "/account/login/",
            {"csrfmiddlewaretoken": self.hidden_token(page), "login": login, "password": password},
        )
