"""The heartbeat of a worker process: it says that it lives, sweeps, and fires what is scheduled."""

import logging
import threading

from django.conf import settings
from django.db import close_old_connections, connection

from core import clock
from core.jobs.engine import process_name
from core.jobs.schedule import fire_due
from core.jobs.sweep import sweep
from core.models import WorkerHeartbeat

logger = logging.getLogger(__name__)

TICK_SECONDS = 5.0


def tick() -> int:
    """One round, for any process at any time; returns how many jobs were sent on their way."""
    fire_due()
    return sweep()


def beat() -> None:
    now = clock.now()
    WorkerHeartbeat.objects.update_or_create(
        name=process_name(),
        defaults={"seen_at": now},
        create_defaults={"seen_at": now, "started_at": now, "engine": settings.JOBS_ENGINE},
    )


class Ticker:
    """A thread that ticks and beats until it is stopped."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="job-ticker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float) -> None:
        self._stopped.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stopped.is_set():
            close_old_connections()
            try:
                beat()
                tick()
            except Exception:
                logger.exception("a tick failed; the next one tries again")
            self._stopped.wait(TICK_SECONDS)
        self._say_goodbye()

    def _say_goodbye(self) -> None:
        try:
            WorkerHeartbeat.objects.filter(name=process_name()).delete()
        except Exception:
            logger.exception("the worker's heartbeat could not be taken back; it runs out by itself")
        finally:
            connection.close()
