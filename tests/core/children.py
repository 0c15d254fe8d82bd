"""What other processes do in the tests of core; imported there afresh, so it registers the kinds that they need."""

import asyncio
import os
import signal
import time
from dataclasses import asdict
from datetime import timedelta
from io import BytesIO
from typing import Any

from django_tasks import task

from core import audit
from core.errors import DomainError
from core.jobs import embedded, engine, sweep, ticker
from core.jobs.context import JobContext
from core.jobs.processes import run_in_process
from core.jobs.registry import JobHandler, job_kind
from core.models import Job, Uptime
from core.services import submit_job, work_jobs


@job_kind("children.deed", label="Deed of a child", max_attempts=3)
class Deed(JobHandler):
    """Leaves one audit entry; fails, breaks once, or kills its process once, as the payload says."""

    def work(self, context: JobContext) -> Any:
        does = context.payload.get("does", "")
        if does == "refuse":
            raise DomainError("No.")
        if does == "break" or (does == "stumble" and context.attempt == 1):
            raise ValueError("broken")
        if does == "die" and context.attempt == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(context.payload.get("seconds", 0))
        return does

    def effects(self, context: JobContext, result: Any) -> None:
        audit.record(action="deed.done", actor=None, subject=context.key)


@job_kind("children.heavy", label="Heavy work of a child", cpu_heavy=True)
class Heavy(JobHandler):
    def work(self, context: JobContext) -> Any:
        return run_in_process(double, context.payload["number"])

    def effects(self, context: JobContext, result: Any) -> None:
        audit.record(action="heavy.done", actor=None, subject=context.key, data={"result": result})


def double(number: int) -> int:
    return number * 2


def die_unless(marker: str) -> str:
    """Kills its process, until the file exists: then says so."""
    if os.path.exists(marker):  # noqa: PTH110  runs in a bare child
        return "alive"
    with open(marker, "w"):  # noqa: PTH123
        pass
    os.kill(os.getpid(), signal.SIGKILL)
    return "unreachable"


def refuse(sentence: str) -> None:
    raise ValueError(sentence)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def work_for(seconds: float = 60) -> bool:
    """Be a worker until every job is finished; says whether that came in time."""
    _hurry()
    embedded.start()
    deadline = time.monotonic() + seconds
    ours = Job.objects.unfinished().filter(kind__startswith="children.")
    while ours.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    ended = embedded.stop(10)
    return ended and not ours.exists()


def submit(count: int, seconds: float = 0) -> float:
    """Submit jobs as a request would; returns how long the caller had to wait."""
    begun = time.monotonic()
    for number in range(count):
        submit_job(kind="children.deed", payload={"seconds": seconds}, key=f"submitted:{number}")
    return time.monotonic() - begun


def sweep_now() -> int:
    return sweep.sweep()


def work_prefix(prefix: str) -> dict[str, int]:
    _hurry()
    return asdict(work_jobs(kinds=["children.deed"], key_prefix=prefix))


def submit_foreign_task() -> bool:
    """As Wagtail does, for a task that is none of our jobs."""
    foreign.enqueue("harbour")
    return True


@task()
def foreign(word: str) -> None:
    audit.record(action="foreign.done", actor=None, subject=word)


def work_one(pk: int) -> bool:
    return engine.run(pk)


def _hurry() -> None:
    """The pauses that make sense between people's deeds would make the test long."""
    engine.FIRST_DELAY = timedelta(milliseconds=200)
    sweep.GRACE = timedelta(milliseconds=200)
    sweep.PATIENCE = timedelta(seconds=3)  # for the messages that a worker had taken up when it was killed
    ticker.TICK_SECONDS = 0.5


def served_by(door: str) -> tuple[int, int]:
    """A process that serves its first request: the status, and how many spans of uptime there are soon after."""
    status = _asked_by_wsgi() if door == "wsgi" else _asked_by_asgi()
    end = time.monotonic() + 30
    while not Uptime.objects.exists() and time.monotonic() < end:
        time.sleep(0.05)
    return status, Uptime.objects.count()


def _asked_by_wsgi() -> int:
    from lms.wsgi import application  # it sets Django up, which the parent of all children has done

    told: list[str] = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/healthz", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    application(environ | {"wsgi.input": BytesIO(), "wsgi.url_scheme": "http"}, lambda status, _: told.append(status))
    return int(told[0][:3])


def _asked_by_asgi() -> int:
    from lms.asgi import application  # as above

    told: list[dict[str, Any]] = []
    asked = [{"type": "http.request", "body": b""}]

    async def receive() -> dict[str, Any]:
        if not asked:
            await asyncio.sleep(60)
        return asked.pop()

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    head = {"headers": [(b"host", b"localhost")], "query_string": b""}
    asyncio.run(application({"type": "http", "method": "GET", "path": "/healthz", **head}, receive, send))
    return int(told[0]["status"])
