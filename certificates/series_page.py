"""A number series whole: how far it is, and why each number that is no valid paper is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from certificates.choices import CertificateState
from certificates.models import BatchCertificateSetup, Certificate, CertificateSeries
from core import clock
from courses.models import Batch
from members.models import User


@dataclass(frozen=True)
class Gap:
    """One number or a range that no paper carries, with the reason."""

    first: int
    last: int
    number: str
    why: str
    reason: str
    uid: str = ""

    @property
    def span(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True)
class BatchUse:
    """A batch whose papers have numbers of this series."""

    batch: Batch
    papers: int


@dataclass(frozen=True)
class SeriesPage:
    series: CertificateSeries
    last_printed: str
    papers: int
    void: int
    before: int
    gaps: list[Gap]
    batches: list[BatchUse]
    elsewhere: int
    planned: list[Batch]

    @property
    def adds_up(self) -> bool:
        """Every number up to the last is accounted for: by a paper, as void, or as used before."""
        return self.papers + self.void + self.before == self.series.last


def series_page(series: CertificateSeries, user: User) -> SeriesPage:
    """Reasons are free text about people: only of certificates that the viewer may see. As many queries for a
    thousand numbers as for one."""
    drawn = Certificate.objects.filter(series=series)
    counts = {row["state"]: row["n"] for row in drawn.order_by().values("state").annotate(n=Count("pk"))}
    void = counts.pop(CertificateState.VOID, 0)
    seen = Certificate.objects.visible_to(user).filter(series=series)
    used_before = list(series.used_before.all())
    gaps = list(_void_numbers(drawn, set(seen.filter(state=CertificateState.VOID).values_list("pk", flat=True))))
    gaps += [Gap(row.first, row.last, "", _("used before Dermaga"), row.reason) for row in used_before]
    papers_of = {row["batch"]: row["n"] for row in seen.order_by().values("batch").annotate(n=Count("pk"))}
    batches = Batch.objects.filter(pk__in=papers_of).select_related("course")
    setups = BatchCertificateSetup.objects.visible_to(user).filter(numbering=series.scope)
    of_this_year = Q(issued_on__year=series.year)
    if series.year == clock.site_day().year:
        of_this_year |= Q(issued_on__isnull=True)
    numbered = Certificate.objects.filter(batch=OuterRef("batch"))
    planned = setups.filter(of_this_year, ~Exists(numbered)).select_related("batch__course")
    return SeriesPage(
        series=series,
        last_printed=drawn.order_by("-sequence").values_list("number", flat=True).first() or "",
        papers=sum(counts.values()),
        void=void,
        before=sum(row.last - row.first + 1 for row in used_before),
        gaps=sorted(gaps, key=lambda gap: gap.first),
        batches=[BatchUse(batch, papers_of[batch.pk]) for batch in batches],
        elsewhere=sum(counts.values()) + void - sum(papers_of.values()),
        planned=[setup.batch for setup in planned],
    )


def _void_numbers(drawn: QuerySet[Certificate], seen: set[int]) -> Iterator[Gap]:
    void = drawn.filter(state=CertificateState.VOID).values_list("pk", "sequence", "number", "reason", "uid")
    for pk, sequence, number, reason, uid in void.order_by("sequence"):
        if pk in seen:
            yield Gap(sequence, sequence, number, _("void"), reason, str(uid))
        else:
            yield Gap(sequence, sequence, number, _("void"), _("Belongs to a course that you do not run."))
