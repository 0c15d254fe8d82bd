import sys
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localtime

from certificates.signing import SigningError
from certificates.signing.bsre import state_seal


class Command(BaseCommand):
    help = "Activate the seal of BSrE: ask the e-sign client service for an activation code, or hand in one that came."

    def add_arguments(self, parser: CommandParser) -> None:
        # Not the code itself: what stands on a command line is kept in its history, and every process sees it.
        parser.add_argument(
            "--code", action="store_true", help="hand in the code that BSrE sent; it is asked for, or read from a pipe"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        code = _typed() if options["code"] else ""
        if options["code"] and not code:
            raise CommandError("No code was given.")
        try:
            kept = state_seal().activate(code)
        except SigningError as error:
            raise CommandError(str(error)) from error
        if kept is None:
            self.stdout.write("BSrE has sent a code to the subscriber. Run this again with --code; it asks for it.")
            return
        until = f" The code holds until {localtime(kept.expires):%Y-%m-%d %H:%M}." if kept.expires else ""
        self.stdout.write(
            f"The seal is activated.{until} Workers change it for the next one when half of its life is over; "
            "should BSrE refuse it, jobs say so."
        )


def _typed() -> str:
    return (getpass("Activation code: ") if sys.stdin.isatty() else sys.stdin.readline()).strip()
