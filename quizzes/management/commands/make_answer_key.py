from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from quizzes.sealing import make_key


class Command(BaseCommand):
    help = (
        "Make the key that answers saved as files are locked to (ANSWER_KEY_FILE). Where there is one, the new key "
        "takes its place and the old one stays in the file, to open what was locked to it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-missing", action="store_true", help="Do nothing where there is a key already.")

    def handle(self, *, if_missing: bool, **options: Any) -> None:
        path = Path(settings.ANSWER_KEY_FILE)
        if if_missing and path.exists():
            self.stdout.write(f"{path} is there.")
            return
        self.stdout.write(f"{path}: key {make_key(path)}")
