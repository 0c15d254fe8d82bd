"""Celery behind Django's tasks API. The broker carries job numbers only, and may lose them: the sweep sends again.

A task that is not one of our jobs (Wagtail queues its search indexing) becomes a job, so that it is as safe.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from celery import Celery, signals
from django.conf import settings
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task
from django_tasks.utils import get_random_id, normalize_json

app = Celery("dermaga", broker=settings.REDIS_URL)
app.conf.update(
    broker_connection_retry_on_startup=True,
    broker_connection_timeout=1,
    broker_transport_options={
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "max_retries": 0,
        "visibility_timeout": 3600,
    },
    task_ignore_result=True,
    task_publish_retry=False,
    task_default_queue="dermaga",
    worker_pool="threads",  # rendering spawns processes of its own, which prefork's children may not
    worker_concurrency=max(1, settings.JOB_PROCESSES),
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
)

# A broker that takes the connection and says nothing would hold a request; what arrives late is a harmless repetition.
PUBLISH_SECONDS = 1.5
_senders = ThreadPoolExecutor(2, thread_name_prefix="broker")


@app.task(name="core.run_job")
def work_message(pk: int) -> None:
    from core.jobs import engine  # this module is loaded before the models are

    engine.run(pk)


class CeleryBackend(BaseTaskBackend):
    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        from core.jobs.tasks import run_job
        from core.services import submit_job  # both: this module is loaded before the models are

        self.validate_task(task)
        identifier = get_random_id()
        if task.func is run_job.func:
            sending = _senders.submit(app.send_task, "core.run_job", args=list(args), task_id=identifier, retry=False)
            sending.result(timeout=PUBLISH_SECONDS)
        else:
            payload = normalize_json({"task": task.module_path, "args": list(args), "kwargs": dict(kwargs)})
            submit_job(kind="core.task", payload=payload, key=f"task:{identifier}")
        return TaskResult(
            task=task,
            id=identifier,
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


@signals.worker_ready.connect
def _start_ticking(**_facts: Any) -> None:
    from core.jobs.ticker import Ticker  # this module is loaded before the models are

    app.dermaga_ticker = Ticker()
    app.dermaga_ticker.start()


@signals.worker_shutdown.connect
def _stop_ticking(**_facts: Any) -> None:
    from core.jobs.processes import shut_down_processes  # likewise

    shut_down_processes()
    if ticker := getattr(app, "dermaga_ticker", None):
        ticker.stop(5)
