from datetime import timedelta

import pytest
from django.core import mail

from core import clock
from core.models import AuditEntry
from courses.choices import BatchState, InvitationState, Part
from courses.errors import HasAccountError, InvitationSpentError, NotAllowedError, OutsideBatchError
from courses.invitation_links import hash_of, link_of, token_of
from courses.models import Batch, BatchPart, SpeakerInvitation
from courses.services.invitations import (
    accept_invitation,
    invite_speaker,
    note_invitation_opened,
    register_invited_speaker,
    renew_invitation,
    revoke_invitation,
)
from members.models import Message, User
from members.rules import only_speaks
from members.selectors import personal_data_of
from tests.factories.courses import make_batch, make_course, make_session
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db(transaction=True)
LASMI = {"name": "Lasmi Wardhani", "email": "Lasmi@Example.go.id"}
JOIN = {"name": "Lasmi Wardhani", "password": "ombak-besar-di-laut", "function": "Ahli komunikasi"}


@pytest.fixture
def organiser() -> User:
    return make_organiser("Ratna")


@pytest.fixture
def batch(organiser: User) -> Batch:
    return make_batch(make_course("Tanggap hoaks", organisers=[organiser]), code="yk")


@pytest.fixture
def invitation(batch: Batch, organiser: User) -> SpeakerInvitation:
    return invite_speaker(batch=batch, actor=organiser, sessions=[make_session(batch, "Menangkal hoaks")], **LASMI)


def test_the_mail_carries_a_link_that_the_database_does_not_hold(invitation: SpeakerInvitation) -> None:
    token = token_of(invitation)

    [sent] = mail.outbox
    assert sent.to == ["lasmi@example.go.id"]
    assert sent.subject == "Undangan sebagai narasumber: Tanggap hoaks"
    assert link_of(invitation) in str(sent.body)
    assert "Menangkal hoaks" in str(sent.body)
    assert "WIB" in str(sent.body)
    message = Message.objects.get()
    assert token not in message.text + message.html
    assert invitation.token_hash == hash_of(token) != token
    assert not SpeakerInvitation.objects.filter(token_hash__contains=token).exists()


def test_inviting_twice_sends_one_mail_and_keeps_the_link(
    invitation: SpeakerInvitation, batch: Batch, organiser: User
) -> None:
    later = make_session(batch, "Rencana tindak lanjut")

    again = invite_speaker(batch=batch, actor=organiser, sessions=[later], **LASMI)

    assert again.pk == invitation.pk
    assert token_of(again) == token_of(invitation)
    assert [session.subject for session in again.sessions.order_by("pk")] == [
        "Menangkal hoaks",
        "Rencana tindak lanjut",
    ]
    assert len(mail.outbox) == 1


def test_only_who_runs_the_batch_invites_into_its_own_sessions(batch: Batch, organiser: User) -> None:
    with pytest.raises(NotAllowedError):
        invite_speaker(batch=batch, actor=make_organiser("Joko"), **LASMI)
    with pytest.raises(OutsideBatchError):
        invite_speaker(batch=batch, actor=organiser, sessions=[make_session(make_batch())], **LASMI)

    assert not SpeakerInvitation.objects.exists()
    assert mail.outbox == []


def test_its_state_follows_its_times(invitation: SpeakerInvitation, organiser: User) -> None:
    states = [invitation.state]
    note_invitation_opened(invitation=invitation)
    invitation.refresh_from_db()
    states.append(invitation.state)
    with clock.at(clock.now() + timedelta(days=14)):
        states.append(invitation.state)
        renewed = renew_invitation(invitation=invitation, actor=organiser)
        states.append(renewed.state)
    states.append(revoke_invitation(invitation=invitation, actor=organiser).state)

    assert states == [
        InvitationState.SENT,
        InvitationState.OPENED,
        InvitationState.EXPIRED,
        InvitationState.SENT,
        InvitationState.REVOKED,
    ]
    assert token_of(renewed) != token_of(invitation)
    assert len(mail.outbox) == 2


def test_the_invited_makes_an_account_and_speaks(invitation: SpeakerInvitation, batch: Batch) -> None:
    member = register_invited_speaker(invitation=invitation, title_before="Dr.", **JOIN)

    assert (member.full_name, member.email) == ("Dr. Lasmi Wardhani", "lasmi@example.go.id")
    assert member.check_password(JOIN["password"])
    part = BatchPart.objects.get(batch=batch, member=member, part=Part.SPEAKER)
    assert part.function == "Ahli komunikasi"
    assert [session.subject for session in part.sessions.all()] == ["Menangkal hoaks"]
    assert member.speaker_profile.function == "Ahli komunikasi"
    assert only_speaks(member)
    [kept] = personal_data_of(member)["speaker"]["invitations"]
    assert (kept["email"], kept["batch__name"]) == ("lasmi@example.go.id", "Angkatan I")
    entries = AuditEntry.objects.filter(subject=f"invitation:{invitation.uid}").order_by("pk")
    actions = list(entries.values_list("action", flat=True))
    assert actions == ["speaker.invited", "speaker.accepted"]
    with pytest.raises(InvitationSpentError):
        register_invited_speaker(invitation=invitation, **JOIN)
    assert User.objects.for_login("lasmi@example.go.id").count() == 1


def test_an_account_of_that_address_is_not_made_twice(invitation: SpeakerInvitation) -> None:
    known = make_member("Lasmi", email="lasmi@example.go.id")

    with pytest.raises(HasAccountError):
        register_invited_speaker(invitation=invitation, **JOIN)

    assert not BatchPart.objects.exists()
    first = accept_invitation(invitation=invitation, member=known)
    assert accept_invitation(invitation=invitation, member=known) == first
    assert BatchPart.objects.get().member == known


@pytest.mark.parametrize("spoilt", ["revoked", "expired", "closed", "accepted by another"])
def test_a_spent_invitation_makes_nobody_a_speaker(
    spoilt: str, invitation: SpeakerInvitation, batch: Batch, organiser: User
) -> None:
    late = clock.now()
    if spoilt == "revoked":
        revoke_invitation(invitation=invitation, actor=organiser)
    elif spoilt == "expired":
        late += timedelta(days=15)
    elif spoilt == "closed":
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.CLOSED, closed_at=clock.now())
    else:
        accept_invitation(invitation=invitation, member=make_member("Wati"))
    before = BatchPart.objects.count()

    with clock.at(late):
        with pytest.raises(InvitationSpentError):
            register_invited_speaker(invitation=invitation, **JOIN)
        with pytest.raises(InvitationSpentError):
            accept_invitation(invitation=invitation, member=make_member("Tono"))

    assert BatchPart.objects.count() == before
    assert not User.objects.for_login("lasmi@example.go.id").exists()


def test_the_organiser_does_not_accept_in_the_speakers_place(invitation: SpeakerInvitation, organiser: User) -> None:
    with pytest.raises(NotAllowedError):
        accept_invitation(invitation=invitation, member=organiser)

    assert not BatchPart.objects.exists()
