from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit
from core.identifiers import uuid7
from core.services import submit_job, submit_jobs
from members.choices import MessageState
from members.errors import MemberError
from members.message_kinds import ONE_TIME_LINK
from members.models import Message, User

SUBJECT_LENGTH = 200
ADDRESS_CHANGED = "address_changed"  # goes to the address that the member had, also when it is tried again


@dataclass(frozen=True)
class Letter:
    """One of many messages of the same template."""

    key: str
    recipient: User
    context: Mapping[str, Any]


def send_message(*, key: str, recipient: User, template: str, context: Mapping[str, Any]) -> Message:
    """Write the message, in the recipient's language, into the outbox within the caller's transaction; a job sends it
    after commit. `key` names the occasion: the same key again writes and sends nothing, and returns the first message.

    The texts come from templates/email/<template>.subject.txt, .txt and .html.
    """
    written: Message | None = Message.objects.filter(key=key).first()
    if written is not None:
        return written
    message = _written(template, Letter(key, recipient, context))
    try:
        with transaction.atomic():
            message.save(force_insert=True)
            if message.state == MessageState.WAITING:
                submit_job(kind="members.send_message", payload={"message": message.pk}, key=f"message:{message.uid}")
    except IntegrityError:  # somebody else wrote the same occasion in this moment
        return Message.objects.get(key=key)
    return message


def send_to_address(*, key: str, address: str, language: str, template: str, context: Mapping[str, Any]) -> Message:
    """As `send_message`, to somebody who has no account; the texts get no `recipient`."""
    written: Message | None = Message.objects.filter(key=key).first()
    if written is not None:
        return written
    subject, text, html = _render(template, language, context)
    message = Message(
        key=key, address=address, template=template, language=language, subject=subject, text=text, html=html
    )
    with transaction.atomic():
        message.save(force_insert=True)
        submit_job(kind="members.send_message", payload={"message": message.pk}, key=f"message:{message.uid}")
    return message


def send_messages(*, template: str, letters: Sequence[Letter]) -> list[Message]:
    """As `send_message`, for many letters, in a handful of statements; returned are those that are new."""
    known = set(Message.objects.filter(key__in=[letter.key for letter in letters]).values_list("key", flat=True))
    fresh = [letter for letter in letters if letter.key not in known]
    messages = [_written(template, letter) for letter in fresh]
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
            send_message(key=letter.key, recipient=letter.recipient, template=template, context=letter.context)
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


def _written(template: str, letter: Letter) -> Message:
    """The unsaved message; without an address it has failed before it was sent."""
    recipient = letter.recipient
    subject, text, html = _render(template, recipient.language, {"recipient": recipient, **letter.context})
    message = Message(
        key=letter.key,
        recipient=recipient,
        address=recipient.email or "",
        template=template,
        language=recipient.language,
        subject=subject,
        text=text,
        html=html,
    )
    if not message.address:
        with translation.override(recipient.language):
            message.state, message.reason = MessageState.FAILED, _("The member has no e-mail address.")
    return message


def _render(template: str, language: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    with translation.override(language):
        values = {
            "SITE_NAME": settings.SITE_NAME,
            "SITE_URL": settings.SITE_URL,
            "LANGUAGE_CODE": language,
            **context,
        }
        subject = " ".join(render_to_string(f"email/{template}.subject.txt", values).split())
        text = render_to_string(f"email/{template}.txt", values).strip() + "\n"
        html = render_to_string(f"email/{template}.html", values)
    return subject[:SUBJECT_LENGTH], text, html
