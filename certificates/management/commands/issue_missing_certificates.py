from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.choices import CertificateState
from certificates.models import Certificate
from certificates.runs import ISSUE_JOB
from certificates.services import expire_certificates, issue_missing, sign_missing_credentials
from core.services import work_jobs
from courses.models import Batch


class Command(BaseCommand):
    help = "Repair what a lost message left undone: closed batches that issue by themselves. Any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", metavar="CODE", help="this closed batch only, automatic or not")

    def handle(self, *args: Any, **options: Any) -> None:
        batch = None
        if options["batch"]:
            batch = Batch.objects.select_related("course").filter(code=options["batch"]).first()
            if batch is None:
                raise CommandError(f"There is no batch with the code {options['batch']!r}.")
        runs, refused = issue_missing(batch=batch)
        for run in runs:
            work_jobs(kinds=[ISSUE_JOB], key_prefix=run.job_prefix)
        expired = expire_certificates()
        badges = sign_missing_credentials()
        count = sum(run.reserved + run.resumed for run in runs)
        self.stdout.write(
            f"{count} certificates were missing, {expired} have expired, {badges} badges were made up for."
        )
        waiting = Certificate.objects.filter(run__in=runs, state=CertificateState.RESERVED).count()
        troubles = [f"{code}: {reason}" for code, reason in refused.items()]
        if waiting:
            troubles.append(f"{waiting} of them are not made yet; the pages of their batches say why.")
        if troubles:
            raise CommandError("\n".join(troubles))
