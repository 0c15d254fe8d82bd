"""Three invitations of a batch as their links may be found: open, accepted, withdrawn; called by seed."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from courses.invitation_links import token_of
from courses.models import Batch
from courses.services.invitations import accept_invitation, invite_speaker, revoke_invitation
from members.models import User
from tests.factories.members import make_member

NAMES = {"open": "Dr. Agnes Tumbelaka", "accepted": "Yohanis Rondonuwu", "revoked": "Bernadus Wenas"}


def seed_invitations(batch: Batch, organiser: User) -> dict[str, Any]:
    sessions = list(batch.sessions.order_by("starts_at")[:1])
    made = {
        kind: invite_speaker(
            batch=batch,
            email=f"undangan-{kind}@e2e.dermaga.test",
            name=name,
            function="Pranata Humas Ahli Madya",
            sessions=sessions,
            actor=organiser,
        )
        for kind, name in NAMES.items()
    }
    accept_invitation(invitation=made["accepted"], member=make_member(NAMES["accepted"]))
    revoke_invitation(invitation=made["revoked"], actor=organiser)
    links = {kind: reverse("courses:invitation", args=[token_of(row)]) for kind, row in made.items()}
    pages = {kind: reverse("courses:speaker_invitation", args=[batch.code, row.uid]) for kind, row in made.items()}
    return {**links, "pages": pages}
