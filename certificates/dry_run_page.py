"""One page of what a run would do: verdicts are counted by the database, and only the people shown are looked at whole.

The promise of a run for everybody, by which certificates are issued, stays `certificates.dry_run`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, CharField, Count, OuterRef, Q, QuerySet, Subquery, Value, When

from certificates import rendering
from certificates.choices import CertificateKind, CertificateState
from certificates.dry_run import DryRunRow, Verdict, drawn_for, problems_of, row_of
from certificates.facts import Holder
from certificates.models import Certificate
from certificates.recipients import participant
from certificates.runs import papers_in_work
from courses.choices import EnrolmentState
from courses.models import Batch, Enrolment
from members.models import Office

ROWS = 50


@dataclass(frozen=True)
class DryRunPage:
    problems: list[str]
    counts: dict[str, int]
    in_work: int
    page: Page[Enrolment]
    rows: list[DryRunRow]

    @property
    def will_get(self) -> int:
        """By a run begun now; those that a job is about to make are no concern of another."""
        return self.counts.get(Verdict.READY, 0) + self.counts.get(Verdict.RESUMED, 0) - self.in_work


def dry_run_page(batch: Batch, *, verdict: str = "", search: str = "", page: str | None = None) -> DryRunPage:
    """As many queries for two thousand who take part as for two."""
    people = _with_verdict(batch)
    counts = {row["verdict"]: row["number"] for row in people.order_by().values("verdict").annotate(number=Count("pk"))}
    blocked = _not_printable(batch, people) if counts.get(Verdict.READY) else []
    if blocked:
        counts[Verdict.READY.value] -= len(blocked)
        counts[Verdict.BLOCKED.value] = len(blocked)
    in_work = _in_work(batch) if counts.get(Verdict.RESUMED) else 0
    if verdict == Verdict.BLOCKED:
        people = people.filter(pk__in=blocked)
    elif verdict:
        people = people.filter(verdict=verdict).exclude(pk__in=blocked)
    for word in search.split():
        people = people.filter(
            Q(member__name__icontains=word)
            | Q(member__title_before__icontains=word)
            | Q(member__title_after__icontains=word)
            | Q(office__name__icontains=word)
        )
    people = people.select_related("member", "office", "batch", "completion").prefetch_related("office__names")
    shown = Paginator(people.order_by("member__name", "pk"), ROWS).get_page(page)
    return DryRunPage(problems_of(batch), counts, in_work, shown, _rows(batch, list(shown)))


def _with_verdict(batch: Batch) -> QuerySet[Any]:
    """As `dry_run` judges: by the newest certificate that is not void, else by the completion."""
    standing = (
        Certificate.objects.filter(enrolment=OuterRef("pk"), kind=CertificateKind.PARTICIPANT)
        .exclude(state=CertificateState.VOID)
        .order_by("-edition")
        .values("state")[:1]
    )
    return (
        Enrolment.objects.active()
        .filter(batch=batch)
        .alias(standing=Subquery(standing))
        .annotate(
            verdict=Case(
                When(standing=CertificateState.RESERVED, then=Value(Verdict.RESUMED.value)),
                When(standing=CertificateState.REVOKED, then=Value(Verdict.REVOKED.value)),
                When(standing__isnull=False, then=Value(Verdict.HAS_ONE.value)),
                When(completion__isnull=True, then=Value(Verdict.INCOMPLETE.value)),
                default=Value(Verdict.READY.value),
                output_field=CharField(),
            )
        )
    )


def _not_printable(batch: Batch, people: QuerySet[Any]) -> list[int]:
    """Those ready whom the paper cannot hold; only what it prints of them is read, and each office once."""
    ready = people.filter(verdict=Verdict.READY.value).order_by()
    offices = Office.objects.filter(pk__in=ready.values("office")).prefetch_related("names")
    names = {office.pk: office.name_on(batch.starts_on) for office in offices}
    fields = ("name", "title_before", "title_after", "number_kind", "number", "rank", "position")
    printed = ready.values_list("pk", "office", *(f"member__{field}" for field in fields))
    return [
        pk
        for pk, office, *values in printed
        if rendering.holder_findings(Holder(**dict(zip(fields, values, strict=True)), office=names.get(office, "")))
    ]


def _in_work(batch: Batch) -> int:
    """Among those who are counted; the next edition of a paper is no less in work than a first one."""
    reserved = Certificate.objects.filter(
        batch=batch, kind=CertificateKind.PARTICIPANT, state=CertificateState.RESERVED, pk__in=papers_in_work()
    )
    return reserved.exclude(enrolment__state=EnrolmentState.WITHDRAWN).count()


def _rows(batch: Batch, shown: list[Enrolment]) -> list[DryRunRow]:
    drawn = drawn_for(
        Certificate.objects.filter(
            enrolment__in=[enrolment.pk for enrolment in shown], kind=CertificateKind.PARTICIPANT
        )
    )
    recipients = [participant(enrolment) for enrolment in shown]
    return [row_of(recipient, drawn.get(recipient.key, [])) for recipient in recipients]
