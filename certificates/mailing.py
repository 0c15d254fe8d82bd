"""What goes to the holder of an issued paper: the mail, its attachment, and a text for WhatsApp."""

from __future__ import annotations

import re
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy

from certificates.choices import CertificateState
from certificates.models import BatchCertificateSetup, Certificate
from certificates.storage import is_intact, private_storage
from core.whatsapp import whatsapp_link
from members.delivery import MailFile
from members.models import Message, User
from members.services import Letter

TEMPLATE = "certificate_issued"
ATTACHED = gettext_lazy("The PDF is attached, too.")  # the sentence of that template
# Bases of mail servers begin to refuse at some megabytes; a certificate has some sixty kilobytes.
LARGEST_ATTACHMENT = 2_000_000
UID_IN_KEY = re.compile(r"certificate\.(?:issued|resent):([0-9a-f-]{36})")


def letter_about(certificate: Certificate, holder: User, *, key: str = "") -> Letter:
    """Wants `batch.course`, and the batch's setup if there is one, at hand."""
    return Letter(
        key=key or f"certificate.issued:{certificate.uid}",
        recipient=holder,
        context={
            "name": certificate.holder_name,
            "course": certificate.batch.course.title,
            "number": certificate.number,
            "edition": certificate.edition,
            "attached": is_attached(certificate),
            "url": page_of(certificate),
            "verify_url": f"{settings.SITE_URL}/v/{certificate.token}",
        },
        about=certificate.batch.code,
    )


def is_attached(certificate: Certificate) -> bool:
    setup: BatchCertificateSetup | None = getattr(certificate.batch, "certificate_setup", None)
    return setup is not None and setup.attach_pdf and certificate.size <= LARGEST_ATTACHMENT


def attachments_of(message: Message) -> list[MailFile]:
    """Read from private storage when the mail goes out: the outbox never holds a copy of a paper."""
    found = UID_IN_KEY.match(message.key)
    if found is None:
        return []
    rows = Certificate.objects.select_related("batch__certificate_setup").filter(holder=message.recipient_id)
    certificate = rows.filter(uid=UUID(found[1]), state=CertificateState.ISSUED).first()
    if certificate is None or not is_attached(certificate) or not is_intact(certificate.file):
        return []
    with private_storage().open(certificate.file) as file:
        return [MailFile(certificate.filename, file.read(), "application/pdf")]


def page_of(certificate: Certificate) -> str:
    return f"{settings.SITE_URL}/certificates/{certificate.uid}/"


def whatsapp_text(certificate: Certificate) -> str:
    """Indonesian, whoever sends it, like the paper itself."""
    return (
        f"Yth. Bapak/Ibu {certificate.holder_name},\n\n"
        f"sertifikat {certificate.batch.course.title} ({certificate.batch.name}) sudah terbit "
        f"dengan nomor {certificate.number}.\n\n"
        f"Unduh sertifikat (masuk dengan akun Anda):\n{page_of(certificate)}\n\n"
        f"Siapa pun dapat memeriksa keasliannya di:\n{settings.SITE_URL}/v/{certificate.token}\n\n"
        "Jika ada yang keliru, mintalah perbaikan dari halaman sertifikat itu. Terima kasih."
    )


def whatsapp_to_holder(certificate: Certificate) -> str:
    """Opens the chat with the holder where the number is known, else lets the sender choose a contact."""
    return whatsapp_link(whatsapp_text(certificate), certificate.holder.phone if certificate.holder else "")
