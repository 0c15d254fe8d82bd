from typing import Any

from django.core.management.base import BaseCommand

from quizzes.services import close_overdue_attempts


class Command(BaseCommand):
    help = "Close and mark attempts whose time is over. May run at any time; nothing depends on its running."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"closed={close_overdue_attempts()}")
