"""Made-up holders by whom a template is judged: each is hard in its own way, and together they say every sentence.

Nobody of these exists; the numbers belong to nobody.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from certificates.facts import Facts, Holder, SessionFacts, SignatoryFacts

COURSE = "Bimbingan Teknis Social Media Response Team Tahun 2020"
LONG_COURSE = (
    "Bimbingan Teknis Penyusunan Rencana Komunikasi Publik dan Penanganan Hoaks di Media Sosial "
    "bagi Pengelola Informasi Kantor Pelabuhan"
)
SIGNATORY = SignatoryFacts(
    name="Dr. Rina Kartika Wulandari, M.M.",
    function="Sekretaris Direktorat Jenderal",
    on_behalf="a.n. Direktur Jenderal Perhubungan Laut",
    number="197001011995032001",
)
SECOND = SignatoryFacts(
    name="Drs. Bambang Suryo Atmojo, M.Si.",
    function="Kepala Bagian Organisasi dan Hubungan Masyarakat",
    on_behalf="u.b.",
    rank="Pembina Tingkat I (IV/b)",
    number="197203141998031002",
)
THIRD = SignatoryFacts(
    name="Capt. Hendrik Wowor, M.Mar.",
    function="Kepala Kantor",
    on_behalf="Plt.",
    rank="Pembina (IV/a)",
    number="197506202000031003",
)
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
LONGEST = Holder(
    name="Maria Magdalena Fransiska Wilhelmina Tumbelaka-Rompas Sondakh Kawilarang",
    title_before="Dr. Ir. Hj.",
    title_after="S.Sos., M.I.Kom., M.Mar.E.",
    number_kind="nip",
    number="198203152006042003",
    rank="Pembina Utama Muda (IV/c)",
    position="Pranata Hubungan Masyarakat Ahli Madya",
    office="Kantor Kesyahbandaran dan Otoritas Pelabuhan Kelas II Bitung",
)
SUBJECTS = (
    ("Kebijakan komunikasi publik pemerintah", "Kepala Dinas Kominfo Jawa Tengah"),
    ("Menangkal hoaks: cepat, tepat, akurat", "Staf Ahli Menteri Bidang Komunikasi"),
    ("Membuat konten video dengan telepon genggam", "Kreator konten profesional"),
    ("Etika dan hukum di media sosial", "Bagian Hukum"),
)
SESSIONS = tuple(
    SessionFacts(date(2020, 9, 22 + order // 4), subject, speaker, Decimal("2.5"))
    for order, (subject, speaker) in enumerate(SUBJECTS * 3)
)
TYPICAL = Facts(
    number="KL.301/001/IX/SMRT/2020",
    edition=1,
    kind="participant",
    passed=True,
    organiser="Direktorat Jenderal Perhubungan Laut",
    organiser_above="Kementerian Perhubungan Republik Indonesia",
    holder=HOLDER,
    course=COURSE,
    batch="Angkatan I, Yogyakarta",
    venue="Hotel Grand Inna Malioboro, Yogyakarta",
    starts_on=date(2020, 9, 22),
    ends_on=date(2020, 9, 24),
    total_jp=Decimal("10.0"),
    issued_at_place="Jakarta",
    issued_on=date(2020, 9, 30),
    signatories=(SIGNATORY,),
    sessions=SESSIONS[::3],
    verify_url="HTTPS://BIMTEK.EXAMPLE.GO.ID/V/ABCDEFGHIJKLMNOPQRSTUVWXYZ",
)
SAMPLE_LABELS = {
    "typical": _("an ordinary name"),
    "longest": _("the longest name, three signatories, twelve sessions"),
    "plain": _("one word, no title, no NIP, no test"),
    "diacritics": _("letters with diacritics"),
    "speaker": _("a speaker"),
    "committee": _("a member of the committee"),
    "office": _("an office"),
    "award": _("an award"),
}
SAMPLES = {
    "typical": TYPICAL,
    "longest": replace(
        TYPICAL,
        holder=LONGEST,
        course=LONG_COURSE,
        signatories=(THIRD, SECOND, SIGNATORY),
        sessions=SESSIONS,
        total_jp=Decimal("30.0"),
    ),
    "plain": replace(
        TYPICAL, passed=False, holder=Holder(name="Suharti"), starts_on=date(2020, 9, 24), sessions=SESSIONS[8:]
    ),
    "diacritics": replace(
        TYPICAL, holder=replace(HOLDER, name="Šükrī Ñandutiỹ Œuvré-Žižková", title_before="", title_after="S.Kom.")
    ),
    "speaker": replace(TYPICAL, kind="speaker", holder=LONGEST, signatories=(SECOND, SIGNATORY)),
    "committee": replace(TYPICAL, kind="committee", holder=replace(HOLDER, number_kind="none", number="", rank="")),
    "office": replace(
        TYPICAL, kind="award", completed=12, holder=Holder(name="Kantor Kesyahbandaran dan Otoritas Pelabuhan Kelas II")
    ),
    "award": replace(TYPICAL, kind="award", holder=LONGEST, signatories=(SECOND, SIGNATORY)),
}
