"""What is taken out of the outbox when the reason to keep it is gone."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from django.db.models import Q
from django.utils.html import escape

from members.choices import MessageState
from members.message_kinds import templates_naming_others
from members.models import Message, User

UNSENT = (MessageState.WAITING, MessageState.COLLECTED)
PORTION = 500  # rows in one statement
BLANK = {"address": "", "subject": "–", "text": "", "html": ""}


def delete_messages(*, keys: Collection[str]) -> int:
    """Messages to somebody who never had an account; how many. A job that would send one finds nothing."""
    deleted, _by_model = Message.objects.filter(key__in=keys, recipient=None).delete()
    return deleted


def blank_messages(*, of: Q) -> int:
    """Keep that a message of its kind went out and when; take out to which address and what it said. One that waits is
    not sent any more."""
    found = Message.objects.filter(of)
    found.filter(state__in=UNSENT).update(state=MessageState.FAILED)
    return found.update(**BLANK, reason="")


def forget_mails_about(member: User) -> None:
    """To others, who were told what this member did: blanked where they went out. What still waits goes out without the
    name, so that nobody misses what else it says."""
    longer = _longer_names(member)
    name, in_html = _alone(member, longer), _alone(member, longer, escape)
    found = Message.objects.filter(template__in=templates_naming_others())
    found = found.filter(Q(text__contains=member.name) | Q(subject__contains=member.name))
    blanked = []
    for message in found.only("subject", "text", "html", "state").iterator():
        if not any(match["name"] for text in (message.subject, message.text) for match in name.finditer(text)):
            continue
        if message.state in UNSENT:
            _take_out(name, in_html, message)
        else:
            blanked.append(message.pk)
    for start in range(0, len(blanked), PORTION):
        blank_messages(of=Q(pk__in=blanked[start : start + PORTION]))


def _longer_names(member: User) -> list[str]:
    """Of others, that hold this member's: of Ani is not told where Ani Lestari is."""
    others = User.objects.exclude(pk=member.pk).filter(name__contains=member.name).values_list("name", flat=True)
    return sorted({other for other in others if other != member.name}, key=len, reverse=True)


def _alone(member: User, longer: Collection[str], written: Callable[[str], str] = str) -> re.Pattern[str]:
    """Finds as `name` the member's own, with or without titles; what is found of `longer` ones has no name."""
    own = "|".join(re.escape(written(name)) for name in (member.full_name, member.name))
    choices = [*(re.escape(written(name)) for name in longer), f"(?P<name>{own})"]
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)")


def _take_out(name: re.Pattern[str], in_html: re.Pattern[str], message: Message) -> None:
    def taken(match: re.Match[str]) -> str:
        return "–" if match["name"] else match[0]

    message.subject, message.text = name.sub(taken, message.subject), name.sub(taken, message.text)
    message.html = in_html.sub(taken, message.html)
    message.save(update_fields=["subject", "text", "html"])
