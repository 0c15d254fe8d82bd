"""The mail once more, its attachment read when it goes out, a text for WhatsApp, and runs for those ticked."""

import hashlib
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from certificates.errors import NothingToDoError
from certificates.models import BatchCertificateSetup, Certificate, IssueRun
from certificates.services import issue_for_batch, resend_mails, revoke_certificate
from core import clock
from core.models import AuditEntry
from core.rate_limits import seconds_to_wait
from core.whatsapp import whatsapp_number
from courses.models import Batch
from members.delivery import deliver
from members.models import Message, User
from tests.factories.certificates import make_certifiable_batch
from tests.factories.members import make_auditor, make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> User:
    return make_organiser()


@pytest.fixture
def batch(organiser: User) -> Batch:
    return make_certifiable_batch("Budi Santoso", "Citra Dewi", organiser=organiser)


def as_user(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def later() -> None:
    """As if the first mails had gone out some time ago."""
    Message.objects.update(created_at=clock.now() - timedelta(hours=1))


def test_a_press_sends_once_and_not_within_minutes(
    batch: Batch, organiser: User, issued: Any, django_capture_on_commit_callbacks: Any
) -> None:
    papers = [row.uid for row in issued(batch)]
    too_soon = resend_mails(certificates=papers, press=uuid4(), actor=organiser)
    later()
    mail.outbox.clear()
    press = uuid4()

    with django_capture_on_commit_callbacks(execute=True):
        first = resend_mails(certificates=papers, press=press, actor=organiser)
        later()
        again = resend_mails(certificates=papers, press=press, actor=organiser)

    assert (too_soon.sent, too_soon.too_soon) == (0, 2)
    assert (first.sent, first.too_soon, first.impossible) == (2, 0, 0)
    assert again.sent == 0
    assert len(mail.outbox) == 2
    assert AuditEntry.objects.filter(action="certificate.mail_resent", actor=organiser).count() == 2


def test_who_has_no_address_is_told_and_what_is_not_valid_is_not_sent(
    batch: Batch, organiser: User, issued: Any
) -> None:
    first, second = issued(batch)
    later()
    User.objects.filter(pk=first.holder_id).update(email=None)
    revoke_certificate(certificate=second, reason="Keliru", actor=None)

    outcome = resend_mails(certificates=[first.uid, second.uid], press=uuid4(), actor=organiser)

    assert (outcome.sent, outcome.impossible) == (0, 1)
    with pytest.raises(NothingToDoError):
        resend_mails(certificates=[second.uid], press=uuid4(), actor=organiser)
    with pytest.raises(NothingToDoError):
        resend_mails(certificates=[first.uid], press=uuid4(), actor=make_organiser("Another"))


@pytest.mark.parametrize("attached", [True, False])
def test_the_pdf_goes_along_where_the_batch_says_so(attached: bool, batch: Batch, issued: Any) -> None:
    BatchCertificateSetup.objects.update(attach_pdf=attached)

    paper = issued(batch)[0]

    (sent,) = [one for one in mail.outbox if one.to == [paper.holder.email]]
    assert ("PDF-nya juga terlampir" in sent.body) is attached
    assert [name for name, _content, _type in sent.attachments] == ([paper.filename] if attached else [])
    for _name, content, _type in sent.attachments:
        assert hashlib.sha256(content).hexdigest() == paper.sha256


def test_an_erased_or_large_paper_goes_without_the_file(
    batch: Batch, issued: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    BatchCertificateSetup.objects.update(attach_pdf=True)
    monkeypatch.setattr("certificates.mailing.LARGEST_ATTACHMENT", 10)

    issued(batch)

    assert [one.attachments for one in mail.outbox] == [[], []]


def test_a_mail_whose_file_is_gone_does_not_tell_of_one(batch: Batch, issued: Any) -> None:
    """What was so when it was written need not be when it is sent."""
    BatchCertificateSetup.objects.update(attach_pdf=True)
    paper = issued(batch)[0]
    message = Message.objects.get(key=f"certificate.issued:{paper.uid}")
    mail.outbox.clear()

    deliver(message)
    BatchCertificateSetup.objects.update(attach_pdf=False)
    deliver(message)

    assert "terlampir" in message.text
    assert ["terlampir" in sent.body for sent in mail.outbox] == [True, False]
    pages = [str(sent.alternatives[0][0]) for sent in mail.outbox if isinstance(sent, EmailMultiAlternatives)]
    assert ["terlampir" in page for page in pages] == [True, False]
    assert [len(sent.attachments) for sent in mail.outbox] == [1, 0]


def test_looking_is_not_counted_as_sending(batch: Batch, organiser: User, issued: Any, settings: Any) -> None:
    settings.RATE_LIMITS = True
    address = f"/certificates/{issued(batch)[0].uid}/message/"
    client = as_user(organiser)
    with clock.at(clock.now()):
        for _call in range(120):
            seconds_to_wait("certificates.mails", f"user-{organiser.pk}", limit=120, seconds=3600)

        assert client.get(address).status_code == 200
        assert client.post(address, {"press": str(uuid4())}).status_code == 429


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("0812-3456-7890", "6281234567890"),
        ("+62 812 3456 7890", "6281234567890"),
        ("81234567890", "6281234567890"),
        ("0062 812 3456 7890", "6281234567890"),
        ("+62 (0)812-3456-7890", "6281234567890"),
        ("+62 0812 3456 7890", "6281234567890"),
        ("0065 9123 4567", "6591234567"),
        ("+65 9123 4567", "6591234567"),
        ("021", ""),
        ("", ""),
        ("telepon kantor", ""),
    ],
)
def test_numbers_as_whatsapp_wants_them(phone: str, number: str) -> None:
    assert whatsapp_number(phone) == number


def test_the_page_has_a_text_for_whatsapp_and_sends_again(batch: Batch, organiser: User, issued: Any) -> None:
    paper: Certificate = issued(batch)[0]
    later()
    User.objects.filter(pk=paper.holder_id).update(phone="081234567890")
    client = as_user(organiser)
    address = f"/certificates/{paper.uid}/message/"

    response = client.get(address)
    link = urlsplit(response.context["link"])
    client.post(address, {"press": str(uuid4())})

    assert (link.netloc, link.path) == ("wa.me", "/6281234567890")
    assert parse_qs(link.query)["text"] == [response.context["text"]]
    assert f"nomor {paper.number}" in response.context["text"]
    assert Message.objects.filter(key__startswith=f"certificate.resent:{paper.uid}:").count() == 1
    assert as_user(make_auditor()).get(address).status_code == 403


def test_those_ticked_are_issued_or_told_again(batch: Batch, organiser: User) -> None:
    client = as_user(organiser)
    address = f"/batches/{batch.code}/certificates/chosen/"
    page = client.get(f"/batches/{batch.code}/certificates/").content.decode()
    key = f"enrolment:{batch.enrolments.get(member__name='Citra Dewi').pk}"

    nobody = client.post(address, {"deed": "issue"})
    response = client.post(address, {"deed": "issue", "chosen": [key]})
    none_valid = client.post(address, {"deed": "resend", "chosen": [key]}, follow=True)

    assert f'name="chosen" value="{key}"' in page
    assert nobody.url == f"/batches/{batch.code}/certificates/"
    run = IssueRun.objects.get()
    assert response.url.endswith(f"/runs/{run.uid}/")
    assert (run.purpose, run.reserved) == ("chosen", 1)
    assert "None of those chosen has a valid certificate." in none_valid.content.decode()


def test_latecomers_get_theirs_by_the_course_s_choice(batch: Batch) -> None:
    from certificates.services.issuing import issue_automatically, issue_missing, lacking_automatic

    BatchCertificateSetup.objects.update(automatic=None)
    assert issue_automatically(batch=Batch.objects.get()) is None
    assert issue_missing() == ([], {})
    batch.course.certified_automatically = True
    batch.course.save()

    assert list(lacking_automatic()) == [batch.pk]
    BatchCertificateSetup.objects.update(automatic=False)
    assert issue_automatically(batch=Batch.objects.get()) is None
    BatchCertificateSetup.objects.update(automatic=None)
    (run,), refused = issue_missing()

    assert (run.reserved, refused) == (2, {})
    Certificate.objects.update(state="void", reason="Keliru")
    assert list(lacking_automatic()) == [batch.pk]
    issue_for_batch(batch=batch, actor=None)
