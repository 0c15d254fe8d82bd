"""Whom a batch gives papers: its participants, its speakers and committee, its offices. One idea for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certificates.choices import CertificateKind
from certificates.facts import Holder, SessionFacts
from certificates.freezing import freeze_holder, freeze_sessions
from certificates.kind_setups import EffectiveSetup
from certificates.models import Certificate, PaperPart, PartSession
from courses.choices import EnrolmentState
from courses.models import Batch, Enrolment
from members.models import Membership, Office, User

ACCOUNT_ERASED = gettext_lazy("The account was erased: nobody is left to be named on a new paper.")


@dataclass(frozen=True)
class Recipient:
    """Somebody, or an office, as a paper made now would say it.

    `missing` is what is still to do for it, `blocked` why there cannot be one. `sessions` are None where the paper has
    the batch's own.
    """

    key: str
    kind: CertificateKind
    holder: Holder
    batch: Batch
    member: User | None = None
    office: Office | None = None
    enrolment: Enrolment | None = None
    part: PaperPart | None = None
    sessions: tuple[SessionFacts, ...] | None = None
    passed: bool = False
    role: str = ""
    completed: int = 0
    missing: str = ""
    blocked: str = ""

    @property
    def is_withheld(self) -> bool:
        """An award names an office, and strangers read an office's name only where its own policy says so."""
        is_award = self.kind == CertificateKind.AWARD
        return is_award and self.office is not None and not self.office.named_in_public


def enrolment_key(enrolment: Enrolment) -> str:
    return f"enrolment:{enrolment.pk}"


def part_key(part: PaperPart) -> str:
    return f"part:{part.pk}"


def office_key(office: Office, batch: Batch) -> str:
    """An office once in each batch."""
    return f"office:{office.pk}:{batch.pk}"


def participant(enrolment: Enrolment) -> Recipient:
    """Wants `member`, `office` with its names, `batch` and `completion` at hand."""
    completion = getattr(enrolment, "completion", None)
    return Recipient(
        key=enrolment_key(enrolment),
        kind=CertificateKind.PARTICIPANT,
        holder=freeze_holder(enrolment.member, enrolment.office, enrolment.batch),
        batch=enrolment.batch,
        member=enrolment.member,
        office=enrolment.office,
        enrolment=enrolment,
        passed=completion is not None and completion.passed_test,
        missing="" if completion else _("Has not completed the course."),
        blocked=_erased(enrolment.member),
    )


def participants_of(batch: Batch, setup: EffectiveSetup | None) -> list[Recipient]:
    enrolments = Enrolment.objects.active().filter(batch=batch)
    return [participant(row) for row in _whole(enrolments).order_by("member__name", "pk")]


def somebody(part: PaperPart, office: Office | None) -> Recipient:
    """A speaker or somebody of the committee. A speaker's paper lists what this person taught."""
    taught = freeze_sessions([row.session for row in part.taught.all()], part.batch, _hours_of(part))
    is_speaker = part.kind == CertificateKind.SPEAKER
    return Recipient(
        key=part_key(part),
        kind=CertificateKind(part.kind),
        holder=freeze_holder(part.member, office, part.batch) if part.member else _guest(part),
        batch=part.batch,
        member=part.member,
        office=office,
        part=part,
        sessions=taught if is_speaker else None,
        role=part.role,
        missing=_("No delivered session is named that this person taught.") if is_speaker and not taught else "",
        blocked=_erased(part.member),
    )


def parts_of(batch: Batch, kind: CertificateKind) -> list[Recipient]:
    parts = list(_whole_parts().filter(batch=batch, kind=kind, left_out_at__isnull=True))
    offices = _offices_then(batch, [part.member_id for part in parts if part.member_id])
    found = [somebody(part, offices.get(part.member_id or 0)) for part in parts]
    return sorted(found, key=lambda row: (row.holder.name.casefold(), row.key))


def folded_name(name: str) -> str:
    """Two spellings of a name that read the same."""
    return " ".join(name.split()).casefold()


def office_award(office: Office, batch: Batch, completed: int, least: int) -> Recipient:
    """Wants the office's names at hand."""
    short = ngettext(
        "%(count)d participant completed; it takes %(least)d.", "%(count)d participants completed; it takes %(least)d.",
        completed,
    ) % {"count": completed, "least": least}  # fmt: skip
    return Recipient(
        key=office_key(office, batch),
        kind=CertificateKind.AWARD,
        holder=Holder(name=office.name_on(batch.starts_on)),
        batch=batch,
        office=office,
        completed=completed,
        missing=short if completed < least else "",
    )


def offices_of(batch: Batch, setup: EffectiveSetup | None) -> list[Recipient]:
    """Every office that had participants, in the order of names."""
    least = setup.least if setup else 1
    taking_part = Enrolment.objects.active().filter(batch=batch, office__isnull=False)
    counts = dict(taking_part.order_by().values_list("office").annotate(number=Count("completion")))
    offices = Office.objects.filter(pk__in=counts).select_related("province").prefetch_related("names")
    found = [office_award(office, batch, counts[office.pk], least) for office in offices]
    return sorted(found, key=lambda row: (row.holder.name.casefold(), row.key))


RECIPIENTS: dict[CertificateKind, Callable[[Batch, EffectiveSetup | None], list[Recipient]]] = {
    CertificateKind.PARTICIPANT: participants_of,
    CertificateKind.SPEAKER: lambda batch, setup: parts_of(batch, CertificateKind.SPEAKER),
    CertificateKind.COMMITTEE: lambda batch, setup: parts_of(batch, CertificateKind.COMMITTEE),
    CertificateKind.AWARD: offices_of,
}


def recipients_of(batch: Batch, setup: EffectiveSetup | None, kind: CertificateKind) -> list[Recipient]:
    return RECIPIENTS[kind](batch, setup)


def recipient_of(certificate: Certificate) -> Recipient | None:
    """Whom this paper was for, as of now; None where nobody stands behind its key any more."""
    batch = certificate.batch
    if certificate.enrolment_id is not None:
        return participant(_whole(Enrolment.objects).get(pk=certificate.enrolment_id))
    if certificate.part_id is not None:
        part = _whole_parts().get(pk=certificate.part_id)
        return somebody(part, _offices_then(batch, [part.member_id]).get(part.member_id or 0))
    if certificate.kind == CertificateKind.AWARD and certificate.office_id is not None:
        office = Office.objects.prefetch_related("names").get(pk=certificate.office_id)
        completed = Enrolment.objects.filter(batch=batch, office=office, completion__isnull=False)
        return office_award(office, batch, completed.exclude(state=EnrolmentState.WITHDRAWN).count(), 0)
    return None


def _whole(enrolments: Any) -> Any:
    return enrolments.select_related("member", "office", "batch", "completion").prefetch_related("office__names")


def _whole_parts() -> Any:
    taught = PartSession.objects.select_related("session").order_by(
        "session__delivered_starts_at", "session__order", "pk"
    )
    return PaperPart.objects.select_related("member", "batch").prefetch_related(Prefetch("taught", taught))


def _offices_then(batch: Batch, members: list[int | None]) -> dict[int, Office]:
    """Where each worked when the batch began."""
    rows = Membership.objects.in_force(batch.starts_on).filter(member__in=members)
    return {row.member_id: row.office for row in rows.select_related("office").prefetch_related("office__names")}


def _hours_of(part: PaperPart) -> dict[int, Decimal]:
    return {row.session_id: row.jp for row in part.taught.all()}


def _guest(part: PaperPart) -> Holder:
    return Holder(
        name=part.name,
        title_before=part.title_before,
        title_after=part.title_after,
        position=part.position,
        office=part.office_name,
    )


def _erased(member: User | None) -> str:
    return str(ACCOUNT_ERASED) if member is not None and member.erased_at is not None else ""
