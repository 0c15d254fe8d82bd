from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.signing import SigningError
from certificates.signing.bsre import state_seal


class Command(BaseCommand):
    help = "Activate the seal of BSrE: ask the e-sign client service for an activation code, or keep one that came."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", default="", help="the code that BSrE sent to the subscriber")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kept = state_seal().activate(options["code"].strip())
        except SigningError as error:
            raise CommandError(str(error)) from error
        if kept:
            self.stdout.write("The seal is activated; its code renews itself from now on.")
        else:
            self.stdout.write("BSrE has sent a code to the subscriber. Run this again with --code CODE.")
