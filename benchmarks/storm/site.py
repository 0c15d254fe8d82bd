"""The site as docs/operations.md has it served on two cores, every process of it, and what they cost."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import psutil
import psycopg

from benchmarks.server import ROOT, environment, free_port

GUNICORN_WORKERS, GUNICORN_THREADS = 2, 8
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Ground:
    """A migrated database, and the folder of the site that uses it. `postmaster` is PostgreSQL's first process."""

    database: str
    url: str
    var_dir: Path
    postmaster: int | None = None

    @property
    def environment(self) -> dict[str, str]:
        engine = "database" if self.postmaster else "embedded"
        return environment(self.var_dir, DATABASE_URL=self.url, JOBS_ENGINE=engine, REDIS_URL="")

    def count(self, statement: str) -> int:
        """What a counting statement says, past the site."""
        if self.postmaster:
            with psycopg.connect(self.url) as connection:
                row = connection.execute(statement.encode()).fetchone()
        else:
            with closing(sqlite3.connect(self.var_dir / "db.sqlite3", timeout=30)) as database:
                row = database.execute(statement).fetchone()
        return int(row[0]) if row else 0


class Site:
    """gunicorn and a job worker on PostgreSQL; `manage.py serve`, which is both, on SQLite. Only on 127.0.0.1."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.port = ground, free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.log = ground.var_dir / "site.log"
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def shape(self) -> dict[str, object]:
        if self.ground.postmaster:
            return {
                "database": self.ground.database, "server": "gunicorn", "processes": GUNICORN_WORKERS,
                "threads": GUNICORN_THREADS, "job_workers": 1,
            }  # fmt: skip
        return {"database": self.ground.database, "server": "serve", "processes": 1, "threads": 8, "job_workers": 2}

    def __enter__(self) -> "Site":
        python = sys.executable
        if self.ground.postmaster:
            self._begin(
                python, "-m", "gunicorn", "lms.wsgi:application", "--bind", f"127.0.0.1:{self.port}", "--log-level",
                "error", "--workers", str(GUNICORN_WORKERS), "--threads", str(GUNICORN_THREADS),
            )  # fmt: skip
            self._begin(python, "manage.py", "db_worker")
        else:
            self._begin(python, "manage.py", "serve", "--port", str(self.port))
        end = time.monotonic() + SECONDS_TO_START
        while not self._is_ready():
            if time.monotonic() > end or any(process.poll() is not None for process in self.processes):
                self.__exit__(None, None, None)
                raise SystemExit(f"the storm's site did not start:\n{self.last_words()}")
            time.sleep(0.2)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _begin(self, *command: str) -> None:
        more = {"SITE_URL": self.origin, "PORT": str(self.port), "LOG_LEVEL": "ERROR"}
        with self.log.open("ab") as log:
            self.processes.append(
                subprocess.Popen(command, cwd=ROOT, env={**self.ground.environment, **more}, stdout=log, stderr=log)
            )

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.origin}/healthz", timeout=5) as answer:  # noqa: S310  our own site
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-30:])

    def cpu_seconds(self) -> float:
        return sum(tree_cpu_seconds(process.pid) for process in self.processes)

    def database_cpu_seconds(self) -> float | None:
        return tree_cpu_seconds(self.ground.postmaster) if self.ground.postmaster else None


def tree_cpu_seconds(pid: int) -> float:
    """User and system time of a process, its children that run, and those that have ended."""
    total = 0.0
    first = psutil.Process(pid)
    for process in (first, *first.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue  # ended in between: its parent's time has it now
        total += times.user + times.system + times.children_user + times.children_system
    return total


def own_cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system
