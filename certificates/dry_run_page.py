"""One page of what a run would do: verdicts are counted by the database, and only the people shown are looked at whole.

The promise of a run for everybody, by which certificates are issued, stays `certificates.dry_run`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery

from certificates.choices import CertificateKind, CertificateState
from certificates.dry_run import DryRunRow, Verdict, drawn_for, problems_with, row_of
from certificates.kind_setups import EffectiveSetup
from certificates.models import Certificate
from certificates.printable import PRINTED, doubtful, not_printable
from certificates.recipients import participant
from certificates.runs import papers_in_work
from core.prepared import prepared
from courses.choices import EnrolmentState
from courses.models import Batch, Enrolment

ROWS = 30  # a row is a person, an office, a paper and what is to be said of them: fifty cost a third more
# All that a paper would say of a participant; more is not made into objects for fifty people.
READ = (*(f"member__{one}" for one in (*PRINTED, "erased_at")), "office__name", "completion__passed_test")
OF_STANDING: dict[str, Verdict] = {
    CertificateState.RESERVED: Verdict.RESUMED,
    CertificateState.REVOKED: Verdict.REVOKED,
}
READY = Q(standing__isnull=True, completion__isnull=False)
WITH_VERDICT = {
    Verdict.READY: READY,
    Verdict.INCOMPLETE: Q(standing__isnull=True, completion__isnull=True),
    Verdict.HAS_ONE: Q(standing__isnull=False) & ~Q(standing__in=OF_STANDING),
    **{verdict: Q(standing=state) for state, verdict in OF_STANDING.items()},
}


@dataclass(frozen=True)
class DryRunPage:
    problems: list[str]
    counts: dict[str, int]
    in_work: int
    page: Page[int]
    rows: list[DryRunRow]

    @property
    def will_get(self) -> int:
        """By a run begun now; those that a job is about to make are no concern of another."""
        return self.counts.get(Verdict.READY, 0) + self.counts.get(Verdict.RESUMED, 0) - self.in_work


def dry_run_page(
    batch: Batch, setup: EffectiveSetup | None, *, verdict: str = "", search: str = "", page: str | None = None
) -> DryRunPage:
    """As many queries for two thousand who take part as for two; `verdict` is one of `Verdict`, or empty for all."""
    counts = _counts(batch)
    blocked = not_printable(_doubtful(batch.pk), batch.starts_on) if counts.get(Verdict.READY) else []
    if blocked:
        counts[Verdict.READY.value] -= len(blocked)
        counts[Verdict.BLOCKED.value] = len(blocked)
    in_work = _in_work(batch) if counts.get(Verdict.RESUMED) else 0
    found = _found(_people(batch.pk), verdict, blocked, search)
    paginator = Paginator(found, ROWS)
    if not search:
        paginator.count = counts.get(verdict, 0) if verdict else sum(counts.values())
    shown = paginator.get_page(page)
    return DryRunPage(problems_with(batch, setup), counts, in_work, shown, _rows(batch, list(shown)))


def _people(batch: int) -> QuerySet[Any]:
    """`standing` is as `dry_run` judges: the newest certificate that is not void says more than the completion."""
    standing = (
        Certificate.objects.filter(enrolment=OuterRef("pk"), kind=CertificateKind.PARTICIPANT)
        .exclude(state=CertificateState.VOID)
        .order_by("-edition")
        .values("state")[:1]
    )
    return Enrolment.objects.active().filter(batch=batch).alias(standing=Subquery(standing)).order_by()


@prepared
def _standings(batch: int) -> QuerySet[Any, tuple[str | None, bool, int]]:
    done = ExpressionWrapper(Q(completion__isnull=False), output_field=BooleanField())
    rows: QuerySet[Any, Any] = _people(batch).values_list(F("standing"), done).annotate(Count("pk"))
    return rows


@prepared
def _doubtful(batch: int) -> QuerySet[Any, tuple[Any, ...]]:
    return doubtful(_people(batch).filter(READY))


def _counts(batch: Batch) -> dict[str, int]:
    """Of each verdict but `blocked`, which those ready may still turn out to be."""
    counts: Counter[str] = Counter()
    for standing, is_complete, number in _standings(batch.pk):
        unmade = Verdict.READY if is_complete else Verdict.INCOMPLETE
        counts[(unmade if standing is None else OF_STANDING.get(standing, Verdict.HAS_ONE)).value] += number
    return dict(counts)


def _found(people: QuerySet[Any], verdict: str, blocked: list[int], search: str) -> QuerySet[Any]:
    if verdict == Verdict.BLOCKED:
        people = people.filter(pk__in=blocked)
    elif verdict:
        people = people.filter(WITH_VERDICT[Verdict(verdict)])
        people = people.exclude(pk__in=blocked) if verdict == Verdict.READY else people
    for word in search.split():
        people = people.filter(
            Q(member__name__icontains=word)
            | Q(member__title_before__icontains=word)
            | Q(member__title_after__icontains=word)
            | Q(office__name__icontains=word)
        )
    return people.order_by("member__name", "pk").values_list("pk", flat=True)


def _in_work(batch: Batch) -> int:
    """Among those who are counted; the next edition of a paper is no less in work than a first one."""
    reserved = Certificate.objects.filter(
        batch=batch, kind=CertificateKind.PARTICIPANT, state=CertificateState.RESERVED, pk__in=papers_in_work()
    )
    return reserved.exclude(enrolment__state=EnrolmentState.WITHDRAWN).count()


def _rows(batch: Batch, shown: list[int]) -> list[DryRunRow]:
    if not shown:
        return []
    people = {enrolment.pk: enrolment for enrolment in _shown(tuple(shown))}
    papers = Certificate.objects.filter(enrolment__in=shown, kind=CertificateKind.PARTICIPANT)
    drawn = drawn_for(papers.only("uid", "recipient_key", "edition", "number", "state", "problem", "reason"))
    recipients = []
    for pk in shown:
        people[pk].batch = batch
        recipients.append(participant(people[pk]))
    return [row_of(recipient, drawn.get(recipient.key, [])) for recipient in recipients]


@prepared
def _shown(enrolments: tuple[int, ...]) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(pk__in=enrolments).select_related("member", "office", "completion")
    return rows.prefetch_related("office__names").order_by().only(*READ)
