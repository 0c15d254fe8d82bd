"""What the ledger tells of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from core.prepared import prepared
from members import nip
from members.models import Membership, User
from members.models.user import with_titles
from members.rules import may_manage_members
from reports.selectors.jp_year import YearlyHours
from reports.selectors.ledger import NOT_ASKED, OVER, REACHED, UNDER, Ledger, in_order
from reports.selectors.ledger_evidence import Evidence, evidence_of

CHUNK = 500


@dataclass(frozen=True)
class LedgerRow:
    pk: int
    name: str
    number: str
    kind: str
    office: str
    province: str
    asked: YearlyHours
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def jp(self) -> Decimal:
        return sum((one.jp for one in self.evidence), Decimal("0.00"))

    @property
    def missing(self) -> Decimal:
        return max(Decimal(0), (self.asked.at_least or Decimal(0)) - self.jp)

    @property
    def state(self) -> str:
        if self.asked.at_most is not None and self.jp > self.asked.at_most:
            return OVER
        if self.asked.at_least is None:
            return NOT_ASKED
        return UNDER if self.jp < self.asked.at_least else REACHED


def ledger_rows(ledger: Ledger, pks: Sequence[int]) -> list[LedgerRow]:
    """Of these in their order, with the evidence of their hours: three queries, as many for one as for fifty."""
    numbers = tuple(pks)
    people = {row[0]: row for row in _people(numbers)}
    offices = {member: names for member, *names in _offices(numbers, ledger.day)}
    proofs = evidence_of(numbers, ledger.user, ledger.worth.by_batch)
    whole = may_manage_members(ledger.user)
    rows = []
    for pk in numbers:
        _pk, before, name, after, number, kind = people[pk]
        office, province = offices[pk]
        rows.append(
            LedgerRow(
                pk=pk,
                name=with_titles(name, before, after),
                number=number if whole or pk == ledger.user.pk else nip.mask(number),
                kind=kind,
                office=office,
                province=province or "",
                asked=ledger.asked[kind],
                evidence=proofs.get(pk, []),
            )
        )
    return rows


def all_ledger_rows(ledger: Ledger) -> Iterator[LedgerRow]:
    """Piece by piece."""
    pks = list(in_order(ledger))
    for start in range(0, len(pks), CHUNK):
        yield from ledger_rows(ledger, pks[start : start + CHUNK])


@prepared
def _people(pks: tuple[int, ...]) -> QuerySet[User, tuple[Any, ...]]:
    found = User.objects.filter(pk__in=pks).order_by()
    return found.values_list("pk", "title_before", "name", "title_after", "number", "number_kind")


@prepared
def _offices(members: tuple[int, ...], day: date) -> QuerySet[Membership, tuple[Any, ...]]:
    """The one that counts comes last (`ledger.with_offices`)."""
    found = Membership.objects.in_force(day).filter(member__in=members).order_by("valid_from", "-pk")
    return found.values_list("member", "office__name", "office__province__name")
