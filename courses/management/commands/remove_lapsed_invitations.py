from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from courses.services.invitation_retention import lapsed_invitations, remove_invitations


class Command(BaseCommand):
    help = "Remove invitations of speakers that were not accepted, INVITATION_KEEP_DAYS after they lapsed. Any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *args: Any, **options: Any) -> None:
        found = lapsed_invitations()
        count = found.count() if options["dry_run"] else remove_invitations(invitations=found)
        self.stdout.write(f"{'would_remove' if options['dry_run'] else 'removed'}={count}")
