"""Who of a batch, or of a year, stands in the course history for SIASN, and who does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from django.conf import settings
from django.db.models import Case, CharField, Count, DecimalField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from certificates.choices import CertificateKind, CertificateState
from certificates.models import Certificate
from courses.choices import Rounding
from courses.models import Batch, Enrolment
from members.choices import NumberKind
from members.models.user import with_titles
from reports.siasn import Candidate, Reason

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User

# Enrolments with what is annotated to them below.
Candidates: TypeAlias = QuerySet[Any, Any]
# What is read of the frozen facts.
PRINTED = ("course", "organiser", "starts_on", "ends_on", "total_jp")
CHUNK = 500
JP: DecimalField[Any, Decimal] = DecimalField(max_digits=9, decimal_places=2)


@dataclass(frozen=True)
class Counts:
    goes: int
    stays: Mapping[str, int]

    @property
    def staying(self) -> int:
        return sum(self.stays.values())


def candidates_of(user: User | AnonymousUser, *, batch: Batch | None = None, year: int | None = None) -> Candidates:
    """Who takes part and is looked after by `user`, each with the reason for staying; of a year, in the batches that
    ended in it."""
    found = Enrolment.objects.followed_by(user).active()
    found = found.filter(batch=batch) if batch is not None else found.filter(batch__ends_on__year=year)
    valid = Certificate.objects.filter(
        enrolment=OuterRef("pk"), kind=CertificateKind.PARTICIPANT, state=CertificateState.ISSUED
    )
    printed = {
        f"printed_{name}": Subquery(valid.annotate(told=KT(f"facts_data__{name}")).values("told")[:1])
        for name in PRINTED
    }
    with_paper = found.annotate(paper=Subquery(valid.values("number")[:1]), **printed)
    rows: Candidates = with_paper.annotate(printed_jp=Cast("printed_total_jp", JP)).annotate(stays_because=_reason())
    return rows


def _reason() -> Case:
    """As `Candidate.reason` says it."""
    least = Decimal("0.5") if settings.SIASN_ROUNDING == Rounding.HALF_UP else Decimal(1)
    numbered = Q(member__number_kind=NumberKind.NIP, member__number__regex=r"^[0-9]{18}$")
    return Case(
        When(member__number_kind=NumberKind.NI_PPPK, then=Value(Reason.CONTRACT.value)),
        When(~numbered, then=Value(Reason.NO_NUMBER.value)),
        When(completion__isnull=True, then=Value(Reason.INCOMPLETE.value)),
        When(paper__isnull=True, then=Value(Reason.NO_CERTIFICATE.value)),
        When(printed_jp__lt=least, then=Value(Reason.NO_HOURS.value)),
        default=Value(""),
        output_field=CharField(),
    )


def counts_of(candidates: Candidates) -> Counts:
    """One query."""
    rows = candidates.order_by().values("stays_because").annotate(number=Count("pk"))
    numbers = {row["stays_because"]: row["number"] for row in rows}
    stays = {reason.value: numbers[reason.value] for reason in Reason if reason.value in numbers}
    return Counts(numbers.get("", 0), stays)


def in_order(candidates: Candidates) -> Candidates:
    rows: Candidates = candidates.order_by("batch__starts_on", "batch", "member__name", "pk")
    return rows


COLUMNS = (
    "member__title_before", "member__name", "member__title_after", "member__number_kind", "member__number",
    "office__name", "batch__name", "completion", "paper", *(f"printed_{name}" for name in PRINTED),
)  # fmt: skip


def rows_of(candidates: Candidates) -> Iterator[Candidate]:
    """One query; row by row, however many."""
    for before, name, after, kind, number, office, batch, completion, paper, *printed in candidates.values_list(
        *COLUMNS
    ).iterator(chunk_size=CHUNK):
        course, organiser, starts_on, ends_on, jp = printed
        yield Candidate(
            name=with_titles(name, before, after),
            number_kind=kind,
            number=number,
            office=office or "",
            batch=batch,
            is_complete=completion is not None,
            certificate=paper or "",
            course=course or "",
            organiser=organiser or "",
            starts_on=date.fromisoformat(starts_on) if starts_on else None,
            ends_on=date.fromisoformat(ends_on) if ends_on else None,
            jp=Decimal(jp) if jp else Decimal(0),
        )
