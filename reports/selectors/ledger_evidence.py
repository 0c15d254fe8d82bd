"""Where the hours of a year come from, member by member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from certificates.choices import CertificateKind, CertificateState
from certificates.models import Certificate
from core.prepared import prepared
from courses.models import Batch, Enrolment

if TYPE_CHECKING:
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


def evidence_of(members: Collection[int], user: User, hours: Mapping[int, Decimal]) -> dict[int, list[Evidence]]:
    """Of each member the completed batches among these, with the number of the valid certificate. Three queries."""
    rows = _completed(tuple(members), user, tuple(hours))
    papers = {enrolment: (number, str(uid)) for enrolment, number, uid in _papers(tuple(row[0] for row in rows), user)}
    open_ones = set(_open(user, tuple(hours)))
    found: dict[int, list[Evidence]] = defaultdict(list)
    for enrolment, member, batch, name, code in rows:
        number, uid = papers.get(enrolment, ("", ""))
        found[member].append(Evidence(name, code if batch in open_ones else "", hours[batch], number, uid))
    return found


@prepared
def _completed(
    members: tuple[int, ...], user: User, batches: tuple[int, ...]
) -> QuerySet[Enrolment, tuple[int, int, int, str, str]]:
    rows = Enrolment.objects.followed_by(user).filter(member__in=members, completion__isnull=False, batch__in=batches)
    return rows.order_by("batch__starts_on", "pk").values_list("pk", "member", "batch", "batch__name", "batch__code")


@prepared
def _papers(enrolments: tuple[int, ...], user: User) -> QuerySet[Certificate, tuple[int | None, str, UUID]]:
    valid = Certificate.objects.visible_to(user).filter(
        enrolment__in=enrolments, kind=CertificateKind.PARTICIPANT, state=CertificateState.ISSUED
    )
    return valid.order_by().values_list("enrolment", "number", "uid")


@prepared
def _open(user: User, batches: tuple[int, ...]) -> QuerySet[Batch, int]:
    return Batch.objects.followed_by(user).filter(pk__in=batches).order_by().values_list("pk", flat=True)
