"""How a speaker comes to a batch: invited by an organiser, by a link, with or without an account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import audit, clock
from courses.choices import Part
from courses.errors import HasAccountError, InvitationSpentError, NotAllowedError, OutsideBatchError
from courses.invitation_links import TEMPLATE, hash_of, token_of
from courses.models import Batch, BatchPart, Session, SessionSpeaker, SpeakerInvitation, SpeakerProfile
from courses.rules import may_run_batch
from courses.services.programme import locked_open_batch
from members.choices import SiteRole
from members.message_kinds import ONE_TIME_LINK
from members.models import User
from members.services import grant_role, register_member, send_to_address

LANGUAGE = "id"  # of mails to people of whom nothing is known


@transaction.atomic
def invite_speaker(
    *, batch: Batch, name: str, email: str, actor: User, function: str = "", sessions: Sequence[Session] = ()
) -> SpeakerInvitation:
    """Write the invitation and its mail. An open one for the same address is kept with its link, and gets the new
    sessions and words: a second tap sends no second mail."""
    locked = locked_open_batch(batch, actor)
    for session in sessions:
        if session.batch_id != locked.pk:
            raise OutsideBatchError(_("“%(session)s” belongs to another batch.") % {"session": session.subject})
    address = email.strip().lower()
    open_ones = SpeakerInvitation.objects.filter(batch=locked, accepted_at=None, revoked_at=None)
    invitation = open_ones.filter(email__iexact=address).first()
    if invitation is not None:
        invitation.name, invitation.function = name.strip(), function.strip() or invitation.function
        invitation.save(update_fields=["name", "function"])
        invitation.sessions.add(*sessions)
        return invitation if invitation.is_open else renew_invitation(invitation=invitation, actor=actor)
    moment = clock.now()
    invitation = SpeakerInvitation(
        batch=locked,
        name=name.strip(),
        email=address,
        function=function.strip(),
        invited_by=actor,
        created_at=moment,
        sent_at=moment,
        expires_at=_end(),
    )
    invitation.token_hash = hash_of(token_of(invitation))
    invitation.save()
    invitation.sessions.set(sessions)
    _record("speaker.invited", invitation, actor)
    _send(invitation)
    return invitation


@transaction.atomic
def renew_invitation(*, invitation: SpeakerInvitation, actor: User) -> SpeakerInvitation:
    """Send it again with a new link and a new end; the link before opens nothing any more."""
    locked = _locked(invitation)
    locked_open_batch(locked.batch, actor)
    if locked.accepted_at is not None or locked.revoked_at is not None:
        raise InvitationSpentError(_("This invitation was accepted or taken back. Invite the person anew."))
    locked.round += 1
    locked.token_hash = hash_of(token_of(locked))
    locked.sent_at, locked.expires_at, locked.opened_at = clock.now(), _end(), None
    locked.save(update_fields=["round", "token_hash", "sent_at", "expires_at", "opened_at"])
    _record("speaker.invited_again", locked, actor)
    _send(locked)
    return locked


@transaction.atomic
def revoke_invitation(*, invitation: SpeakerInvitation, actor: User) -> SpeakerInvitation:
    """Its link opens nothing any more. One that was accepted stays: the part is taken back instead."""
    locked = _locked(invitation)
    if not may_run_batch(actor, locked.batch):
        raise NotAllowedError(_("Only an organiser of this course may do this."))
    if locked.accepted_at is not None:
        raise InvitationSpentError(_("%(name)s has accepted already. Remove the part instead.") % {"name": locked.name})
    if locked.revoked_at is None:
        locked.revoked_at = clock.now()
        locked.save(update_fields=["revoked_at"])
        _record("speaker.invitation_revoked", locked, actor)
    return locked


def note_invitation_opened(*, invitation: SpeakerInvitation) -> None:
    SpeakerInvitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=clock.now())


@transaction.atomic
def accept_invitation(*, invitation: SpeakerInvitation, member: User, function: str = "") -> BatchPart:
    """`member` becomes speaker of the batch and of the invited sessions, with the role that opens the editor. The same
    member again changes nothing."""
    locked = _locked(invitation)
    if locked.accepted_by_id == member.pk:
        return BatchPart.objects.get(batch=locked.batch_id, member=member, part=Part.SPEAKER)
    _check_open(locked)
    if may_run_batch(member, locked.batch):
        raise NotAllowedError(
            _("You run this batch: this link is for %(name)s. Open it where you are not logged in.")
            % {"name": locked.name}
        )
    part, _made = BatchPart.objects.get_or_create(
        batch=locked.batch,
        member=member,
        part=Part.SPEAKER,
        defaults={"function": function.strip() or locked.function},
    )
    for session in locked.sessions.all():
        SessionSpeaker.objects.get_or_create(
            session=session, part=part, defaults={"order": session.session_speakers.count()}
        )
        session.save(update_fields=["changed_at"])
    words = function.strip() or locked.function
    if words:
        SpeakerProfile.objects.get_or_create(member=member, defaults={"function": words})
    grant_role(member=member, role=SiteRole.SPEAKER, actor=None)
    locked.accepted_at, locked.accepted_by = clock.now(), member
    locked.save(update_fields=["accepted_at", "accepted_by"])
    _record("speaker.accepted", locked, member)
    return part


def register_invited_speaker(
    *,
    invitation: SpeakerInvitation,
    name: str,
    password: str,
    title_before: str = "",
    title_after: str = "",
    function: str = "",
    language: str = "id",
) -> User:
    """An account for the invited address, and the invitation accepted with it: both or neither."""
    hashed = make_password(password)  # before the transaction: it takes long on purpose
    with transaction.atomic():
        locked = _locked(invitation)
        _check_open(locked)
        if User.objects.for_login(locked.email).exists():
            raise HasAccountError(
                _("The invited address has an account already. Log in with it, and this invitation waits for you.")
            )
        member = register_member(
            name=name,
            email=locked.email,
            title_before=title_before,
            title_after=title_after,
            position=function[:150],
            zone=locked.batch.zone,
            language=language,
            actor=locked.invited_by,
        )
        member.password = hashed
        member.save(update_fields=["password"])
        accept_invitation(invitation=locked, member=member, function=function)
    return member


def _locked(invitation: SpeakerInvitation) -> SpeakerInvitation:
    rows = SpeakerInvitation.objects.select_for_update(of=("self",)).select_related("batch__course", "invited_by")
    return rows.get(pk=invitation.pk)


def _check_open(invitation: SpeakerInvitation) -> None:
    if not invitation.is_open or invitation.batch.is_closed:
        raise InvitationSpentError(_("This link does not work any more. Ask the organiser for a new one."))


def _send(invitation: SpeakerInvitation) -> None:
    sessions = list(invitation.sessions.order_by("starts_at").select_related("batch"))
    with translation.override(LANGUAGE):
        until = date_format(timezone.localtime(invitation.expires_at), "j F Y")
    send_to_address(
        key=invitation.message_key,
        address=invitation.email,
        language=LANGUAGE,
        template=TEMPLATE,
        about=invitation.batch.code,
        context={
            "batch": invitation.batch,
            "sessions": sessions,
            "link": ONE_TIME_LINK,
            "name": invitation.name,
            "course": invitation.batch.course.title,
            "batch_name": invitation.batch.name,
            "city": invitation.batch.city,
            "until": until,
        },
    )


def _end() -> datetime:
    return clock.now() + timedelta(days=settings.INVITATION_DAYS)


def _record(action: str, invitation: SpeakerInvitation, actor: User) -> None:
    data = {"batch": invitation.batch.code, "round": invitation.round}
    audit.record(action=action, actor=actor, subject=f"invitation:{invitation.uid}", data=data)
