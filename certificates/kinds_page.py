"""What the page of one kind of papers shows; there are few of a kind, so they are judged as a run judges them."""

from __future__ import annotations

from dataclasses import dataclass

from certificates.choices import CertificateKind
from certificates.dry_run import DryRun, DryRunRow, Verdict, dry_run_for
from certificates.kind_setups import EffectiveSetup
from certificates.models import PaperPart
from certificates.models.part import PART_KINDS
from certificates.runs import papers_in_work
from certificates.selectors import next_number_with
from courses.models import Batch

LISTED = tuple(value for value, _label in PART_KINDS)


@dataclass(frozen=True)
class KindPage:
    setup: EffectiveSetup | None
    problems: list[str]
    rows: list[DryRunRow]
    will_get: int
    next_number: str
    left_out: list[PaperPart]


def kind_page(batch: Batch, kind: CertificateKind, *, search: str = "") -> KindPage:
    dry_run = dry_run_for(batch, kind)
    setup = dry_run.setup
    words = search.casefold().split()
    rows = [row for row in dry_run.rows if all(word in f"{row.name} {row.office}".casefold() for word in words)]
    return KindPage(
        setup=setup,
        problems=dry_run.problems,
        rows=rows,
        will_get=len(dry_run.with_verdict(Verdict.READY, Verdict.RESUMED)) - _in_work(dry_run),
        next_number=next_number_with(batch, setup.main, setup.numbering) if setup else "",
        left_out=_left_out(batch, kind),
    )


def _left_out(batch: Batch, kind: CertificateKind) -> list[PaperPart]:
    if kind not in LISTED:
        return []
    parts = PaperPart.objects.filter(batch=batch, kind=kind, left_out_at__isnull=False)
    return list(parts.select_related("member").order_by("member__name", "pk"))


def _in_work(dry_run: DryRun) -> int:
    """Those that a job is about to make are no concern of another run."""
    resumed = {row.latest.pk for row in dry_run.with_verdict(Verdict.RESUMED) if row.latest is not None}
    return len(resumed.intersection(papers_in_work())) if resumed else 0
