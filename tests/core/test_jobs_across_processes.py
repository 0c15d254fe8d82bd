import pytest
from django.db.models import Count

from core.choices import JobState
from core.models import AuditEntry, Job
from tests.processes import run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

WORKER = {"JOBS_ENGINE": "database", "JOB_LEASE_SECONDS": "2", "JOB_PROCESSES": "2", "LOG_LEVEL": "CRITICAL"}


def submit(count: int, does: str = "") -> None:
    for number in range(count):
        Job.objects.create(kind="children.deed", key=f"{does or 'plain'}:{number}", payload={"does": does})


def test_600_jobs_some_failing_some_killing_their_worker_are_all_settled_and_none_twice() -> None:
    submit(560)
    submit(20, "stumble")
    submit(10, "refuse")
    submit(7, "break")
    submit(3, "die")

    # Three of the six workers are killed by the jobs they take up.
    outcomes = run_together("tests.core.children:work_for", [{"seconds": 180}] * 6, environment=WORKER, timeout=300)

    assert [outcome.error for outcome in outcomes] == [""] * 6
    survivors = [outcome for outcome in outcomes if not outcome.killed]
    assert [outcome.result for outcome in survivors] == [True] * len(survivors)
    assert 3 <= len(survivors) <= 5
    states = dict(Job.objects.filter(kind="children.deed").order_by().values_list("state").annotate(Count("pk")))
    assert states == {JobState.DONE: 583, JobState.FAILED: 17}
    assert Job.objects.get(key="refuse:0").reason == "No."
    assert Job.objects.get(key="break:0").attempts == 3
    assert AuditEntry.objects.count() == AuditEntry.objects.values("subject").distinct().count() == 583


@pytest.mark.parametrize(
    ("point", "attempts"), [("job.claimed", 2), ("job.worked", 2), ("job.effects", 2), ("job.finished", 1)]
)
def test_job_whose_worker_is_killed_is_finished_once_by_another(point: str, attempts: int) -> None:
    job = Job.objects.create(kind="children.deed", key="a:1")

    killed, other = (
        run_together("tests.core.children:work_one", [{"pk": job.pk}], kill_at={0: point}, environment=WORKER)[0],
        run_together("tests.core.children:work_for", [{"seconds": 30}], environment=WORKER)[0],
    )

    assert killed.killed
    assert other.result is True
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, attempts)
    assert [entry.subject for entry in AuditEntry.objects.all()] == ["a:1"]


def test_50_processes_that_want_one_job_work_it_once() -> None:
    job = Job.objects.create(kind="children.deed", key="a:1", payload={"seconds": 0.5})

    outcomes = run_together("tests.core.children:work_one", [{"pk": job.pk}] * 50, environment=WORKER)

    assert sorted(outcome.result for outcome in outcomes) == [False] * 49 + [True]
    assert AuditEntry.objects.count() == 1


def test_long_job_keeps_its_lease_while_it_is_silent() -> None:
    job = Job.objects.create(kind="children.deed", key="a:1", payload={"seconds": 4})

    outcomes = run_together("tests.core.children:work_for", [{"seconds": 30}] * 2, environment=WORKER)

    assert [outcome.result for outcome in outcomes] == [True, True]
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 1)
    assert AuditEntry.objects.count() == 1


def test_heavy_work_is_done_in_a_process_of_its_own() -> None:
    Job.objects.create(kind="children.heavy", key="a:1", payload={"number": 21})

    (outcome,) = run_together("tests.core.children:work_for", [{"seconds": 60}], environment=WORKER)

    assert outcome.result is True
    assert AuditEntry.objects.get().data == {"result": 42}
