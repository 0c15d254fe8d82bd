from typing import Any

from django_tasks_db.management.commands.db_worker import Command as WorkerCommand

from core.jobs.processes import shut_down_processes
from core.jobs.ticker import Ticker


class Command(WorkerCommand):
    """django-tasks-db's worker that also ticks: it takes up what killed workers left, and fires what is scheduled."""

    def handle(self, **options: Any) -> None:
        ticker = Ticker()
        ticker.start()
        try:
            super().handle(**options)
        finally:
            shut_down_processes()
            ticker.stop(5)
