"""Who gets a speaker's or a committee's paper, as it will be printed: filled from the batch, then edited by hand."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates.choices import CertificateKind, CertificateState
from certificates.errors import NotAllowedError, NotReadyError, WrongStateError
from certificates.kind_setups import setup_of
from certificates.models import Certificate, KindSetup, PaperPart, PartSession
from certificates.rules import may_issue_for_batch
from core import audit, clock
from courses.choices import Part, SessionState
from courses.models import Batch, BatchPart, Session
from members.models import User

KIND_OF = {
    Part.SPEAKER: CertificateKind.SPEAKER,
    Part.MODERATOR: CertificateKind.SPEAKER,
    Part.COMMITTEE: CertificateKind.COMMITTEE,
}


@transaction.atomic
def fill_parts(*, batch: Batch, actor: User | None) -> int:
    """Take over who has a part in the batch, with the sessions as delivered; returns how many were added.

    Repeated, it adds who is new and brings the sessions up to date of those whom nobody has edited and who have no
    paper yet.
    """
    _check(batch, actor)
    known = {part.source_id: part for part in PaperPart.objects.select_for_update().filter(batch=batch)}
    named = {(part.kind, part.member_id) for part in known.values()}
    with_paper = set(_papers_of(batch).values_list("part", flat=True))
    added = 0
    for row in batch.parts.select_related("member").order_by("pk"):
        part = known.get(row.pk)
        kind = KIND_OF[Part(row.part)]
        if part is None:
            if row.member.erased_at is not None or (kind, row.member_id) in named:
                continue
            part = PaperPart.objects.create(batch=batch, kind=kind, member=row.member, source=row, role=_role_of(row))
            named.add((kind, row.member_id))
            added += 1
        elif part.edited_at is not None or part.pk in with_paper:
            continue
        _set_sessions(part, _delivered_by(row))
    if added:
        _record("parts.filled", batch, actor, {"added": added})
    return added


@transaction.atomic
def save_part(*, part: PaperPart, hours: Mapping[int, Decimal], actor: User | None) -> PaperPart:
    """Keep a part as it was filled in; `hours` are the JP taught, by session. A paper that was given keeps its text:
    replace it to have it say the new one."""
    _check(part.batch, actor)
    part.name = part.name.strip()
    if part.member is not None:
        part.name = part.title_before = part.title_after = part.position = part.office_name = ""
    try:
        part.full_clean(exclude=["batch"])
    except ValidationError as error:
        raise NotReadyError(" ".join(error.messages)) from error
    delivered = {row.pk for row in part.batch.sessions.filter(state=SessionState.DELIVERED)}
    if not delivered.issuperset(hours):
        raise NotReadyError(_("Only sessions of this batch that were delivered can be named."))
    added = part.pk is None
    part.edited_at = clock.now()
    part.save()
    _set_sessions(part, hours)
    _record("part.paper_added" if added else "part.paper_changed", part.batch, actor, {"part": str(part.uid)})
    return part


@transaction.atomic
def remove_part(*, part: PaperPart, actor: User | None) -> None:
    """Take somebody off the list. Who has a number drawn stays: a paper points here."""
    _check(part.batch, actor)
    if part.certificates.exists():
        raise WrongStateError(_("A number was drawn for this person, so the name stays. Revoke or void that number."))
    part.delete()
    _record("part.paper_removed", part.batch, actor, {"part": str(part.uid)})


@transaction.atomic
def switch_kind(*, batch: Batch, kind: CertificateKind, on: bool, actor: User | None) -> KindSetup:
    """Give papers of this kind in the batch, or stop; what was given stays given."""
    _check(batch, actor)
    setup = setup_of(batch)
    if setup is None:
        raise NotReadyError(_("Nobody has set up the certificates of this batch: numbering, template and signatories."))
    own, _made = KindSetup.objects.get_or_create(setup=setup, kind=kind, defaults={"is_on": on})
    if own.is_on != on:
        own.is_on = on
        own.save(update_fields=["is_on"])
    _record("kind.switched", batch, actor, {"kind": kind, "on": on})
    return own


def _check(batch: Batch, actor: User | None) -> None:
    if actor is not None and not may_issue_for_batch(actor, batch):
        raise NotAllowedError(_("Only an organiser of this course may issue its certificates."))


def _papers_of(batch: Batch) -> QuerySet[Certificate]:
    return Certificate.objects.filter(batch=batch, part__isnull=False).exclude(state=CertificateState.VOID)


def _role_of(row: BatchPart) -> str:
    """As within the paper's sentence: `atas perannya sebagai moderator pada`; of the committee, what they do there."""
    if row.part == Part.COMMITTEE:
        return row.function[:80]
    with override("id"):
        return str(Part(row.part).label)


def _delivered_by(row: BatchPart) -> dict[int, Decimal]:
    sessions = Session.objects.filter(session_speakers__part=row, state=SessionState.DELIVERED)
    return {session.pk: session.delivered_jp or Decimal(0) for session in sessions}


def _set_sessions(part: PaperPart, hours: Mapping[int, Decimal]) -> None:
    known = {row.session_id: row.jp for row in part.taught.all()}
    if known == dict(hours):
        return
    part.taught.all().delete()
    PartSession.objects.bulk_create(PartSession(part=part, session_id=key, jp=jp) for key, jp in hours.items())


def _record(action: str, batch: Batch, actor: User | None, data: dict[str, object]) -> None:
    audit.record(action=action, actor=actor, subject=f"batch:{batch.code}", data=data)
