"""A job on hold is begun by nobody; one at work lets go at its next report, without an attempt used."""

from collections.abc import Iterator
from typing import Any

import pytest

from core import clock
from core.choices import JobState
from core.jobs import engine, registry, workbench
from core.jobs.context import JobContext
from core.jobs.errors import JobOnHold
from core.jobs.registry import JobHandler, job_kind
from core.jobs.sweep import sweep
from core.models import AuditEntry, Job
from core.services import JobNotRepeatable, hold_jobs, release_jobs, retry_job, submit_job, work_jobs
from tests.factories.members import make_administrator

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind() -> Iterator[str]:
    """Three steps; its payload says at which of them somebody puts it on hold, and whether it is released at once."""
    paused: list[int] = []

    @job_kind("test.steps", label="Test steps")
    class Steps(JobHandler):
        def work(self, context: JobContext) -> Any:
            for step in range(1, 4):
                if context.payload.get("hold_at") == step and not paused:
                    paused.append(step)
                    hold_jobs(key_prefix=context.key)
                try:
                    context.progress(step, 3)
                except JobOnHold:
                    if context.payload.get("released"):
                        release_jobs(key_prefix=context.key)
                    raise
                context._written = 0.0  # reports at every step, as a slower job does

        def effects(self, context: JobContext, result: Any) -> None:
            AuditEntry.objects.create(action="worked", subject=context.key)

    yield "test.steps"
    del registry._kinds["test.steps"]


def test_on_hold_it_waits_and_released_it_goes_on(kind: str, django_capture_on_commit_callbacks: Any) -> None:
    job = submit_job(kind=kind, payload={}, key="run:1")
    other = submit_job(kind=kind, payload={}, key="other:1")

    assert (hold_jobs(key_prefix="run:"), hold_jobs(key_prefix="run:")) == (1, 0)
    sweep()
    tally = work_jobs(kinds=[kind])
    assert (tally.waiting, tally.done) == (1, 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert (release_jobs(key_prefix="run:"), release_jobs(key_prefix="run:")) == (1, 0)

    for row in (job, other):
        row.refresh_from_db()
        assert (row.state, row.on_hold, row.attempts) == (JobState.DONE, False, 1)
    assert AuditEntry.objects.filter(action="worked").count() == 2


@pytest.mark.parametrize(("step", "state", "attempts"), [(2, JobState.WAITING, 0), (3, JobState.DONE, 1)])
def test_a_job_at_work_lets_go_unless_it_has_ended(kind: str, step: int, state: JobState, attempts: int) -> None:
    job = submit_job(kind=kind, payload={"hold_at": step}, key="run:1")

    work_jobs(kinds=[kind])

    job.refresh_from_db()
    assert (job.state, job.attempts, job.on_hold, job.lease_token) == (state, attempts, state != JobState.DONE, "")
    assert AuditEntry.objects.filter(action="worked").count() == (state == JobState.DONE)


def test_what_a_dead_worker_left_stays_on_hold(kind: str) -> None:
    job = submit_job(kind=kind, payload={}, key="run:1")
    assert engine.claim(job.pk) is not None
    hold_jobs(key_prefix="run:")
    Job.objects.update(lease_until=clock.now() - engine.FIRST_DELAY)

    assert engine.claim(job.pk) is None
    sweep()

    job.refresh_from_db()
    assert (job.state, job.on_hold) == (JobState.WAITING, True)
    with pytest.raises(JobNotRepeatable):
        retry_job(job=job, actor=make_administrator())


def test_released_while_it_lets_go_it_goes_on_at_once(kind: str) -> None:
    job = submit_job(kind=kind, payload={"hold_at": 2, "released": True}, key="run:1")

    assert engine.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.on_hold, job.reason) == (JobState.DONE, False, "")


def test_one_that_fails_is_on_hold_no_more(kind: str) -> None:
    job = submit_job(kind=kind, payload={}, key="run:1")
    Job.objects.update(attempts=registry.get_kind(kind).max_attempts)
    context = engine.claim(job.pk)
    assert context is not None
    hold_jobs(key_prefix="run:")

    engine._fail(context, "Broken")

    job.refresh_from_db()
    assert (job.state, job.on_hold) == (JobState.FAILED, False)
    assert retry_job(job=job, actor=make_administrator()).state == JobState.WAITING


@pytest.mark.parametrize(("lease", "worth_it"), [(1, True), (-1, False)])
def test_commands_wait_for_one_that_lets_go_but_not_for_a_dead_worker(kind: str, lease: int, worth_it: bool) -> None:
    job = submit_job(kind=kind, payload={}, key="run:1")
    assert engine.claim(job.pk) is not None
    hold_jobs(key_prefix="run:")
    Job.objects.update(lease_until=clock.now() + lease * engine.FIRST_DELAY)

    assert workbench._is_worth_waiting(Job.objects.with_prefix("run:")) is worth_it
