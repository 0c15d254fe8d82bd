"""Takes the frozen copy: from rows as they are now to the facts that will never change again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from certificates.facts import Facts, Holder, SessionFacts, SignatoryFacts
from certificates.models import BatchCertificateSetup
from certificates.qr import verify_url
from certificates.signing import configured_seal
from core import clock
from courses.choices import SessionState

if TYPE_CHECKING:
    from certificates.recipients import Recipient
    from courses.models import Batch, Session
    from members.models import Office, User


@dataclass(frozen=True)
class BatchFacts:
    """What all certificates of a batch have in common, read once."""

    organiser: str
    organiser_above: str
    course: str
    batch: str
    venue: str
    starts_on: date
    ends_on: date
    issued_at_place: str
    issued_on: date
    signatories: tuple[SignatoryFacts, ...]
    sessions: tuple[SessionFacts, ...]

    @property
    def total_jp(self) -> Decimal:
        return sum((session.jp for session in self.sessions), Decimal(0))


def day_of_issue(batch: Batch, setup: BatchCertificateSetup) -> date:
    """As printed: the day that was set, or today where the batch is."""
    return setup.issued_on or clock.now().astimezone(ZoneInfo(batch.zone)).date()


def freeze_batch(batch: Batch, setup: BatchCertificateSetup) -> BatchFacts:
    delivered = batch.sessions.filter(state=SessionState.DELIVERED).order_by("delivered_starts_at", "order", "pk")
    signatories = setup.signatories.select_related("signatory").order_by("sort_order")
    return BatchFacts(
        organiser=batch.course.organiser_name,
        organiser_above=setup.organiser_above,
        course=batch.course.title,
        batch=batch.name,
        venue=batch.venue if batch.city in batch.venue else f"{batch.venue}, {batch.city}".lstrip(", "),
        starts_on=batch.starts_on,
        ends_on=batch.ends_on,
        issued_at_place=setup.issued_at_place,
        issued_on=day_of_issue(batch, setup),
        signatories=tuple(
            SignatoryFacts(
                name=row.signatory.name,
                function=row.signatory.function,
                on_behalf=row.signatory.on_behalf,
                number=row.signatory.number,
                rank=row.signatory.rank,
            )
            for row in signatories
        ),
        sessions=freeze_sessions(delivered, batch),
    )


def freeze_sessions(
    sessions: Iterable[Session], batch: Batch, hours: Mapping[int, Decimal] | None = None
) -> tuple[SessionFacts, ...]:
    """Those that were delivered, in the order given; `hours` says how many count for one person."""
    zone = ZoneInfo(batch.zone)
    return tuple(
        SessionFacts(
            day=session.delivered_starts_at.astimezone(zone).date(),
            subject=session.subject,
            speaker=session.delivered_speaker,
            jp=(session.delivered_jp or Decimal(0)) if hours is None else hours[session.pk],
        )
        for session in sessions
        if session.state == SessionState.DELIVERED and session.delivered_starts_at is not None
    )


def freeze_holder(member: User, office: Office | None, batch: Batch) -> Holder:
    """The person as of now, the office as of the training. Wants the office's names at hand."""
    return Holder(
        name=member.name,
        title_before=member.title_before,
        title_after=member.title_after,
        number_kind=member.number_kind,
        number=member.number,
        rank=member.rank,
        position=member.position,
        office=office.name_on(batch.starts_on) if office else "",
    )


def freeze_facts(
    *, batch: BatchFacts, recipient: Recipient, number: str, edition: int, token: str, replaces: str = ""
) -> Facts:
    sessions = batch.sessions if recipient.sessions is None else recipient.sessions
    return Facts(
        number=number,
        edition=edition,
        kind=recipient.kind,
        passed=recipient.passed,
        organiser=batch.organiser,
        organiser_above=batch.organiser_above,
        holder=recipient.holder,
        course=batch.course,
        batch=batch.batch,
        venue=batch.venue,
        starts_on=batch.starts_on,
        ends_on=batch.ends_on,
        total_jp=sum((session.jp for session in sessions), Decimal(0)),
        issued_at_place=batch.issued_at_place,
        issued_on=batch.issued_on,
        signatories=batch.signatories,
        sessions=sessions,
        verify_url=verify_url(settings.SITE_URL, token),
        replaces=replaces,
        seal=configured_seal(),
        role=recipient.role,
        completed=recipient.completed,
    )
