"""What courses keep about a speaker, for the copy of the own data that members take out."""

from __future__ import annotations

from typing import Any

from courses.choices import Part
from courses.models import BatchPart, SpeakerInvitation, SpeakerProfile
from members.models import User


def speaker_data(member: User) -> dict[str, Any]:
    profile = SpeakerProfile.objects.filter(member=member).values("function", "biography").first()
    parts = BatchPart.objects.filter(member=member, part=Part.SPEAKER).order_by("pk")
    accepted = SpeakerInvitation.objects.filter(accepted_by=member).order_by("pk")
    return {
        "profile": profile or {},
        "speaks": list(parts.values("batch__name", "function")),
        "invitations": list(accepted.values("batch__name", "name", "email", "created_at", "accepted_at")),
    }
