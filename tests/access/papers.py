"""What of the world around the access table comes from certificates and coordinators."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile

from certificates.choices import CertificateKind, CorrectionSubject
from certificates.demo_ca import make_demo_badge_key, make_demo_ca
from certificates.models import Certificate, PaperPack, PaperPart, RegisterPrint
from certificates.services import ask_correction, issue_for_batch
from certificates.services.making import make_files, mark_issued
from certificates.storage import private_storage
from core import clock
from courses.choices import BatchState
from courses.models import Batch, CoursePage
from members.models import CoordinatorAppointment, Office, Province, User
from members.services import appoint_coordinator
from tests.factories.certificates import make_completion, make_setup
from tests.factories.courses import make_batch, make_session

PACKED = "PK with the papers of a batch"
CORRECTED = "Gelar Yang Hilang, S.Tr."
GUEST = "Narasumber Tanpa Akun"


def appoint(member: User, office: Office, province: Province) -> CoordinatorAppointment:
    return appoint_coordinator(province=province, office=office, member=member, decree="SK 1", actor=None)


def issue(course: CoursePage, holder: User) -> Certificate:
    """An issued certificate of an earlier batch of the course, made as its jobs make it."""
    make_demo_ca(Path(settings.CERTIFICATE_KEY_FILE))
    make_demo_badge_key(Path(settings.BADGE_KEY_FILE))
    batch = make_batch(course, starts_on=date(2020, 9, 22))
    make_session(batch, delivered=True)
    make_completion(batch, holder)
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.CLOSED, closed_at=clock.now())
    batch.refresh_from_db()
    make_setup(batch)
    PaperPart.objects.create(batch=batch, kind=CertificateKind.SPEAKER, name=GUEST)
    issue_for_batch(batch=batch, actor=None)
    certificate = Certificate.objects.get()
    make_files([certificate.pk], lambda done, total: None)
    mark_issued([certificate.pk])
    certificate.refresh_from_db()
    organiser = course.organisers.get().member
    pack = PaperPack.objects.create(batch=batch, asked_by=organiser, grouping="office", ready_at=clock.now())
    private_storage().save(pack.address, ContentFile(PACKED.encode()))
    ask_correction(certificate=certificate, subject=CorrectionSubject.NAME, wanted=CORRECTED, actor=holder)
    return certificate


def print_register(asked_by: User) -> RegisterPrint:
    """A printed register, as its job leaves it."""
    found = RegisterPrint.objects.create(asked_by=asked_by, language="id", numbers=1)
    found.file = private_storage().save(f"registers/{found.uid}.pdf", ContentFile(b"%PDF-1.7"))
    found.made_at = clock.now()
    found.save()
    return found
