from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from home.demo import removal

QUESTION = "Delete the demo's people, its course and all that they did? Real offices stay. [yes/no] "


class Command(BaseCommand):
    help = "Takes the demo data out again: its people, its course and all that hangs on them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *, yes: bool, **options: Any) -> None:
        if not yes and input(QUESTION).strip().lower() != "yes":
            raise CommandError("Nothing was deleted.")
        try:
            counts = removal.remove()
        except DomainError as error:
            raise CommandError(str(error)) from error
        for label, count in counts.items():
            self.stdout.write(f"reset: {count:>6} {label}")
        self.stdout.write("reset: done" if counts else "reset: there was no demo data")
