from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.audit_chain import seal_next, verify_chain
from core.models import AuditSeal


class Command(BaseCommand):
    help = (
        "Check that no entry of the audit trail was changed or deleted since it was sealed. Exits with 1 and names the "
        "first broken entry. Note the printed head elsewhere: given to --expect later, it shows that no link was cut "
        "off at the end."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seal", action="store_true", help="First seal what is not sealed yet.")
        parser.add_argument("--expect", metavar="POSITION:DIGEST", help="A head that an earlier run printed.")

    def handle(self, *args: Any, seal: bool, expect: str | None, **options: Any) -> None:
        while seal and seal_next():
            pass
        report = verify_chain()
        if report.broken:
            raise CommandError(f"The audit trail is broken. {report.broken}")
        if expect:
            self._compare(expect)
        self.stdout.write(f"The audit trail holds: {report.sealed} entries sealed, {report.unsealed} not sealed yet.")
        self.stdout.write(f"head={report.sealed}:{report.head}")

    def _compare(self, expect: str) -> None:
        position, _separator, digest = expect.partition(":")
        if not position.isdigit() or not digest:
            raise CommandError("--expect takes POSITION:DIGEST, as printed after head=.")
        if not AuditSeal.objects.filter(position=int(position), digest=digest).exists():
            raise CommandError(f"The audit trail is broken. Link {position} is not the one that was noted.")
