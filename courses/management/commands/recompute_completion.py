import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.models import Batch, CoursePage
from courses.services import judge_pending


class Command(BaseCommand):
    help = (
        "Record lost facts anew (materials, attendance, tests, evaluation, ticks by hand) and complete who meets the "
        "rule by them. Takes no completion away; may run any time and as often as wished."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--course", metavar="SLUG", help="only this course")
        parser.add_argument("--batch", metavar="CODE", help="only this batch")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--json", action="store_true", help="the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        batch = course = None
        if options["batch"]:
            batch = Batch.objects.filter(code=options["batch"]).first()
            if batch is None:
                raise CommandError(f"There is no batch with the code {options['batch']!r}.")
        if options["course"]:
            course = CoursePage.objects.filter(slug=options["course"]).first()
            if course is None:
                raise CommandError(f"There is no course with the address {options['course']!r}.")
        outcome = judge_pending(course=course, batch=batch, dry_run=options["dry_run"])
        if options["json"]:
            figures = {
                "looked_at": outcome.looked_at,
                "repaired": dict(outcome.repaired),
                "completed": outcome.completed,
                "dry_run": options["dry_run"],
            }
            self.stdout.write(json.dumps(figures))
            return
        repaired = ", ".join(f"{name} {number}" for name, number in sorted(outcome.repaired.items())) or "nothing"
        self.stdout.write(
            f"looked_at={outcome.looked_at} repaired: {repaired}; completed={outcome.completed}"
            f"{' (dry run: nothing was changed)' if options['dry_run'] else ''}"
        )
