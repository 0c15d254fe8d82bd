"""Frozen facts without a database; setups and batches ready to be certified with one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from certificates.facts import Facts, Holder, SessionFacts, SignatoryFacts
from certificates.models import BatchCertificateSetup, CertificateTemplate, NumberingScheme, SetupSignatory, Signatory
from core import clock
from courses.choices import BatchState
from courses.models import Batch, Completion, Enrolment
from members.models import User
from tests.factories.courses import make_batch, make_course, make_enrolment, make_session
from tests.factories.members import make_member

TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

HOLDER = Holder(
    name="Yohanes Mandagi",
    title_before="Capt.",
    title_after="S.E., M.Mar.",
    number_kind="nip",
    number="198703152010121003",
    rank="Penata (III/c)",
    position="Analis Humas",
    office="KSOP Kelas II Bitung",
)

SIGNATORY = SignatoryFacts(
    name="Dr. Rina Kartika Wulandari, M.M.",
    function="Sekretaris Direktorat Jenderal",
    on_behalf="a.n. Direktur Jenderal Perhubungan Laut",
    number="197001011995032001",
)

SESSIONS = tuple(
    SessionFacts(date(2020, 9, 22), subject, speaker, Decimal(jp))
    for subject, speaker, jp in (
        ("Komunikasi publik pemerintah", "Kepala Dinas Kominfo Jawa Tengah", "2"),
        ("Menangkal hoaks: cepat, tepat, akurat", "Staf Ahli Menteri Bidang Komunikasi", "3.50"),
        ("Membuat konten video", "Kreator konten profesional", "2.50"),
    )
)


def facts(**changes: Any) -> Facts:
    base = Facts(
        number="KL.301/001/IX/SMRT/2020",
        edition=1,
        kind="participant",
        passed=True,
        organiser="Direktorat Jenderal Perhubungan Laut",
        organiser_above="Kementerian Perhubungan Republik Indonesia",
        holder=HOLDER,
        course="Bimbingan Teknis Social Media Response Team Tahun 2020",
        batch="Angkatan I, Yogyakarta",
        venue="Hotel Grand Inna Malioboro, Yogyakarta",
        starts_on=date(2020, 9, 22),
        ends_on=date(2020, 9, 24),
        total_jp=Decimal("8.00"),
        issued_at_place="Jakarta",
        issued_on=date(2020, 9, 30),
        signatories=(SIGNATORY,),
        sessions=SESSIONS,
        verify_url=f"HTTPS://BIMTEK.EXAMPLE.GO.ID/V/{TOKEN}",
    )
    return replace(base, **changes)


def holder(**changes: Any) -> Holder:
    return replace(HOLDER, **changes)


def make_numbering(code: str = "smrt", **fields: Any) -> NumberingScheme:
    """The numbering of that code, made when missing."""
    defaults = {"name": code.upper(), "unit": code.upper(), "classification": "KL.301", **fields}
    return NumberingScheme.objects.get_or_create(code=code, defaults=defaults)[0]


def make_setup(batch: Batch, *, numbering: NumberingScheme | None = None, **fields: Any) -> BatchCertificateSetup:
    signatory, _ = Signatory.objects.get_or_create(
        name=SIGNATORY.name,
        defaults={"function": SIGNATORY.function, "on_behalf": SIGNATORY.on_behalf, "number": SIGNATORY.number},
    )
    setup = BatchCertificateSetup(
        batch=batch,
        numbering=numbering or make_numbering(),
        template=CertificateTemplate.objects.get(name="Formal"),
        organiser_above="Kementerian Perhubungan Republik Indonesia",
        issued_at_place="Jakarta",
        **{"issued_on": date(2020, 9, 30), **fields},
    )
    setup.signatories = [SetupSignatory(signatory=signatory)]
    setup.save()
    return setup


def make_completion(batch: Batch, member: User | None = None, *, passed_test: bool = True) -> Enrolment:
    """A participant who met the rule."""
    enrolment = make_enrolment(batch, member)
    Completion.objects.create(
        enrolment=enrolment, rule=batch.course.completion_rules.latest("number"), passed_test=passed_test
    )
    return enrolment


def make_certifiable_batch(*names: str, organiser: User | None = None, **fields: Any) -> Batch:
    """A closed batch of two delivered sessions, set up, with one complete participant for each name."""
    numbering = fields.pop("numbering", None)
    course = make_course(organisers=[organiser] if organiser else [])
    batch = make_batch(course, starts_on=date(2020, 9, 22), **fields)
    make_session(batch, "Komunikasi publik pemerintah", hours="2", delivered=True)
    make_session(batch, "Menangkal hoaks", hours="3.50", delivered=True)
    for order, name in enumerate(names):
        make_completion(batch, make_member(name, email=f"{batch.code}.{order}@example.go.id"))
    batch.state, batch.closed_at = BatchState.CLOSED, clock.now()
    batch.save()
    make_setup(batch, numbering=numbering)
    return batch
