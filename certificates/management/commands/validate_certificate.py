import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from certificates.checking import Verdict, check_for_staff


class Command(BaseCommand):
    help = "Say of a PDF what holds and what does not: bytes, number, state, signature, key, time, conformance."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="machine-readable; the exit code is the same")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pdf = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}") from error
        verdict = check_for_staff(pdf)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(verdict), ensure_ascii=False))
        else:
            for finding in verdict.findings:
                self.stdout.write(f"{'✓' if finding.holds else '✗'} {finding.text}")
        if not verdict.genuine:
            failed = sum(not finding.holds for finding in verdict.findings)
            told = {"count": failed, "all": len(verdict.findings)}
            raise CommandError(_("Does not hold: %(count)d of %(all)d.") % told)


def _as_json(verdict: Verdict) -> dict[str, Any]:
    certificate, key, signature = verdict.certificate, verdict.key, verdict.signature
    return {
        "holds": verdict.genuine,
        "findings": [{"holds": finding.holds, "text": finding.text} for finding in verdict.findings],
        "certificate": certificate
        and {"number": certificate.number, "edition": certificate.edition, "state": certificate.standing.value},
        "key": key
        and {
            "id": key.key_id,
            "name": key.common_name,
            "algorithm": key.algorithm,
            "not_before": key.not_before.isoformat(),
            "not_after": key.not_after.isoformat(),
        },
        "signed_at": signature.moment.isoformat() if signature and signature.moment else None,
        "time_stamp": signature.stamp.authority if signature and signature.stamp else None,
    }
