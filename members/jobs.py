from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import clock
from core.jobs.context import JobContext
from core.jobs.registry import JobHandler, job_kind
from core.jobs.schedule import scheduled
from members.choices import MessageState
from members.delivery import deliver
from members.models import Message, UrgentNotice, User
from members.services.digests import send_digests, something_is_collected
from members.services.notices import REMIND_UNREAD, SEND_NOTICE, deliver_notice, deliver_reminders

logger = logging.getLogger(__name__)
ATTEMPTS = 5
REASON_LENGTH = 300


@job_kind("members.send_message", label=_("Send a message"), max_attempts=ATTEMPTS)
class SendMessage(JobHandler):
    """Sends one message of the outbox. A refusing mail server is asked again later; a refused address is not."""

    def work(self, context: JobContext) -> str:
        message = Message.objects.select_related("recipient").filter(pk=context.payload["message"]).first()
        if message is None:
            logger.warning("message %s is gone", context.payload["message"])
            return ""
        if message.state == MessageState.SENT:
            return ""
        try:
            deliver(message)
        except SMTPRecipientsRefused as refused:
            self._note(message, MessageState.FAILED, refused)
            return ""
        except Exception as error:
            state = MessageState.FAILED if context.attempt >= ATTEMPTS else MessageState.WAITING
            self._note(message, state, error)
            raise
        return MessageState.SENT

    def effects(self, context: JobContext, result: Any) -> None:
        if result == MessageState.SENT:
            Message.objects.filter(pk=context.payload["message"]).update(
                state=MessageState.SENT, reason="", sent_at=clock.now()
            )

    def _note(self, message: Message, state: str, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"[:REASON_LENGTH]
        Message.objects.filter(pk=message.pk).update(state=state, reason=reason)


@job_kind("members.daily_mails", label=_("Send the daily mails"))
class DailyMails(JobHandler):
    def work(self, context: JobContext) -> int:
        return send_digests(progress=context.progress)


scheduled("members.daily_mails", every=timedelta(minutes=30), is_needed=something_is_collected)


@job_kind(SEND_NOTICE, label=_("Send an urgent notice"))
class SendNotice(JobHandler):
    def work(self, context: JobContext) -> int:
        notice = UrgentNotice.objects.filter(pk=context.payload["notice"]).first()
        if notice is None:
            logger.warning("notice %s is gone", context.payload["notice"])
            return 0
        return deliver_notice(notice=notice, progress=context.progress)


@job_kind(REMIND_UNREAD, label=_("Write again to who has not read an urgent notice"))
class RemindUnread(JobHandler):
    def work(self, context: JobContext) -> int:
        notice = UrgentNotice.objects.filter(pk=context.payload["notice"]).first()
        actor = User.objects.active().filter(pk=context.payload["actor"]).first()
        if notice is None or actor is None:
            logger.warning("notice %s or who reminds of it is gone", context.payload["notice"])
            return 0
        return deliver_reminders(notice=notice, actor=actor, day=context.payload["day"], progress=context.progress)
