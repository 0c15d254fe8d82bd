"""What goes from one coordinator of a province to the next."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from core import audit, clock
from members.errors import MemberError
from members.models import CoordinatorAppointment, HandOver, User
from members.services.messages import send_message

LONGEST_NOTE = 5000


def open_hand_over(*, earlier: CoordinatorAppointment, later: CoordinatorAppointment) -> HandOver:
    """Once for each pair. Both are told, whoever appointed: who goes may leave a note, who comes finds it."""
    hand_over, made = HandOver.objects.get_or_create(later=later, defaults={"earlier": earlier})
    if made:
        for appointment, template in ((earlier, "coordinator_relieved"), (later, "coordinator_appointed")):
            send_message(
                key=f"{template}:{hand_over.uid}",
                recipient=appointment.member,
                template=template,
                context={
                    "province": later.province.name,
                    "decree": later.decree,
                    "successor": later.member.full_name,
                    "predecessor": earlier.member.full_name,
                    "url": f"{settings.SITE_URL}{reverse('members:hand_over', args=[hand_over.uid])}",
                },
            )
    return hand_over


@transaction.atomic
def write_hand_over(*, hand_over: HandOver, note: str, actor: User) -> HandOver:
    """What the successor has to know, in the words of who goes; it may be written anew until it is received."""
    locked = HandOver.objects.select_for_update(of=("self",)).select_related("earlier", "later").get(pk=hand_over.pk)
    if locked.earlier.member_id != actor.pk:
        raise MemberError(_("Only the coordinator until then writes this note."))
    if not locked.is_writable:
        raise MemberError(_("The hand-over is closed: it was received, or the time to write is over."))
    text = note.strip()[:LONGEST_NOTE]
    if text == locked.note:
        return locked
    locked.note, locked.noted_at = text, clock.now()
    locked.save(update_fields=["note", "noted_at"])
    audit.record(action="hand_over.written", actor=actor, subject=f"hand-over:{locked.uid}")
    return locked


@transaction.atomic
def receive_hand_over(*, hand_over: HandOver, actor: User) -> HandOver:
    """The successor confirms; a second time changes nothing."""
    locked = HandOver.objects.select_for_update(of=("self",)).select_related("later").get(pk=hand_over.pk)
    if locked.later.member_id != actor.pk:
        raise MemberError(_("Only the new coordinator confirms the hand-over."))
    if locked.received_at is None:
        locked.received_at = clock.now()
        locked.save(update_fields=["received_at"])
        audit.record(action="hand_over.received", actor=actor, subject=f"hand-over:{locked.uid}")
    return locked
