from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.demo_ca import make_demo_badge_key, make_demo_ca


class Command(BaseCommand):
    help = (
        "Make a signing key with a chain of its own, and a key for badges, for a demo. "
        "Refused unless DEMO is on; an existing key stays."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--algorithm", choices=["P-256", "RSA"], default="P-256")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.CERTIFICATE_KEY_FILE)
        if not settings.DEMO:
            raise CommandError(
                "DEMO is off: certificates of a real site are signed with a real key. See CERTIFICATE_KEY_FILE."
            )
        made = make_demo_ca(path, algorithm=options["algorithm"])
        self.stdout.write(f"Signing key {'made' if made else 'is there already'}: {path}")
        badges = Path(settings.BADGE_KEY_FILE)
        made = make_demo_badge_key(badges)
        self.stdout.write(f"Badge key {'made' if made else 'is there already'}: {badges}")
