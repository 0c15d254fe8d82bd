import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.choices import CertificateState
from certificates.dry_run import DryRun, Verdict, dry_run_for
from certificates.errors import NobodyCompleteError
from certificates.models import Certificate
from certificates.rendering import unavailable_because
from certificates.services import issue_for_batch
from certificates.services.issuing import ISSUE_JOB
from core.errors import DomainError
from core.selectors import jobs_with_prefix
from core.services import work_jobs
from courses.models import Batch


class Command(BaseCommand):
    help = "Issue the certificates of a closed batch and see the work through. Exit 1, with reasons, if anyone failed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", required=True, metavar="CODE")
        parser.add_argument("--dry-run", action="store_true", help="say who would get one and who not, and why")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        batch = Batch.objects.select_related("course").filter(code=options["batch"]).first()
        if batch is None:
            raise CommandError(f"There is no batch with the code {options['batch']!r}.")
        if options["dry_run"]:
            self._report_dry_run(dry_run_for(batch), options["json"])
        else:
            self._issue(batch, options["json"])

    def _issue(self, batch: Batch, as_json: bool) -> None:
        begun = time.monotonic()
        before = dry_run_for(batch)
        blocked = {row.name: row.reason for row in before.with_verdict(Verdict.BLOCKED)}
        if reason := unavailable_because():
            raise CommandError(reason)
        try:
            run = issue_for_batch(batch=batch, actor=None)
        except NobodyCompleteError as error:
            if blocked:
                raise CommandError(
                    "\n".join([str(error), *(f"{name}: {why}" for name, why in blocked.items())])
                ) from error
            self._say({"batch": batch.code, "issued": 0, "failed": {}, "message": str(error)}, str(error), as_json)
            return
        except DomainError as error:
            raise CommandError(str(error)) from error
        work_jobs(kinds=[ISSUE_JOB], key_prefix=run.job_prefix)
        failed = {**blocked, **self._unfinished(run.pk, before)}
        issued = run.reserved + run.resumed - len(failed) + len(blocked)
        seconds = round(time.monotonic() - begun, 2)
        sentence = f"{issued} certificates issued in {seconds} s."
        self._say(
            {"batch": batch.code, "issued": issued, "failed": failed, "seconds": seconds, "run": str(run.uid)},
            sentence,
            as_json,
        )
        if failed:
            reasons = "\n".join(f"{name}: {why}" for name, why in failed.items())
            raise CommandError(f"{len(failed)} not issued:\n{reasons}")

    def _unfinished(self, run: int, before: DryRun) -> dict[str, str]:
        """Those that this run was to make and that have no paper now, with the reason."""
        wanted = [row.enrolment.pk for row in before.with_verdict(Verdict.READY, Verdict.RESUMED)]
        waiting = Certificate.objects.filter(enrolment__in=wanted, state=CertificateState.RESERVED)
        troubled = jobs_with_prefix(f"{ISSUE_JOB}:").exclude(reason="").order_by("-pk").first()
        fallback = troubled.reason if troubled else "still being made by another worker"
        return {row.holder_name: row.problem or fallback for row in waiting}

    def _report_dry_run(self, dry_run: DryRun, as_json: bool) -> None:
        rows = [
            {"name": row.name, "verdict": row.verdict.value, "reason": row.reason, "attention": row.attention}
            for row in dry_run.rows
        ]
        lines = [*dry_run.problems, *(f"{row['verdict']:<11} {row['name']} {row['reason']}".rstrip() for row in rows)]
        summary = ", ".join(f"{verdict}: {count}" for verdict, count in sorted(dry_run.counts.items()))
        self._say(
            {"problems": dry_run.problems, "counts": dry_run.counts, "rows": rows},
            "\n".join([*lines, summary]),
            as_json,
        )
        if dry_run.problems:
            raise CommandError(" ".join(dry_run.problems))

    def _say(self, data: dict[str, Any], sentence: str, as_json: bool) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False) if as_json else sentence)
