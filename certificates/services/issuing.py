"""T1: numbers, frozen facts and jobs in one short transaction; everything slow happens afterwards, in jobs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.choices import CertificateKind, CertificateState, RunPurpose
from certificates.dry_run import DryRunRow, Verdict, dry_run_for, problems_of
from certificates.errors import NobodyCompleteError, NotAllowedError, NotReadyError
from certificates.freezing import BatchFacts, freeze_batch, freeze_facts
from certificates.kind_setups import EffectiveSetup, setup_for, setup_of
from certificates.models import (
    BatchCertificateSetup,
    Certificate,
    CertificateSeries,
    IssueRun,
    TemplateRevision,
)
from certificates.numbering import NumberParts, format_number
from certificates.qr import new_token
from certificates.rules import may_issue_for_batch
from certificates.runs import ISSUE_JOB, papers_in_work
from certificates.services.badges import draw_places
from certificates.services.numbering import locked_series
from certificates.services.revisions import keep_revision
from certificates.sql import take_numbers
from core import audit
from core.errors import DomainError
from core.kill_points import kill_point
from core.services import submit_job
from courses.choices import BatchState
from courses.models import Batch, Completion
from members.models import User

CHUNK = 25


def issue_for_batch(
    *,
    batch: Batch,
    actor: User | None,
    kind: CertificateKind = CertificateKind.PARTICIPANT,
    chosen: Collection[str] | None = None,
    purpose: RunPurpose = RunPurpose.EVERYBODY,
) -> IssueRun:
    """Draw numbers for everybody of this kind who is to get one and has none, and have the papers made by jobs.

    Repeating it draws no second number: who has a certificate is left alone, and what an ended run left unfinished is
    taken up again under its own number; what a run still makes, or holds while it is paused, is left to that run.
    `chosen` limits it to these recipients by their keys. `actor` is None for a command or an automatic run.
    """
    if actor is not None and not may_issue_for_batch(actor, batch):
        raise NotAllowedError(_("Only an organiser of this course may issue its certificates."))
    with transaction.atomic():
        setup = _checked_setup(batch, kind)
        common = freeze_batch(batch, setup.main)
        series = locked_series(setup.numbering, common.issued_on.year)
        in_work = papers_in_work()  # read first: what ends from here on is left out as well
        dry_run = dry_run_for(batch, kind)
        rows = [row for row in dry_run.rows if chosen is None or row.recipient.key in chosen]
        ready, unfinished = _wanted(rows, in_work)
        if not ready and not unfinished:
            held = [in_work[row.latest.pk] for row in rows if row.latest is not None and row.latest.pk in in_work]
            raise NobodyCompleteError(_nobody_sentence(dry_run.counts, kind, chosen, held))
        run = IssueRun.objects.create(
            batch=batch,
            kind=kind,
            requested_by=actor,
            purpose=purpose,
            reserved=len(ready),
            resumed=len(unfinished),
            skipped={key: n for key, n in dry_run.counts.items() if key not in (Verdict.READY, Verdict.RESUMED)},
        )
        if unfinished:  # why an earlier try failed is no news of this one
            Certificate.objects.filter(pk__in=[row.pk for row in unfinished]).update(problem="")
        fresh = _reserve(run, series, setup, common, ready)
        submit_chunks(run, [*(row.pk for row in unfinished), *(row.pk for row in fresh)])
        audit.record(
            action="certificates.run_started",
            actor=actor,
            subject=f"batch:{batch.code}",
            data={"run": str(run.uid), "kind": kind, "reserved": run.reserved, "resumed": run.resumed},
        )
        kill_point("certificates.before_commit")
    return run


def _wanted(rows: list[DryRunRow], in_work: Collection[int]) -> tuple[list[DryRunRow], list[Certificate]]:
    """Who gets a number, and whose number is taken up again: each paper is in the work of one run."""
    ready = [row for row in rows if row.verdict is Verdict.READY]
    unfinished = [row.latest for row in rows if row.verdict is Verdict.RESUMED and row.latest is not None]
    return ready, [row for row in unfinished if row.pk not in in_work]


def issue_missing(*, batch: Batch | None = None) -> tuple[list[IssueRun], dict[str, str]]:
    """Runs for whoever should have a certificate by now: closed batches that issue by themselves, or the one named.

    A batch that cannot be issued holds up no other: the second part says why, by code.
    """
    batches = Batch.objects.filter(state=BatchState.CLOSED, certificate_setup__isnull=False).select_related("course")
    batches = batches.filter(pk=batch.pk) if batch else batches.filter(pk__in=lacking_automatic())
    runs: list[IssueRun] = []
    refused: dict[str, str] = {}
    for candidate in batches:
        try:
            runs.append(issue_for_batch(batch=candidate, actor=None))
        except NobodyCompleteError:
            continue
        except DomainError as refusal:
            refused[candidate.code] = str(refusal)
    return runs, refused


def lacking_automatic() -> QuerySet[Batch, int]:
    """Closed batches that issue by themselves and where somebody complete has no paper, or one that is not ready."""
    chosen = Q(certificate_setup__automatic=True) | Q(
        certificate_setup__automatic__isnull=True, course__certified_automatically=True
    )
    papers = Certificate.objects.filter(enrolment=OuterRef("enrolment"), kind=CertificateKind.PARTICIPANT)
    settled = papers.exclude(state__in=[CertificateState.RESERVED, CertificateState.VOID])
    lacking = Completion.objects.filter(~Exists(settled), enrolment__batch=OuterRef("pk"))
    closed = Batch.objects.filter(chosen, state=BatchState.CLOSED, certificate_setup__isnull=False)
    return closed.filter(Exists(lacking)).values_list("pk", flat=True)


def issue_automatically(*, batch: Batch) -> IssueRun | None:
    """After a fact (a batch was closed, somebody completed): a run where the setup says so and it is possible."""
    setup = setup_of(batch)
    if setup is None or not setup.issues_by_itself or problems_of(batch, machine=False):
        return None
    try:
        return issue_for_batch(batch=batch, actor=None)
    except NobodyCompleteError:
        return None


def submit_chunks(run: IssueRun, certificates: Sequence[int]) -> None:
    for start in range(0, len(certificates), CHUNK):
        submit_job(
            kind=ISSUE_JOB,
            payload={"run": run.pk, "certificates": list(certificates[start : start + CHUNK])},
            key=f"{run.job_prefix}{start // CHUNK:05d}",
        )


def number_for(setup: EffectiveSetup, sequence: int, day: date) -> str:
    scheme = setup.numbering
    return format_number(scheme.pattern, NumberParts(sequence, scheme.unit, scheme.classification, day))


def _checked_setup(batch: Batch, kind: CertificateKind) -> EffectiveSetup:
    """The set-up as it is now, held until the transaction ends: a second run of the batch waits, and then sees ours."""
    list(BatchCertificateSetup.objects.select_for_update().filter(batch=batch).values_list("pk"))
    if problems := problems_of(batch, kind=kind):
        raise NotReadyError(" ".join(problems))
    setup = setup_for(batch, kind)
    assert setup is not None  # noqa: S101  problems_of has said so
    return setup


def _reserve(
    run: IssueRun,
    series: CertificateSeries,
    setup: EffectiveSetup,
    common: BatchFacts,
    rows: list[DryRunRow],
) -> list[Certificate]:
    if not rows:
        return []
    revision = keep_revision(setup)
    numbers = take_numbers(series, len(rows))
    kill_point("certificates.numbers_taken")
    certificates = [
        reservation(run, series, setup, revision, common, row, sequence)
        for row, sequence in zip(rows, numbers, strict=True)
    ]
    refuse_taken_numbers(certificates)
    draw_places(certificates)
    Certificate.objects.bulk_create(certificates, batch_size=200)
    return certificates


def refuse_taken_numbers(certificates: Sequence[Certificate]) -> None:
    """Two numberings may make the same numbers, by patterns that differ; a number names one paper for ever."""
    wanted = [certificate.number for certificate in certificates]
    for start in range(0, len(wanted), 500):
        taken = Certificate.objects.filter(number__in=wanted[start : start + 500]).order_by("pk").first()
        if taken is not None:
            raise NotReadyError(
                _(
                    "Number %(number)s is taken already, by a certificate of %(batch)s: "
                    "another numbering makes the same numbers. Change the pattern or the unit code."
                )
                % {"number": taken.number, "batch": taken.batch}
            )


def reservation(
    run: IssueRun,
    series: CertificateSeries,
    setup: EffectiveSetup,
    revision: TemplateRevision,
    common: BatchFacts,
    row: DryRunRow,
    sequence: int,
    replaces: str = "",
) -> Certificate:
    """An unsaved certificate with its number, token and frozen facts."""
    token, number = new_token(), number_for(setup, sequence, common.issued_on)
    recipient, edition = row.recipient, row.editions + 1
    facts = freeze_facts(
        batch=common, recipient=recipient, number=number, edition=edition, token=token, replaces=replaces
    )
    return Certificate(
        token=token,
        recipient_key=recipient.key,
        kind=recipient.kind,
        edition=edition,
        holder=recipient.member,
        enrolment=recipient.enrolment,
        part=recipient.part,
        office=recipient.office,
        batch=run.batch,
        run=run,
        series=series,
        sequence=sequence,
        number=number,
        facts_data=facts.to_json(),
        holder_name=facts.holder.full_name,
        office_name=facts.holder.office,
        revision=revision,
        hidden=recipient.is_withheld,
    )


def _nobody_sentence(
    counts: dict[str, int], kind: CertificateKind, chosen: Collection[str] | None, held: list[bool]
) -> str:
    """`held` says for each paper that is in work whether its run is paused."""
    if held and all(held):
        return _("Whoever is complete waits in a run that is paused: let it go on.")
    if held:
        return _("The certificates are being made already; nothing else is left to issue.")
    if chosen is not None:
        return _("None of those chosen gets a certificate now; beside each name stands why.")
    if kind != CertificateKind.PARTICIPANT:
        return _("Nobody of this kind gets a paper now: beside each name stands why.")
    if counts.get(Verdict.HAS_ONE):
        return _("Everybody who is complete has a certificate already.")
    if blocked := counts.get(Verdict.BLOCKED):
        return ngettext(
            "%(count)d name cannot be printed, and nobody else is complete.",
            "%(count)d names cannot be printed, and nobody else is complete.",
            blocked,
        ) % {"count": blocked}
    return _("Nobody has completed the course in this batch, so there is nothing to issue.")
