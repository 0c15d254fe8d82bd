"""Frozen facts and their parts, without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from certificates.facts import Facts, Holder, SessionFacts, SignatoryFacts

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
