"""Puts a message of the outbox on the wire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _

from members.choices import MessageCategory
from members.message_kinds import ONE_TIME_LINK, message_kind
from members.models import Message, User
from members.stop_tokens import stop_token

STOP_MARK = "<!--stop-->"  # of templates/email/base.html
LinkMaker = Callable[[Message], str]


@dataclass(frozen=True)
class MailFile:
    """What is attached to the mail on the wire; the outbox holds no copy of it."""

    filename: str
    content: bytes
    content_type: str


FileMaker = Callable[[Message], "list[MailFile]"]


def deliver(message: Message) -> None:
    """Hand the message to the mail server; raises what the mail backend raises. The Message-ID is the same at every
    attempt, so that a repetition after a crash is recognised as one."""
    text, html = message.text, message.html
    maker = _link_makers.get(message.template)
    if maker is not None and (link := maker(message)):
        text, html = text.replace(ONE_TIME_LINK, link), html.replace(ONE_TIME_LINK, link)
    files = _files_of(message)
    if not files and (promise := _promise_in(message)):
        text, html = text.replace(promise, ""), html.replace(promise, "")
    headers = {
        "Message-ID": f"<{message.uid}@{urlsplit(settings.SITE_URL).hostname}>",
        "Content-Language": message.language,
        "Auto-Submitted": "auto-generated",
    }
    if stop := stop_link(message):
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        text, html = _with_stop_link(message, stop, text, html)
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.address],
        headers=headers,
    )
    if html:
        mail.attach_alternative(html, "text/html")
    for file in files:
        mail.attach(file.filename, file.content, file.content_type)
    mail.send()


def stop_link(message: Message) -> str:
    """Where its recipient says, without logging in, that mails of this category shall not come any more; empty for what
    nobody can switch off."""
    if message.recipient is None or message_kind(message.template).at_once:
        return ""
    path = reverse("members:stop_messages", args=[stop_token(message.recipient, message.category)])
    return f"{settings.SITE_URL}{path}"


def _with_stop_link(message: Message, link: str, text: str, html: str) -> tuple[str, str]:
    with translation.override(message.language):
        about = MessageCategory(message.category).label
        words = _("No more mails about “%(category)s”, or all together once a day:") % {"category": about}
        shown = format_html('{} <a href="{}">{}</a><br>', words, link, _("choose"))
    return f"{text}{words}\n{link}\n", html.replace(STOP_MARK, shown, 1)


def one_time_link(member: User) -> str:
    """Opens the page that sets a new password; spent by its use, by a log-in, and by a day's time."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(member), "key": PasswordResetTokenGenerator().make_token(member)},
    )
    return f"{settings.SITE_URL}{path}"


def _account_link(message: Message) -> str:
    return one_time_link(message.recipient) if message.recipient is not None else ""


_link_makers: dict[str, LinkMaker] = {"password_reset": _account_link, "account_ready": _account_link}


def register_link_maker(template: str, maker: LinkMaker) -> None:
    """Upper apps say what stands in place of `ONE_TIME_LINK` in their messages; only the mail on the wire holds it."""
    if _link_makers.setdefault(template, maker) is not maker:
        raise ValueError(f"The links of {template} are made by somebody else already.")


_file_makers: dict[str, FileMaker] = {}
_promises: dict[str, str | Promise] = {}


def register_file_maker(template: str, maker: FileMaker, *, promise: str | Promise = "") -> None:
    """Upper apps say which files go with their messages; asked at each sending. `promise` is the sentence of the
    message that tells of them: a mail without files goes out without it."""
    _promises[template] = promise
    if _file_makers.setdefault(template, maker) is not maker:
        raise ValueError(f"The files of {template} are made by somebody else already.")


def _files_of(message: Message) -> list[MailFile]:
    maker = _file_makers.get(message.template)
    return maker(message) if maker is not None else []


def _promise_in(message: Message) -> str:
    with translation.override(message.language):
        return str(_promises.get(message.template, ""))
