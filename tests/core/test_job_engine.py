from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from core.choices import JobState
from core.errors import DomainError
from core.jobs import registry
from core.jobs.context import JobContext
from core.jobs.errors import JobPostponed, UnknownJobKind
from core.jobs.registry import JobHandler, job_kind
from core.models import AuditEntry, Job
from core.services import submit_job, submit_jobs, work_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind() -> Iterator[str]:
    """A kind whose work does what its payload says, and whose effect is an audit entry."""

    @job_kind("test.work", label="Test work", max_attempts=2)
    class Work(JobHandler):
        def work(self, context: JobContext) -> Any:
            match context.payload.get("does"):
                case "refuse":
                    raise DomainError("The batch is not closed yet.")
                case "break":
                    raise ValueError("no such font")
                case "postpone":
                    raise JobPostponed("Pango is not installed.", 60)
            return context.payload.get("value", 0)

        def effects(self, context: JobContext, result: Any) -> None:
            AuditEntry.objects.create(action="worked", subject=context.key, data={"result": result})

    yield "test.work"
    del registry._kinds["test.work"]


def test_job_is_worked_once_after_commit(kind: str, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = submit_job(kind=kind, payload={"value": 7}, key="a:1")
        again = submit_job(kind=kind, payload={"value": 8}, key="a:1")

    assert again == first
    first.refresh_from_db()
    assert (first.state, first.attempts, first.payload) == (JobState.DONE, 1, {"value": 7})
    assert [entry.data for entry in AuditEntry.objects.all()] == [{"result": 7}]


def test_unknown_kind_is_refused_before_anything_is_written() -> None:
    with pytest.raises(UnknownJobKind):
        submit_job(kind="nobody.knows", payload={}, key="a:1")

    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("does", "state", "reason", "attempts"),
    [
        ("refuse", JobState.FAILED, "The batch is not closed yet.", 1),
        ("break", JobState.WAITING, "Galat tak terduga: ValueError: no such font", 1),
        ("postpone", JobState.WAITING, "Pango is not installed.", 0),
    ],
)
def test_outcome_of_an_attempt(kind: str, does: str, state: JobState, reason: str, attempts: int) -> None:
    job = submit_job(kind=kind, payload={"does": does}, key="a:1")

    work_jobs(kinds=[kind], until_idle=False)

    job.refresh_from_db()
    assert (job.state, job.attempts) == (state, attempts)
    assert job.reason.endswith(reason.split(": ", 1)[-1])
    assert not AuditEntry.objects.exists()


def test_many_jobs_are_submitted_once_each(kind: str) -> None:
    with transaction.atomic():
        submit_job(kind=kind, payload={"value": 1}, key="a:1")
        fresh = submit_jobs(kind=kind, payloads={"a:1": {"value": 8}, "a:2": {"value": 2}})
        assert submit_jobs(kind=kind, payloads={}) == []

    assert [job.key for job in fresh] == ["a:2"]
    assert sorted(Job.objects.values_list("key", "payload__value")) == [("a:1", 1), ("a:2", 2)]
