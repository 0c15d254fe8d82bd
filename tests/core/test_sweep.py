"""The sweep on the database engine, in a process of its own: this one runs jobs at once."""

from datetime import timedelta

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core import clock
from core.choices import JobState
from core.models import Job
from tests.processes import run_together

pytestmark = pytest.mark.django_db(transaction=True)

DATABASE = {"JOBS_ENGINE": "database", "LOG_LEVEL": "CRITICAL"}
LONG_AGO = timedelta(minutes=10)


def sweep() -> int:
    (outcome,) = run_together("tests.core.children:sweep_now", [{}], environment=DATABASE)
    assert outcome.error == ""
    sent: int = outcome.result
    return sent


def submit_one() -> Job:
    (outcome,) = run_together("tests.core.children:submit", [{"count": 1}], environment=DATABASE)
    assert outcome.error == ""
    return Job.objects.get()


def test_submitted_job_has_one_message_that_carries_its_number_only() -> None:
    job = submit_one()

    message = DBTaskResult.objects.get()
    assert message.args_kwargs == {"args": [job.pk], "kwargs": {}}
    assert (job.message_id, job.queued_at is None) == (str(message.pk), False)


def test_message_that_was_never_sent_is_sent_once() -> None:
    Job.objects.create(kind="children.deed", key="lost", run_after=clock.now() - LONG_AGO)
    Job.objects.create(kind="children.deed", key="planned", run_after=clock.now() + LONG_AGO)
    Job.objects.create(kind="children.deed", key="over", state=JobState.DONE, run_after=clock.now() - LONG_AGO)

    assert [sweep(), sweep()] == [1, 0]
    assert DBTaskResult.objects.count() == 1


def test_message_in_a_long_queue_is_left_alone() -> None:
    job = submit_one()
    Job.objects.update(queued_at=clock.now() - LONG_AGO)

    assert sweep() == 0
    assert DBTaskResult.objects.count() == 1
    job.refresh_from_db()
    assert job.queued_at is not None
    assert clock.now() - job.queued_at < timedelta(minutes=1)


def test_message_that_a_killed_worker_took_along_is_sent_again() -> None:
    submit_one()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    Job.objects.update(queued_at=clock.now() - LONG_AGO)

    assert sweep() == 1
    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == 1


def test_job_of_a_dead_worker_waits_again_with_the_reason() -> None:
    job = Job.objects.create(
        kind="children.deed", key="a:1", state=JobState.RUNNING, lease_token="x", lease_until=clock.now() - LONG_AGO
    )
    alive = Job.objects.create(
        kind="children.deed", key="a:2", state=JobState.RUNNING, lease_token="y", lease_until=clock.now() + LONG_AGO
    )

    assert sweep() == 1

    job.refresh_from_db()
    alive.refresh_from_db()
    assert (job.state, job.lease_token, job.reason != "") == (JobState.WAITING, "", True)
    assert (alive.state, alive.lease_token) == (JobState.RUNNING, "y")


@pytest.mark.slow
def test_command_works_its_jobs_beside_a_running_worker() -> None:
    for number in range(60):
        does = "refuse" if number == 7 else ""
        Job.objects.create(kind="children.deed", key=f"mine:{number}", payload={"does": does, "seconds": 0.02})
    Job.objects.create(kind="children.deed", key="other:1")

    (command,) = run_together("tests.core.children:work_prefix", [{"prefix": "mine:"}], environment=DATABASE)

    assert command.result == {"waiting": 0, "running": 0, "done": 59, "failed": 1}
    assert Job.objects.get(key="other:1").state == JobState.WAITING
