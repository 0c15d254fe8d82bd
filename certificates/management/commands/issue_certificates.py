import json
import time
from dataclasses import dataclass, field
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.choices import CertificateKind, CertificateState
from certificates.dry_run import DryRun, Verdict, dry_run_for
from certificates.errors import NobodyCompleteError
from certificates.models import Certificate, IssueRun
from certificates.rendering import unavailable_because
from certificates.runs import ISSUE_JOB, run_under_way
from certificates.services import issue_for_batch
from certificates.ways import ways_of
from core.errors import DomainError
from core.jobs.processes import run_in_process
from core.selectors import jobs_with_prefix
from core.services import work_jobs
from courses.models import Batch


@dataclass(frozen=True)
class Report:
    """What is said at the end, as sentences or as one JSON object; with a problem the command exits with 1."""

    data: dict[str, Any]
    lines: list[str]
    problems: list[str] = field(default_factory=list)


class Command(BaseCommand):
    help = "Issue the certificates of a closed batch and see the work through. Exit 1, with reasons, if anyone failed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", required=True, metavar="CODE")
        parser.add_argument(
            "--kind",
            choices=CertificateKind.values,
            default=CertificateKind.PARTICIPANT.value,
            help="whose papers: of participants where nothing is said, speakers, committee, or offices (award)",
        )
        parser.add_argument("--dry-run", action="store_true", help="say who would get one and who not, and why")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        code, kind = options["batch"], CertificateKind(options["kind"])
        batch = Batch.objects.select_related("course").filter(code=code).first()
        try:
            if batch is None:
                raise CommandError(f"There is no batch with the code {code!r}.")
            report = self._preview(batch, kind) if options["dry_run"] else self._issue(batch, kind)
        except (DomainError, CommandError) as refusal:
            report = Report({"batch": code, "issued": 0, "failed": []}, [], [str(refusal)])
        if options["json"]:
            data = {**report.data, "problems": report.problems} if report.problems else report.data
            self.stdout.write(json.dumps(data, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(report.lines))
        if report.problems:
            raise CommandError("\n".join(report.problems))

    def _issue(self, batch: Batch, kind: CertificateKind) -> Report:
        begun = time.monotonic()
        before = dry_run_for(batch, kind)
        blocked = [{"name": row.name, "reason": row.reason} for row in before.with_verdict(Verdict.BLOCKED)]
        if not before.problems and before.with_verdict(Verdict.READY, Verdict.RESUMED):
            # The process that is asked stays, and draws the first papers.
            before.problems.extend(filter(None, [run_in_process(unavailable_because)]))
        if before.problems:
            raise CommandError(" ".join(before.problems))
        try:
            run = issue_for_batch(batch=batch, actor=None, kind=kind)
        except NobodyCompleteError as error:
            if under_way := run_under_way(batch, kind):
                return self._see_through(under_way, blocked, begun)
            data = {"batch": batch.code, "issued": 0, "failed": blocked, "message": str(error)}
            all_have_one = not blocked and before.with_verdict(Verdict.HAS_ONE)
            problems = [] if all_have_one else [str(error), *map(_sentence, blocked)]
            return Report(data, [str(error)] if all_have_one else [], problems)
        return self._see_through(run, blocked, begun)

    def _see_through(self, run: IssueRun, blocked: list[dict[str, str]], begun: float) -> Report:
        """Of a run that is new, or of one that a command left when it was stopped."""
        work_jobs(kinds=[ISSUE_JOB], key_prefix=run.job_prefix)
        issued, unfinished = _outcome(run)
        failed = [*blocked, *unfinished]
        seconds = round(time.monotonic() - begun, 2)
        ways = ways_of(run)
        data = {
            "batch": run.batch.code,
            "issued": issued,
            "failed": failed,
            "seconds": seconds,
            "run": str(run.uid),
            **ways,
        }
        return Report(
            data,
            [f"{issued} certificates issued in {seconds} s, {ways['compiled']} of them by the compiled path."],
            [f"{len(failed)} not issued:", *map(_sentence, failed)] if failed else [],
        )

    def _preview(self, batch: Batch, kind: CertificateKind) -> Report:
        dry_run: DryRun = dry_run_for(batch, kind)
        rows = [
            {"name": row.name, "verdict": row.verdict.value, "reason": row.reason, "attention": row.attention}
            for row in dry_run.rows
        ]
        lines = [f"{row['verdict']:<11} {row['name']} {row['reason']}".rstrip() for row in rows]
        summary = ", ".join(f"{verdict}: {count}" for verdict, count in sorted(dry_run.counts.items()))
        data = {"batch": batch.code, "problems": dry_run.problems, "counts": dry_run.counts, "rows": rows}
        return Report(data, [*lines, summary], dry_run.problems)


def _outcome(run: IssueRun) -> tuple[int, list[dict[str, str]]]:
    """How many of the run's papers are issued, and those that are not, each with its reason."""
    jobs = list(jobs_with_prefix(run.job_prefix).order_by("pk").values_list("reason", "payload"))
    reasons = {pk: reason for reason, payload in jobs for pk in payload["certificates"]}
    papers = Certificate.objects.filter(pk__in=list(reasons)).order_by("sequence")
    unfinished = [
        {"name": row.holder_name, "reason": row.problem or reasons[row.pk] or "still being made by another worker"}
        for row in papers.filter(state=CertificateState.RESERVED)
    ]
    return papers.filter(state=CertificateState.ISSUED).count(), unfinished


def _sentence(failure: dict[str, str]) -> str:
    return f"{failure['name']}: {failure['reason']}"
