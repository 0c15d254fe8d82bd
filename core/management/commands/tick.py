from typing import Any

from django.core.management.base import BaseCommand

from core.jobs.ticker import tick


class Command(BaseCommand):
    help = "Send lost and repeated jobs on their way and fire what is scheduled, once. Workers do so by themselves."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{tick()} jobs sent on their way")
