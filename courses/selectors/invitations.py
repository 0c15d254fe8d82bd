"""What organisers see of the invitations that they sent, and what these say."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.choices import InvitationState
from courses.models import Batch, Session, SpeakerInvitation
from members.choices import MessageState
from members.models import Message

TONES = {
    InvitationState.SENT: "info",
    InvitationState.OPENED: "info",
    InvitationState.ACCEPTED: "success",
    InvitationState.EXPIRED: "warning",
    InvitationState.REVOKED: "neutral",
}


@dataclass(frozen=True)
class InvitationRow:
    invitation: SpeakerInvitation
    tone: str
    mail_failed: bool


def invitations_of(batch: Batch) -> list[InvitationRow]:
    """The batch's invitations, the latest first, and whether the mail went out. Two queries."""
    rows = list(batch.speaker_invitations.all())
    failed = set(
        Message.objects.filter(key__in=[row.message_key for row in rows], state=MessageState.FAILED).values_list(
            "key", flat=True
        )
        if rows
        else ()
    )
    return [InvitationRow(row, TONES[row.state], row.message_key in failed) for row in rows]


def sessions_of(invitation: SpeakerInvitation) -> list[Session]:
    return list(invitation.sessions.select_related("batch").order_by("starts_at", "order", "pk"))


def invitation_words(invitation: SpeakerInvitation, link: str) -> str:
    """A text to send by a messenger, in the language of the invited: Indonesian."""
    zone = ZoneInfo(invitation.batch.zone)
    with translation.override("id"):
        lines = [
            _("Dear %(name)s,") % {"name": invitation.name},
            _("You are invited as a speaker of “%(course)s”, %(batch)s, in %(city)s.")
            % {
                "course": invitation.batch.course.title,
                "batch": invitation.batch.name,
                "city": invitation.batch.city,
            },
        ]
        for session in sessions_of(invitation):
            starts = timezone.localtime(session.starts_at, zone)
            day, time = date_format(starts, "l, j F Y"), f"{starts:%H.%M} {invitation.batch.get_zone_display()}"
            lines.append(f"- {session.subject}: {day}, {time}")
        until = date_format(timezone.localtime(invitation.expires_at, zone), "j F Y")
        lines.append(_("Accept here, until %(day)s: %(link)s") % {"day": until, "link": link})
    return "\n".join(lines)
