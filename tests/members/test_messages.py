from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.test import override_settings

from core.jobs.context import JobContext
from core.models import Job
from core.services import work_jobs
from members.choices import MessageState
from members.errors import MemberError
from members.jobs import SendMessage
from members.models import Message, User
from members.services import Letter, retry_message, send_invitation, send_message, send_messages
from tests.factories.members import make_administrator, make_member

pytestmark = pytest.mark.django_db(transaction=True)
LINK = {"link": "https://example.go.id/x"}


class BrokenBackend(BaseEmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, email_messages: object) -> int:
        raise SMTPServerDisconnected("Connection unexpectedly closed")


class RefusingBackend(BaseEmailBackend):
    """A mail server that does not know the address."""

    def send_messages(self, email_messages: object) -> int:
        raise SMTPRecipientsRefused({"budi@example.go.id": (550, b"no such user")})


@pytest.fixture
def budi() -> User:
    return make_member("Budi Santoso", email="budi@example.go.id", title_before="Capt.")


def work() -> None:
    work_jobs(kinds=["members.send_message"], until_idle=False)


def test_a_message_is_written_with_the_deed_and_sent_after_it(budi: User) -> None:
    with transaction.atomic():
        message = send_message(key="k", recipient=budi, template="account_ready", context=LINK)
        assert mail.outbox == []
    work()

    message.refresh_from_db()
    assert (message.state, message.reason, message.address) == (MessageState.SENT, "", "budi@example.go.id")
    assert message.sent_at is not None
    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["budi@example.go.id"], message.subject, message.text)
    assert sent.extra_headers["Message-ID"] == f"<{message.uid}@127.0.0.1>"
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert "<table" in str(html)
    assert "Capt. Budi Santoso" in str(html)


def test_nothing_is_sent_of_a_deed_that_failed(budi: User) -> None:
    with transaction.atomic():
        send_message(key="k", recipient=budi, template="account_ready", context=LINK)
        transaction.set_rollback(True)
    work()

    assert Message.objects.count() == 0
    assert mail.outbox == []


def test_one_occasion_is_one_message(budi: User) -> None:
    first = send_message(key="k", recipient=budi, template="account_ready", context=LINK)
    second = send_message(key="k", recipient=budi, template="account_ready", context={"link": "other"})
    work()
    work()

    assert first == second
    assert len(mail.outbox) == 1


def test_a_job_that_runs_twice_sends_once(budi: User) -> None:
    message = send_message(key="k", recipient=budi, template="account_ready", context=LINK)
    work()

    job = Job.objects.get(key=f"message:{message.uid}")
    again = JobContext(job.pk, job.kind, job.key, job.payload, attempt=2, lease_token="")

    assert SendMessage().work(again) == ""
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("language", "word"), [("id", "Dermaga"), ("en", "your account is ready")])
def test_it_speaks_the_recipients_language(language: str, word: str) -> None:
    eve = make_member("Eve", language=language)

    message = send_message(key="k", recipient=eve, template="account_ready", context=LINK)

    assert word in message.subject
    assert f'<html lang="{language}">' in message.html


def test_markup_in_a_name_stays_text() -> None:
    eve = make_member("<b>Eve</b>", email="eve@example.go.id", language="en")

    message = send_message(key="k", recipient=eve, template="account_ready", context=LINK)

    assert "Dear &lt;b&gt;Eve&lt;/b&gt;," in message.html
    assert "Dear <b>Eve</b>," in message.text


def test_somebody_without_an_address_is_noted_and_not_tried() -> None:
    joko = make_member("Joko", email="", language="en")

    message = send_message(key="k", recipient=joko, template="account_ready", context=LINK)

    assert (message.state, message.reason) == (MessageState.FAILED, "The member has no e-mail address.")
    assert Job.objects.count() == 0


@override_settings(EMAIL_BACKEND="tests.members.test_messages.BrokenBackend")
def test_a_server_that_hangs_up_is_asked_again(budi: User) -> None:
    message = send_message(key="k", recipient=budi, template="account_ready", context=LINK)
    work()

    message.refresh_from_db()
    assert message.state == MessageState.WAITING
    assert message.reason == "SMTPServerDisconnected: Connection unexpectedly closed"
    assert Job.objects.get(key=f"message:{message.uid}").attempts >= 1


def test_a_refused_address_fails_at_once_and_can_be_tried_again(budi: User, english: None) -> None:
    with override_settings(EMAIL_BACKEND="tests.members.test_messages.RefusingBackend"):
        message = send_message(key="k", recipient=budi, template="account_ready", context=LINK)
        work()
    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert "no such user" in message.reason
    User.objects.filter(pk=budi.pk).update(email="new@example.go.id")

    retry_message(message=message, actor=make_administrator())
    work()

    message.refresh_from_db()
    assert (message.state, message.address) == (MessageState.SENT, "new@example.go.id")
    assert mail.outbox[0].to == ["new@example.go.id"]
    with pytest.raises(MemberError, match="Only a message that failed"):
        retry_message(message=message, actor=make_administrator())


def test_the_log_keeps_no_key_of_an_invitation(budi: User) -> None:
    message = send_invitation(member=budi, actor=make_administrator())
    assert message is not None
    work()

    assert "/account/password/reset/key/" in str(mail.outbox[0].body)
    message.refresh_from_db()
    assert "/account/password/reset/key/" not in message.text + message.html
    assert "[[one-time-link]]" in message.text


def test_many_letters_are_written_once_each_and_sent(budi: User) -> None:
    silent = make_member("Citra", email="")
    letters = [Letter(f"note:{name}", who, LINK) for name, who in (("a", budi), ("b", budi), ("c", silent))]

    with transaction.atomic():
        first = send_messages(template="password_reset", letters=letters[:1])
        rest = send_messages(template="password_reset", letters=letters)
    work()

    assert [message.key for message in (*first, *rest)] == ["note:a", "note:b", "note:c"]
    assert Message.objects.get(key="note:c").state == MessageState.FAILED
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_many_letters_cost_as_much_as_one(budi: User, count: int, django_assert_num_queries: Any) -> None:
    letters = [Letter(str(number), budi, LINK) for number in range(count)]

    with transaction.atomic(), django_assert_num_queries(11):
        send_messages(template="password_reset", letters=letters)
