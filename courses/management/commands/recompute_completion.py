from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.models import Batch, Enrolment
from courses.services import evaluate_completion, refresh_materials_requirement


class Command(BaseCommand):
    help = "Judge every active enrolment without completion again; may run any time and as often as wished."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", metavar="CODE", help="only this batch")

    def handle(self, *args: Any, **options: Any) -> None:
        pending = Enrolment.objects.active().filter(completion__isnull=True).select_related("batch__course")
        if options["batch"]:
            if not Batch.objects.filter(code=options["batch"]).exists():
                raise CommandError(f"There is no batch with the code {options['batch']!r}.")
            pending = pending.filter(batch__code=options["batch"])
        completed = 0
        for enrolment in pending.order_by("pk").iterator(chunk_size=500):
            refresh_materials_requirement(enrolment=enrolment)
            completed += evaluate_completion(enrolment=enrolment) is not None
        self.stdout.write(f"completed={completed}")
