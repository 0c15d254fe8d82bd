from typing import Any

from django.core.management.base import BaseCommand

from quizzes.services import delete_unused_question_media


class Command(BaseCommand):
    help = "Delete pictures and sounds that no question shows, now or in a published version, and that are a day old."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"deleted={delete_unused_question_media()}")
