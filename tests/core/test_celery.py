import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db.models import Count

from core.choices import JobState
from core.models import AuditEntry, Job
from tests.processes import BASE_DIR, child_environment, run_together

pytestmark = pytest.mark.django_db(transaction=True)


def celery_environment() -> dict[str, str]:
    redis = os.environ.get("REDIS_URL", "")
    assert redis, "REDIS_URL is not set: run this test by `make test-services`"
    return {"JOBS_ENGINE": "celery", "REDIS_URL": redis, "JOB_LEASE_SECONDS": "3", "LOG_LEVEL": "ERROR"}


@contextmanager
def celery_worker() -> Iterator[subprocess.Popen[bytes]]:
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "--app", "lms.celery", "worker", "--include", "tests.core.children"],
        cwd=BASE_DIR,
        env=child_environment(**celery_environment()),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait(20)


def wait_until_settled(count: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    jobs = Job.objects.filter(kind__in=["children.deed", "core.task"])
    while time.monotonic() < deadline and jobs.filter(state=JobState.DONE).count() < count:
        time.sleep(0.2)


@pytest.mark.services
@pytest.mark.slow
def test_jobs_go_through_celery_and_survive_a_killed_worker() -> None:
    with celery_worker() as first:
        (submitted,) = run_together(
            "tests.core.children:submit", [{"count": 40, "seconds": 0.2}], environment=celery_environment()
        )
        assert submitted.error == ""
        wait_until_settled(5)
        first.send_signal(signal.SIGKILL)
        first.wait(10)
    assert Job.objects.unfinished().filter(kind="children.deed").exists()

    with celery_worker():
        # What the dead worker had taken from the broker is sent again after a minute by the sweep.
        Job.objects.filter(state=JobState.WAITING).update(queued_at=None)
        wait_until_settled(40)

    states = dict(Job.objects.filter(kind="children.deed").order_by().values_list("state").annotate(Count("pk")))
    assert states == {JobState.DONE: 40}
    assert AuditEntry.objects.count() == AuditEntry.objects.values("subject").distinct().count() == 40


@pytest.mark.services
@pytest.mark.slow
def test_task_of_another_library_becomes_a_job() -> None:
    with celery_worker():
        (submitted,) = run_together("tests.core.children:submit_foreign_task", [{}], environment=celery_environment())
        assert submitted.error == ""
        wait_until_settled(1)

    assert Job.objects.get(kind="core.task").state == JobState.DONE
    assert [entry.subject for entry in AuditEntry.objects.all()] == ["harbour"]


@pytest.mark.slow
@pytest.mark.parametrize("listens", [True, False])
def test_broken_broker_costs_a_request_two_seconds_at_most_and_loses_nothing(listens: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        if not listens:
            silent.close()
        environment = {**celery_environment_without_broker(), "REDIS_URL": f"redis://127.0.0.1:{port}/0"}

        (submitted,) = run_together("tests.core.children:submit", [{"count": 20}], environment=environment)

    assert submitted.error == ""
    assert submitted.result < 2
    assert Job.objects.filter(state=JobState.WAITING, queued_at=None).count() == 20


def celery_environment_without_broker() -> dict[str, str]:
    return {"JOBS_ENGINE": "celery", "LOG_LEVEL": "CRITICAL"}
