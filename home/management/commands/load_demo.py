from __future__ import annotations

import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from home.demo import accounts, story
from home.demo.load_certificates import address_to_verify
from home.demo.scale import load_more


class Command(BaseCommand):
    help = "Loads the demo: the Bimtek of 2020 and a batch that is always on. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--quiet", action="store_true", help="Only say what is added, without addresses and log-ins at the end."
        )

        parser.add_argument(
            "--scale", type=int, metavar="N", help="Also N more members as one further closed batch, not yet certified."
        )

        parser.add_argument(
            "--sessions", type=int, default=0, metavar="N", help="With --scale: a timetable of N sessions of many days."
        )

    def handle(self, *, quiet: bool, scale: int | None, sessions: int, **options: Any) -> None:
        begun = time.monotonic()
        for name in ("wagtail", "core.jobs"):
            logging.getLogger(name).setLevel(logging.WARNING)  # a line for each page would hide the progress
        try:
            if scale is not None and scale < 1:
                raise CommandError("--scale takes the number of members to add: 1 or more.")
            story.load(self._say)
            batch = load_more(scale, self._say, sessions) if scale else None
        except DomainError as error:
            raise CommandError(str(error)) from error
        self._say(f"done in {time.monotonic() - begun:.1f} s")
        if not quiet:
            self._print_doors()
        if batch is not None:
            self.stdout.write(f"batch={batch.code}")

    def _say(self, line: str) -> None:
        self.stdout.write(f"demo: {line}")
        self.stdout.flush()

    def _print_doors(self) -> None:
        self.stdout.write(f"\n  site   {settings.SITE_URL}/\n  admin  {settings.SITE_URL}/admin/\n")
        if verify := address_to_verify():
            self.stdout.write(f"  verify {verify}\n")
        self.stdout.write(f"\n  password of all: {accounts.PASSWORD}\n")
        for login in accounts.logins():
            self.stdout.write(f"  {login.email:<36} {login.role}")
