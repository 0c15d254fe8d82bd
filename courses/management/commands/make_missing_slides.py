from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from courses.services.slides import attachments_without_deck, prepare_deck


class Command(BaseCommand):
    help = "Begin the slides that materials and their drafts name and that were never made. May run any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only list what is missing")
        parser.add_argument("--failed", action="store_true", help="try those again, too, that could not be made")

    def handle(self, *args: Any, **options: Any) -> None:
        missing = attachments_without_deck(or_failed=options["failed"])
        begun = gone = 0
        for attachment in missing:
            if options["dry_run"]:
                self.stdout.write(f"{attachment.pk} {attachment.title}")
                continue
            try:
                prepare_deck(attachment=attachment)
            except OSError as error:  # the others are made all the same
                self.stderr.write(f"{attachment.pk} {attachment.title}: {error}")
                gone += 1
            else:
                begun += 1
        self.stdout.write(f"missing={len(missing)} begun={begun}" + (f" gone={gone}" if gone else ""))
