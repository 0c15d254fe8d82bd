"""Where the hours of a year come from, member by member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from certificates.choices import CertificateKind, CertificateState
from certificates.models import Certificate
from core.prepared import prepared
from courses.models import Batch, Enrolment

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User


@dataclass(frozen=True)
class Evidence:
    """Where hours come from: a certificate's number, or the batch alone while there is none."""

    batch: str
    code: str
    """Of the batch, where its page is open to the viewer."""
    jp: Decimal
    number: str = ""
    paper: str = ""
    """The certificate's uid, for its page."""

    @property
    def words(self) -> str:
        return self.number or self.batch


def evidence_of(
    members: Collection[int], user: User | AnonymousUser, hours: Mapping[int, Decimal]
) -> dict[int, list[Evidence]]:
    """Of each member the completed batches among these, with the number of the valid certificate. One query."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    for member, batch, name, code, is_open, number, paper in _evidence(tuple(members), user, tuple(hours)):
        page = code if is_open else ""
        found[member].append(Evidence(name, page, hours[batch], number or "", str(paper or "")))
    return found


@prepared
def _evidence(
    members: tuple[int, ...], user: User | AnonymousUser, batches: tuple[int, ...]
) -> QuerySet[Enrolment, tuple[Any, ...]]:
    valid = Certificate.objects.visible_to(user).filter(
        enrolment=OuterRef("pk"), kind=CertificateKind.PARTICIPANT, state=CertificateState.ISSUED
    )
    rows = Enrolment.objects.followed_by(user).filter(member__in=members, completion__isnull=False, batch__in=batches)
    told = rows.annotate(
        is_open=Exists(Batch.objects.followed_by(user).filter(pk=OuterRef("batch"))),
        paper=Subquery(valid.values("uid")[:1]),
        paper_number=Subquery(valid.values("number")[:1]),
    ).order_by("batch__starts_on", "pk")
    return told.values_list("member", "batch", "batch__name", "batch__code", "is_open", "paper_number", "paper")
