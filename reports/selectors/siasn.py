"""Who of a batch, or of a year, stands in the course history for SIASN, and who does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    Count,
    DecimalField,
    Exists,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Length
from django.db.models.lookups import Exact, LessThan

from certificates.choices import CertificateKind, CertificateState
from certificates.models import Certificate
from core.prepared import prepared
from courses.choices import Rounding
from courses.models import Batch, Enrolment
from courses.rules import may_see_batch
from members.choices import NumberKind
from members.models.user import with_titles
from reports.selectors.recap_people import everybody_of
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
    if batch is not None:
        return _of_batch(_who_is_told(user, batch), batch.pk, takes_halves())
    return _of_year(user, *_days_of(year or 0), takes_halves())


def takes_halves() -> bool:
    """Whether half an hour is written as a whole one."""
    return str(settings.SIASN_ROUNDING) == Rounding.HALF_UP


def _who_is_told(user: User | AnonymousUser, batch: Batch) -> User | AnonymousUser | None:
    """None for who sees the whole batch (`everybody_of`)."""
    return None if may_see_batch(user, batch) else user


def _days_of(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _of_batch(user: User | AnonymousUser | None, batch: int, halves: bool) -> Candidates:
    return _with_reasons(everybody_of(user, batch), halves)


def _of_year(user: User | AnonymousUser, first: date, last: date, halves: bool) -> Candidates:
    ended = Enrolment.objects.followed_by(user).active().filter(batch__ends_on__gte=first, batch__ends_on__lte=last)
    return _with_reasons(ended, halves)


def _with_reasons(enrolments: QuerySet[Enrolment], halves: bool) -> Candidates:
    rows: Candidates = enrolments.annotate(stays_because=_reason(halves))
    return rows


def _valid() -> QuerySet[Certificate]:
    """Of an enrolment the certificate that is valid, of which there is one at most."""
    return Certificate.objects.filter(
        enrolment=OuterRef("pk"), kind=CertificateKind.PARTICIPANT, state=CertificateState.ISSUED
    ).order_by()


def _printed(name: str) -> Subquery:
    return Subquery(_valid().annotate(told=KT(f"facts_data__{name}")).values("told")[:1])


def _reason(halves: bool) -> Case:
    """As `Candidate.reason` says it. What costs least is asked first, and no expression by a pattern, which SQLite
    has none for: it would call back for each of thousands."""
    besides_digits = Func("member__number", Value("0123456789"), function="LTRIM", output_field=CharField())
    has_number = Q(Exact(Length("member__number"), 18)) & Q(Exact(besides_digits, Value("")))
    numbered = Q(member__number_kind=NumberKind.NIP) & has_number
    return Case(
        When(member__number_kind=NumberKind.NI_PPPK, then=Value(Reason.CONTRACT.value)),
        When(~numbered, then=Value(Reason.NO_NUMBER.value)),
        When(completion__isnull=True, then=Value(Reason.INCOMPLETE.value)),
        When(~Exists(_valid()), then=Value(Reason.NO_CERTIFICATE.value)),
        When(
            LessThan(Cast(_printed("total_jp"), JP), Decimal("0.5") if halves else Decimal(1)),
            then=Value(Reason.NO_HOURS.value),
        ),
        default=Value(""),
        output_field=CharField(),
    )


def counts_of_batch(user: User | AnonymousUser, batch: Batch) -> Counts:
    """One query, beside that of who sees the whole batch."""
    return _counts(_numbers_of_batch(_who_is_told(user, batch), batch.pk, takes_halves()))


def counts_of_year(user: User | AnonymousUser, year: int) -> Counts:
    """One query."""
    return _counts(_numbers_of_year(user, *_days_of(year), takes_halves()))


def _counts(numbers: list[tuple[str, int]]) -> Counts:
    known = dict(numbers)
    return Counts(known.get("", 0), {reason.value: known[reason.value] for reason in Reason if reason.value in known})


@prepared
def _numbers_of_batch(
    user: User | AnonymousUser | None, batch: int, halves: bool
) -> QuerySet[Enrolment, tuple[str, int]]:
    return _numbers(_of_batch(user, batch, halves))


@prepared
def _numbers_of_year(
    user: User | AnonymousUser, first: date, last: date, halves: bool
) -> QuerySet[Enrolment, tuple[str, int]]:
    return _numbers(_of_year(user, first, last, halves))


def _numbers(candidates: Candidates) -> Candidates:
    rows: Candidates = candidates.order_by().values_list("stays_because").annotate(number=Count("pk"))
    return rows


def in_order(candidates: Candidates) -> Candidates:
    rows: Candidates = candidates.order_by("batch__starts_on", "batch", "member__name", "pk")
    return rows


@dataclass(frozen=True)
class Staying:
    """Somebody who does not stand in the list, and why."""

    name: str
    office: str
    batch: str
    reason: Reason


STAYING = (
    "member__title_before", "member__name", "member__title_after", "office__name", "batch__name", "stays_because"
)  # fmt: skip


def staying(candidates: Candidates, reason: str = "") -> Candidates:
    """Those who stay, for this reason or any; `staying_rows` reads them."""
    found: Candidates = candidates.filter(stays_because=reason) if reason else candidates.exclude(stays_because="")
    return in_order(found).values_list(*STAYING)


def staying_rows(rows: Iterable[tuple[Any, ...]]) -> list[Staying]:
    return [
        Staying(with_titles(name, before, after), office or "", batch, Reason(why))
        for before, name, after, office, batch, why in rows
    ]


COLUMNS = (
    "member__title_before", "member__name", "member__title_after", "member__number_kind", "member__number",
    "office__name", "batch__name", "completion", "paper", *(f"printed_{name}" for name in PRINTED),
)  # fmt: skip


def rows_of(candidates: Candidates) -> Iterator[Candidate]:
    """One query; row by row, however many."""
    printed = {f"printed_{name}": _printed(name) for name in PRINTED}
    told = candidates.annotate(paper=Subquery(_valid().values("number")[:1]), **printed).values_list(*COLUMNS)
    for before, name, after, kind, number, office, batch, completion, paper, *facts in told.iterator(chunk_size=CHUNK):
        course, organiser, starts_on, ends_on, jp = facts
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
