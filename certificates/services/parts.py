"""Who gets a speaker's or a committee's paper, as it will be printed: filled from the batch, then edited by hand."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates.choices import CertificateKind, CertificateState
from certificates.errors import NotAllowedError, NotReadyError, SameNameError, WrongStateError
from certificates.kind_setups import setup_of
from certificates.models import Certificate, KindSetup, PaperPart, PartSession
from certificates.recipients import folded_name
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
    paper yet. Who was taken off the list stays off. Somebody with two parts that one kind of paper is for is named
    once, as speaker before moderator, with the sessions of both.
    """
    _check(batch, actor)
    _lock_list(batch)
    named = {(part.kind, part.member_id): part for part in PaperPart.objects.filter(batch=batch, member__isnull=False)}
    with_paper = set(_papers_of(batch).values_list("part", flat=True))
    rows: dict[tuple[str, int], list[BatchPart]] = {}
    for row in batch.parts.select_related("member").order_by("pk"):
        rows.setdefault((KIND_OF[Part(row.part)].value, row.member_id), []).append(row)
    added = 0
    for (kind, member), own in rows.items():
        first = min(own, key=lambda row: row.part != Part.SPEAKER)
        part = named.get((kind, member))
        if part is None:
            if first.member.erased_at is not None:
                continue
            part = PaperPart(batch=batch, kind=kind, member=first.member)
            added += 1
        elif part.left_out_at is not None:
            continue
        is_ours = part.edited_at is None and part.pk not in with_paper
        _attach(part, first, with_role=is_ours)
        if is_ours:
            _set_sessions(part, _delivered_by(own))
    if added:
        _record("parts.filled", batch, actor, {"added": added})
    return added


@transaction.atomic
def save_part(
    *, part: PaperPart, hours: Mapping[int, Decimal], actor: User | None, although_same: bool = False
) -> PaperPart:
    """Keep a part as it was filled in; `hours` are the JP taught, by session. A paper that was given keeps its text:
    replace it to have it say the new one. A name that is in the list already is refused unless `although_same`. Who was
    taken off the list is back on it."""
    _check(part.batch, actor)
    _lock_list(part.batch)
    part.name = part.name.strip()
    if part.member is not None:
        part.name = part.title_before = part.title_after = part.position = part.office_name = ""
    added = part.pk is None
    if added and part.member is not None:
        PaperPart.objects.filter(
            batch=part.batch, kind=part.kind, member=part.member, left_out_at__isnull=False
        ).delete()
    try:
        part.full_clean()  # with the batch: a member is named once in each
    except ValidationError as error:
        raise NotReadyError(" ".join(dict.fromkeys(error.messages))) from error
    if not although_same and _is_named_twice(part):
        raise SameNameError(_("Somebody of this name is in the list already. Tick it if this is another person."))
    delivered = {row.pk for row in part.batch.sessions.filter(state=SessionState.DELIVERED)}
    if not delivered.issuperset(hours):
        raise NotReadyError(_("Only sessions of this batch that were delivered can be named."))
    part.edited_at, part.left_out_at = clock.now(), None
    part.save()
    _set_sessions(part, hours)
    _record("part.paper_added" if added else "part.paper_changed", part.batch, actor, {"part": str(part.uid)})
    return part


@transaction.atomic
def remove_part(*, part: PaperPart, actor: User | None) -> None:
    """Take somebody off the list. Who has a number drawn stays: a paper points here. Whom the batch itself names is
    kept as left out, so that filling the list brings nobody back."""
    _check(part.batch, actor)
    _lock_list(part.batch)
    if part.certificates.exists():
        raise WrongStateError(_("A number was drawn for this person, so the name stays. Revoke or void that number."))
    parts = [key for key, kind in KIND_OF.items() if kind == part.kind]
    if part.member is not None and part.batch.parts.filter(member=part.member, part__in=parts).exists():
        part.left_out_at = clock.now()
        part.save(update_fields=["left_out_at"])
    else:
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


def _lock_list(batch: Batch) -> None:
    """One hand at the list at a time: there may be no row yet that could be held."""
    list(Batch.objects.select_for_update().filter(pk=batch.pk).values_list("pk"))


def _attach(part: PaperPart, row: BatchPart, *, with_role: bool) -> None:
    """The part goes back to this one of the batch, which stands behind one only."""
    if part.source_id != row.pk:
        PaperPart.objects.filter(source=row).update(source=None)
        part.source = row
        if with_role:
            part.role = _role_of(row)
        part.save()


def _is_named_twice(part: PaperPart) -> bool:
    """A name that stood before is no news; both names as they are read, whatever their case and spaces."""
    others = PaperPart.objects.filter(batch=part.batch, kind=part.kind, left_out_at__isnull=True)
    names = {
        pk: folded_name(name or member or "") for pk, name, member in others.values_list("pk", "name", "member__name")
    }
    before = names.pop(part.pk or 0, "")
    own = folded_name(part.name or (part.member.name if part.member else ""))
    return own != before and own in names.values()


def _papers_of(batch: Batch) -> QuerySet[Certificate]:
    return Certificate.objects.filter(batch=batch, part__isnull=False).exclude(state=CertificateState.VOID)


def _role_of(row: BatchPart) -> str:
    """As within the paper's sentence: `atas perannya sebagai moderator pada`; of the committee, what they do there."""
    if row.part == Part.COMMITTEE:
        return row.function[:80]
    with override("id"):
        return str(Part(row.part).label)


def _delivered_by(rows: list[BatchPart]) -> dict[int, Decimal]:
    planned = Q(delivered_by=None, session_speakers__part__in=rows)  # where it was confirmed without anybody
    sessions = Session.objects.filter(planned | Q(delivered_by__part__in=rows), state=SessionState.DELIVERED)
    sessions = sessions.order_by("delivered_starts_at", "order", "pk")  # two may begin at one time
    return {session.pk: session.delivered_jp or Decimal(0) for session in sessions}


def _set_sessions(part: PaperPart, hours: Mapping[int, Decimal]) -> None:
    known = {row.session_id: row.jp for row in part.taught.all()}
    if known == dict(hours):
        return
    part.taught.all().delete()
    PartSession.objects.bulk_create(PartSession(part=part, session_id=key, jp=jp) for key, jp in hours.items())


def _record(action: str, batch: Batch, actor: User | None, data: dict[str, object]) -> None:
    audit.record(action=action, actor=actor, subject=f"batch:{batch.code}", data=data)
