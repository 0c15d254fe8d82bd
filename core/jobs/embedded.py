"""Workers in threads of the serving process, so that one command is the whole site.

They work the database queue, which carries our jobs and Wagtail's own tasks, beside any `manage.py db_worker`.
"""

import logging
import threading
import time

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from core.jobs import wake
from core.jobs.context import stopping
from core.jobs.engine import process_name
from core.jobs.processes import shut_down_processes
from core.jobs.tasks import run_job
from core.jobs.ticker import Ticker

logger = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
CANDIDATES = 8

_lock = threading.Lock()
_threads: list[threading.Thread] = []
_ticker: Ticker | None = None


def start() -> None:
    """Begin to work jobs in this process; a second call does nothing."""
    global _ticker
    with _lock:
        if _threads:
            return
        stopping.clear()
        _ticker = Ticker()
        _ticker.start()
        for number in range(1, max(1, settings.JOB_PROCESSES) + 1):
            thread = threading.Thread(target=_work, args=(number == 1,), name=f"jobs-{number}", daemon=True)
            _threads.append(thread)
            thread.start()


def stop(timeout: float = 10.0) -> bool:
    """Let running jobs finish for half of the time, then end their processes; says whether all threads ended.

    What was not finished waits for the next start, with no attempt used.
    """
    global _ticker
    with _lock:
        deadline = time.monotonic() + timeout
        stopping.set()
        wake.all_workers()
        _join(time.monotonic() + timeout / 2)
        shut_down_processes()
        _join(deadline)
        if _ticker is not None:
            _ticker.stop(max(0.5, deadline - time.monotonic()))
            _ticker = None
        ended = not any(thread.is_alive() for thread in _threads)
        _threads.clear()
        return ended


def _join(deadline: float) -> None:
    for thread in _threads:
        thread.join(max(0.0, deadline - time.monotonic()))


def _work(takes_all: bool) -> None:
    worker = _Worker(takes_all)
    try:
        while not stopping.is_set():
            close_old_connections()
            try:
                worked = worker.work_one()
            except Exception:
                logger.exception("the queue could not be read; trying again")
                worked = False
            if not worked and not stopping.is_set():
                wake.wait(IDLE_SECONDS)
    finally:
        connection.close()


class _Worker(Worker):
    """The database worker without its own loop and signals, and with a claim that takes no lock while idle.

    Only one thread takes what is not ours: Wagtail's indexing fails when two work on the same page at once.
    """

    def __init__(self, takes_all: bool) -> None:
        everything = DBTaskResult.objects.all()
        self.tasks = everything if takes_all else everything.filter(task_path=run_job.module_path)
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{process_name()}:{threading.current_thread().name}"[-64:],
        )

    def work_one(self) -> bool:
        ready = self.tasks.ready().filter(backend_name=self.backend_name)
        for row in ready[:CANDIDATES]:
            claimed = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.READY).update(
                status=TaskResultStatus.RUNNING,
                started_at=timezone.now(),
                worker_ids=[*row.worker_ids, self.worker_id],
            )
            if claimed:
                row.refresh_from_db()
                self.run_task(row)
                return True
        return False
