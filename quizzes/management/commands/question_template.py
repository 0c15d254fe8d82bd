from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quizzes.formats.tables import template


class Command(BaseCommand):
    help = "Write the Excel file that people fill in: the columns, an example of each common kind, and how to use them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            Path(file).write_bytes(template())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
