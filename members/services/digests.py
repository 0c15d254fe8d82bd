"""The one mail each morning of those who want no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from core import clock
from members.choices import MessageState, Zone
from members.models import Message, User
from members.mornings import day_in, this_morning, zones_awake
from members.querysets import MessageQuerySet
from members.services.messages import Letter, send_messages

Progress = Callable[[int, int, str], None]
TEMPLATE = "daily_digest"
HANDFUL = 200
NO_MAIL = Q(recipient__is_active=False) | Q(recipient__email=None) | Q(recipient__email="")


def send_digests(*, progress: Progress | None = None) -> int:
    """Wherever the morning has come: what was collected until then, in one mail for each person and day, however often
    this runs. Who has nothing gets nothing. Returns the number of mails."""
    sent = 0
    for zone in zones_awake():
        waiting = _collected(zone, this_morning(zone))
        waiting.filter(NO_MAIL).update(state=MessageState.KEPT)
        people = sorted(set(waiting.values_list("recipient", flat=True)))
        for start in range(0, len(people), HANDFUL):
            sent += _send(people[start : start + HANDFUL], zone)
            if progress is not None:
                progress(min(start + HANDFUL, len(people)), len(people), zone.label)
    return sent


def something_is_collected() -> bool:
    return Message.objects.filter(state=MessageState.COLLECTED).exists()


def _collected(zone: Zone, until: datetime) -> MessageQuerySet:
    return Message.objects.filter(state=MessageState.COLLECTED, created_at__lt=until, recipient__zone=zone)


@transaction.atomic
def _send(people: Sequence[int], zone: Zone) -> int:
    rows = _collected(zone, this_morning(zone)).filter(recipient__in=people).select_related("recipient")
    found = list(rows.defer("text", "html").order_by("recipient", "created_at", "pk"))
    by_person = {person: list(group) for person, group in groupby(found, key=lambda row: row.recipient)}
    new = send_messages(
        template=TEMPLATE,
        letters=[_letter(person, messages, zone) for person, messages in by_person.items() if person is not None],
    )
    # Who had today's mail already, and whose message was written too late for it, reads of it tomorrow.
    told = {message.recipient_id for message in new}
    done = [row.pk for row in found if row.recipient_id in told]
    Message.objects.filter(pk__in=done).update(state=MessageState.SENT, sent_at=clock.now())
    return len(new)


def _letter(person: User, messages: Sequence[Message], zone: Zone) -> Letter:
    items = [{"subject": message.subject, "url": link_to(message)} for message in messages]
    return Letter(
        key=f"digest:{person.uid}:{day_in(zone).isoformat()}",
        recipient=person,
        context={"items": items, "count": len(items), "link": f"{settings.SITE_URL}{reverse('members:inbox')}"},
    )


def link_to(message: Message) -> str:
    return f"{settings.SITE_URL}{reverse('members:inbox_message', args=[message.uid])}"
