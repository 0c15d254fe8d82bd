from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.models import Batch
from courses.services import judge_pending


class Command(BaseCommand):
    help = "Judge every active enrolment without completion again; may run any time and as often as wished."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", metavar="CODE", help="only this batch")

    def handle(self, *args: Any, **options: Any) -> None:
        batch = None
        if options["batch"]:
            batch = Batch.objects.filter(code=options["batch"]).first()
            if batch is None:
                raise CommandError(f"There is no batch with the code {options['batch']!r}.")
        self.stdout.write(f"completed={judge_pending(batch=batch)}")
