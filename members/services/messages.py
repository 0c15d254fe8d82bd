from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit
from core.identifiers import uuid7
from core.services import submit_job, submit_jobs
from members.choices import Delivery, MessageState
from members.composing import Wordings, compose, own_wordings
from members.errors import MemberError
from members.message_kinds import ONE_TIME_LINK, MessageKind, message_kind
from members.models import Message, MessagePreference, User

PEOPLE_NAMED = 500  # beyond it, all choices of the category cost less than a list of numbers
ADDRESS_CHANGED = "address_changed"  # goes to the address that the member had, also when it is tried again
STATES = {
    Delivery.AT_ONCE: MessageState.WAITING,
    Delivery.DAILY: MessageState.COLLECTED,
    Delivery.INBOX: MessageState.KEPT,
}


@dataclass(frozen=True)
class Letter:
    """One of many messages of the same template. `about`: the code of its batch, by which the log is looked through."""

    key: str
    recipient: User
    context: Mapping[str, Any]
    about: str = ""


def send_message(*, key: str, recipient: User, template: str, context: Mapping[str, Any], about: str = "") -> Message:
    """Write the message, in the recipient's language, into the inbox and, as the recipient chose for its category, into
    the outbox, within the caller's transaction; a job sends it after commit. `key` names the occasion: the same key
    again writes and sends nothing, and returns the first message.

    The texts come from templates/email/<template>.subject.txt, .txt and .html, or are an administrator's own.
    """
    written: Message | None = Message.objects.filter(key=key).first()
    if written is not None:
        return written
    [message] = _written(template, [Letter(key, recipient, context, about)])
    try:
        with transaction.atomic():
            message.save(force_insert=True)
            if message.state == MessageState.WAITING:
                submit_job(kind="members.send_message", payload={"message": message.pk}, key=f"message:{message.uid}")
    except IntegrityError:  # somebody else wrote the same occasion in this moment
        return Message.objects.get(key=key)
    return message


def send_to_address(
    *, key: str, address: str, language: str, template: str, context: Mapping[str, Any], about: str = ""
) -> Message:
    """As `send_message`, to somebody who has no account; the texts get no `recipient`."""
    written: Message | None = Message.objects.filter(key=key).first()
    if written is not None:
        return written
    subject, text, html = compose(template, language, context, own_wordings(template, {language}))
    message = Message(
        key=key,
        address=address,
        template=template,
        category=message_kind(template).category,
        about=about,
        language=language,
        subject=subject,
        text=text,
        html=html,
    )
    with transaction.atomic():
        message.save(force_insert=True)
        submit_job(kind="members.send_message", payload={"message": message.pk}, key=f"message:{message.uid}")
    return message


def send_messages(*, template: str, letters: Sequence[Letter]) -> list[Message]:
    """As `send_message`, for many letters, in a handful of statements; returned are those that are new."""
    known = set(Message.objects.filter(key__in=[letter.key for letter in letters]).values_list("key", flat=True))
    fresh = [letter for letter in letters if letter.key not in known]
    messages = _written(template, fresh)
    try:
        with transaction.atomic():
            Message.objects.bulk_create(messages)
            submit_jobs(
                kind="members.send_message",
                payloads={
                    f"message:{message.uid}": {"message": message.pk}
                    for message in messages
                    if message.state == MessageState.WAITING
                },
            )
    except IntegrityError:  # somebody else wrote one of these occasions in this moment
        return [
            send_message(
                key=letter.key,
                recipient=letter.recipient,
                template=template,
                context=letter.context,
                about=letter.about,
            )
            for letter in fresh
        ]
    return messages


def retry_message(*, message: Message, actor: User) -> Message:
    """Send a failed message again, to the address that the member has now."""
    with transaction.atomic():
        locked: Message = Message.objects.select_for_update().get(pk=message.pk)
        if locked.state != MessageState.FAILED:
            raise MemberError(_("Only a message that failed can be sent again."))
        if locked.recipient is not None and locked.template != ADDRESS_CHANGED:
            locked.address = locked.recipient.email or ""
        if not locked.address:
            raise MemberError(_("The member has no e-mail address."))
        locked.state, locked.reason = MessageState.WAITING, ""
        locked.save(update_fields=["state", "reason", "address"])
        audit.record(action="message.retried", actor=actor, subject=f"message:{locked.uid}")
        submit_job(
            kind="members.send_message", payload={"message": locked.pk}, key=f"message:{locked.uid}:{uuid7().hex}"
        )
    return locked


def send_password_reset(*, member: User) -> Message | None:
    """Mail a link that sets a new password, good for one day and once. Disabled accounts and those without an address
    get none."""
    if not (member.is_active and member.email):
        return None
    with transaction.atomic():
        return send_message(
            key=f"password-reset:{uuid7().hex}",
            recipient=member,
            template="password_reset",
            context={"link": ONE_TIME_LINK},
        )


def send_invitation(*, member: User, actor: User) -> Message | None:
    """Tell a new member that the account exists, with the link that sets the first password."""
    if not (member.is_active and member.email):
        return None
    with transaction.atomic():
        audit.record(action="member.invited", actor=actor, subject=f"member:{member.uid}")
        return send_message(
            key=f"invitation:{uuid7().hex}",
            recipient=member,
            template="account_ready",
            context={"link": ONE_TIME_LINK},
        )


def _written(template: str, letters: Sequence[Letter]) -> list[Message]:
    """The unsaved messages, each in the state that its recipient chose; two queries for however many."""
    if not letters:
        return []
    kind = message_kind(template)
    own = own_wordings(template, {letter.recipient.language for letter in letters})
    chosen = _chosen(kind, letters)
    return [_message(kind, letter, own, chosen.get(letter.recipient.pk, Delivery.AT_ONCE)) for letter in letters]


def _chosen(kind: MessageKind, letters: Sequence[Letter]) -> dict[int, str]:
    if kind.at_once:
        return {}
    rows = MessagePreference.objects.filter(category=kind.category)
    if len(letters) <= PEOPLE_NAMED:
        rows = rows.filter(member__in={letter.recipient.pk for letter in letters})
    return dict(rows.values_list("member", "delivery"))


def _message(kind: MessageKind, letter: Letter, own: Wordings, delivery: str) -> Message:
    """Without an address it has failed before it was sent; its recipient has it in the inbox all the same."""
    recipient = letter.recipient
    subject, text, html = compose(kind.template, recipient.language, {"recipient": recipient, **letter.context}, own)
    message = Message(
        key=letter.key,
        recipient=recipient,
        address=recipient.email or "",
        template=kind.template,
        category=kind.category,
        about=letter.about,
        language=recipient.language,
        subject=subject,
        text=text,
        html=html,
        state=STATES[Delivery(delivery)],
    )
    if not message.address and message.state != MessageState.KEPT:
        with translation.override(recipient.language):
            message.state, message.reason = MessageState.FAILED, _("The member has no e-mail address.")
    return message
