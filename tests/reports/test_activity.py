"""The report of a batch: its sentences, the same content in both files, and who may have it."""

import io
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from django.utils import translation
from django.utils.html import escape
from docx import Document

from core.made_files.services import private_storage
from core.models import AuditEntry
from courses.choices import BatchMode, EvaluationSection, Part
from courses.evaluation import Question, spread
from courses.models import Batch, Session, SessionSpeaker
from courses.selectors.evaluation import QuestionSummary, SectionFace, SubjectSummary
from members.services import appoint_coordinator
from reports.activity import annexes, sentences
from reports.activity.content import report_of
from reports.activity.docx import paper_docx
from reports.activity.gathering import gather
from reports.models import ActivityReport
from reports.paper.flow import paper_pdf
from tests.factories.certificates import make_setup
from tests.factories.courses import make_part
from tests.factories.members import make_administrator, make_member
from tests.reports.conftest import Trained
from tests.reports.pdfs import read_pdf
from tests.reports.test_recap import as_user

HEADINGS = [
    "I. Pendahuluan", "A. Latar belakang", "B. Dasar hukum", "C. Maksud dan tujuan", "II. Pelaksanaan",
    "A. Waktu dan tempat", "B. Peserta", "C. Narasumber", "D. Materi", "E. Jadwal", "III. Hasil", "A. Presensi",
    "B. Nilai pre-test dan post-test", "C. Ketuntasan", "D. Evaluasi", "IV. Kesimpulan dan saran", "A. Kesimpulan",
    "B. Saran", "V. Penutup", "Lampiran 1. Daftar peserta", "Lampiran 2. Jadwal sebagaimana terlaksana",
    "Lampiran 3. Presensi", "Lampiran 4. Nilai dan ketuntasan", "Lampiran 5. Evaluasi",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_indonesian() -> Any:
    with translation.override("id"):
        yield


@pytest.mark.parametrize(
    ("ends_on", "mode", "said"),
    [
        (
            date(2020, 9, 22),
            BatchMode.ONSITE,
            "Kegiatan dilaksanakan secara tatap muka pada hari Selasa, 22 September 2020, "
            "bertempat di Hotel A, Bitung.",
        ),
        (
            date(2020, 9, 24),
            BatchMode.ONLINE,
            "Kegiatan dilaksanakan secara daring selama 3 hari, dari hari Selasa, 22 September 2020 sampai dengan hari "
            "Kamis, 24 September 2020.",
        ),
    ],
)
def test_when_and_where(ends_on: date, mode: BatchMode, said: str) -> None:
    batch = Batch(starts_on=date(2020, 9, 22), ends_on=ends_on, mode=mode, venue="Hotel A", city="Bitung")

    assert sentences.when_and_where(batch) == said


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ((None, 0, None, 0, None, 0), "Belum ada nilai pre-test maupun post-test yang tercatat."),
        (
            (Decimal("45.50"), 4, Decimal(80), 3, Decimal("34.50"), 3),
            "Rata-rata nilai pre-test adalah 45,5 dari 4 peserta yang mengerjakannya. Rata-rata nilai post-test adalah "
            "80 dari 3 peserta yang mengerjakannya. Pada 3 peserta yang mengerjakan keduanya, nilai naik rata-rata "
            "34,5 poin. Nilai setiap peserta tercantum dalam Lampiran 4.",
        ),
        (
            (Decimal(50), 1, Decimal(50), 1, Decimal(0), 1),
            "Rata-rata nilai pre-test adalah 50 dari 1 peserta yang mengerjakannya. Rata-rata nilai post-test adalah "
            "50 dari 1 peserta yang mengerjakannya. Pada 1 peserta yang mengerjakan keduanya, nilai rata-rata tidak "
            "berubah. Nilai setiap peserta tercantum dalam Lampiran 4.",
        ),
    ],
)
def test_marks_in_words(figures: Any, said: str) -> None:
    assert sentences.marks(*figures) == said


def test_who_came_and_what_was_held() -> None:
    told = [
        sentences.who_came(3, came, 2, 1).removesuffix(" Daftar peserta tercantum dalam Lampiran 1.")
        for came in (3, 2, 0)
    ]
    assert told == [
        "Kegiatan diikuti oleh 3 orang peserta dari 2 unit kerja di 1 provinsi.",
        "Dari 3 orang peserta terdaftar dari 2 unit kerja di 1 provinsi, 2 orang mengikuti kegiatan.",
        "Terdaftar 3 orang peserta dari 2 unit kerja di 1 provinsi. Keikutsertaan mereka belum tercatat.",
    ]
    assert [sentences.people_in_short(3, came) for came in (3, 2, 0)] == [
        "3 orang", "2 orang dari 3 terdaftar", "3 orang terdaftar",
    ]  # fmt: skip
    assert sentences.what_was_held(2, Decimal("5.50"), 1) == (
        "Terlaksana 2 sesi dengan jumlah 5,5 jam pelajaran (JP); 1 sesi dibatalkan. Jadwal sebagaimana terlaksana "
        "tercantum dalam Lampiran 2."
    )
    assert sentences.completion(1, 3, Decimal("33.33"), 0) == (
        "Dari 3 peserta terdaftar, 1 orang (33,33 persen) menuntaskan kegiatan. Sertifikat belum diterbitkan."
    )


def test_whoever_is_rated_is_named_at_the_first_question_that_is_shown() -> None:
    five = spread(5, {4: 5})
    hidden, opens, shown = (
        QuestionSummary(Question(order, "course", kind, text), five if text == "Ditampilkan" else None)
        for order, kind, text in ((1, "scale", "Tersembunyi"), (2, "open", "Saran"), (3, "scale", "Ditampilkan"))
    )
    organisers, course = SectionFace(EvaluationSection.ORGANISERS), SectionFace(EvaluationSection.COURSE)
    subjects = [
        SubjectSummary(organisers, 1, 5, is_hidden=False, questions=[hidden, shown, shown]),
        SubjectSummary(course, 2, 5, is_hidden=False, questions=[opens, shown]),
        SubjectSummary(course, 3, 5, is_hidden=False, questions=[shown]),  # of the same name
    ]

    found: Any = SimpleNamespace(evaluation=SimpleNamespace(subjects=subjects, points=5))
    [grid] = annexes._evaluation(found)

    assert [row[0] for row in grid.rows] == [organisers.title, "", course.title, course.title]
    assert [row[1:] for row in grid.rows] == [["Ditampilkan", "5", "4"]] * 4


@pytest.fixture
def reported(trained: Trained) -> Trained:
    make_setup(trained.batch)
    part = make_part(trained.batch, make_member("Sari Narasumber"), part=Part.SPEAKER, function="Kepala Dinas Kominfo")
    part.sessions.add(trained.batch.sessions.get(subject="Menangkal hoaks"))
    ActivityReport.objects.create(
        batch=trained.batch,
        number="LAP-1/2020",
        legal_basis="Surat Tugas Nomor 1\n\nSurat Edaran\x01<2>",
        conclusion="Kegiatan berjalan baik & lancar.",
    )
    return trained


@pytest.mark.django_db
def test_the_document_opens_with_headings_tables_and_fields(reported: Trained, made: Any) -> None:
    row = made("reports.activity_docx", f"batch:{reported.batch.code}", reported.organiser)

    with private_storage().open(row.address) as file:
        document = Document(io.BytesIO(file.read()))
    text = [paragraph.text for paragraph in document.paragraphs]
    tables = [[[cell.text for cell in line.cells] for line in table.rows] for table in document.tables]
    xml = document.element.xml

    assert (row.filename, row.rows) == ("laporan-smrt-2020-yk.docx", 3)
    assert [p.text for p in document.paragraphs if p.style.name.startswith("Heading")] == HEADINGS
    assert "1.\tSurat Tugas Nomor 1" in text
    assert "2.\tSurat Edaran <2>" in text
    assert "Kegiatan berjalan baik & lancar." in text
    assert sentences.who_came(3, 2, 2, 2) in text
    assert "a.n. Direktur Jenderal Perhubungan Laut" in text
    assert tables[1][1] == ["1", "Sari Narasumber", "Kepala Dinas Kominfo", "Menangkal hoaks"]
    assert tables[3][-1] == ["", "Jumlah", "", "", "", "5", ""]
    assert [line[-1] for line in tables[3]] == ["Keterangan", "terlaksana", "terlaksana", "dibatalkan", ""]
    assert tables[5][1][:2] + tables[5][1][4:8] == ["1", "=Ani, S.E.", "40", "85,5", "45,5", "85,5"]
    assert xml.count("<w:tblHeader/>") == len(tables) == 6
    assert 'TOC \\o "1-3"' in xml
    assert "NUMPAGES" in document.sections[0].footer.paragraphs[0]._p.xml
    sizes = [(round(section.page_width.cm, 1), round(section.page_height.cm, 1)) for section in document.sections]
    assert sizes == [(21.0, 29.7)] + [(29.7, 21.0)] * 5


@pytest.mark.django_db
def test_the_pdf_tells_the_same(reported: Trained, made: Any) -> None:
    row = made("reports.activity_pdf", f"batch:{reported.batch.code}", reported.organiser)

    with private_storage().open(row.address) as file:
        pages, tags = read_pdf(file.read())

    words = " ".join(" ".join(pages).split())
    assert [heading for heading in HEADINGS if heading not in words] == []
    assert "Kegiatan berjalan baik & lancar." in words
    assert (tags["Table"], tags["H1"], tags["H2"]) == (6, 11, 14)


@pytest.mark.django_db
def test_organisers_write_auditors_read_coordinators_neither(reported: Trained) -> None:
    office = reported.away.office
    assert office is not None
    coordinator = make_member("Koordinator", office=office)
    appoint_coordinator(province=office.province, office=office, member=coordinator, decree="SK 1", actor=None)
    address = f"/batches/{reported.batch.code}/report/"

    seen = {"seen": ActivityReport.objects.get().stand}
    kept = as_user(reported.organiser).post(address, {"background": "Baru", "dated": "2020-09-30", **seen})
    report = ActivityReport.objects.get()

    assert kept.status_code == 302
    assert (report.background, report.dated, report.legal_basis) == ("Baru", date(2020, 9, 30), "")
    assert report.written_by == reported.organiser
    assert as_user(coordinator).get(address).status_code == 404


@pytest.mark.django_db
def test_speakers_are_those_who_taught(reported: Trained) -> None:
    """Sari was planned for both sessions; one was given by Tono, the other by a guest whom nobody had planned."""
    sari = reported.batch.parts.get(part=Part.SPEAKER)
    tono = make_part(reported.batch, make_member("Tono"), part=Part.SPEAKER, function="Kepala Bagian Humas")
    first, second = (reported.batch.sessions.get(subject=name) for name in ("Komunikasi publik", "Menangkal hoaks"))
    sari.sessions.add(first)
    day = timedelta(days=1)
    # Ten minutes late is not another day; a day later is.
    Session.objects.filter(pk=first.pk).update(
        delivered_speaker="Kepala Bagian Humas; Ibu Tamu", delivered_starts_at=first.starts_at + timedelta(minutes=10)
    )
    Session.objects.filter(pk=second.pk).update(
        delivered_speaker="Tono",
        delivered_starts_at=second.starts_at + day,
        delivered_ends_at=second.ends_at + day,
    )

    found = gather(reported.batch, reported.organiser, lambda done, total: None)

    assert [(one.name, one.function, one.subjects) for one in found.speakers] == [
        (tono.member.full_name, "Kepala Bagian Humas", ["Komunikasi publik", "Menangkal hoaks"]),
        ("Ibu Tamu", "", ["Komunikasi publik"]),
    ]
    assert {slot.subject: slot.note for slot in found.slots} == {
        "Komunikasi publik": "",
        "Menangkal hoaks": "dipindahkan",
        "Dibatalkan": "dibatalkan",
    }
    assert (found.came, found.means.people) == (2, 3)


@pytest.mark.django_db
def test_speakers_who_share_a_function_are_told_apart(reported: Trained) -> None:
    """Two gave both sessions: one as planned, one entered by hand; what was cut, being too long, is known again."""
    sari = reported.batch.parts.get(part=Part.SPEAKER)
    tono = make_part(reported.batch, make_member("Tono"), part=Part.SPEAKER, function=sari.function)
    first, second = (reported.batch.sessions.get(subject=name) for name in ("Komunikasi publik", "Menangkal hoaks"))
    for order, part in enumerate((sari, tono)):
        SessionSpeaker.objects.get_or_create(session=first, part=part, defaults={"order": order})
    second.session_speakers.all().delete()
    Session.objects.filter(pk__in=(first.pk, second.pk)).update(
        delivered_speaker=f"{sari.function}; {sari.function}", state="delivered"
    )

    def taught() -> list[tuple[str, list[str]]]:
        found = gather(reported.batch, reported.organiser, lambda done, total: None)
        return [(one.name, one.subjects) for one in found.speakers]

    both = ["Komunikasi publik", "Menangkal hoaks"]
    assert taught() == [(sari.member.full_name, both), (tono.member.full_name, both)]

    long = "Widyaiswara Ahli Madya " + "x" * 177
    reported.batch.parts.filter(part=Part.SPEAKER).update(function=long)
    Session.objects.filter(pk=first.pk).update(delivered_speaker=f"{long}; {long}"[:250])
    Session.objects.filter(pk=second.pk).update(delivered_speaker=sari.member.full_name)

    assert taught() == [(sari.member.full_name, both), (tono.member.full_name, both[:1])]


@pytest.mark.django_db
def test_a_title_may_hold_signs_that_no_file_takes(reported: Trained) -> None:
    Batch.objects.filter(pk=reported.batch.pk).update(name="Angkatan\x0bI")
    reported.batch.refresh_from_db()

    paper = report_of(gather(reported.batch, reported.organiser, lambda done, total: None))

    title = "Laporan Pelaksanaan Kegiatan: " + f"{reported.course.title}, Angkatan I"
    assert Document(io.BytesIO(paper_docx(paper))).core_properties.title == title
    with pikepdf.open(io.BytesIO(paper_pdf(paper, "Halaman {page} dari {pages}"))) as pdf:
        assert pdf.open_metadata()["dc:title"] == title


@pytest.mark.django_db
def test_texts_kept_by_another_meanwhile_are_not_written_over(reported: Trained) -> None:
    address = f"/batches/{reported.batch.code}/report/"
    first, second = as_user(reported.organiser), as_user(make_administrator())
    seen = ActivityReport.objects.get().stand
    assert f'name="seen" value="{escape(seen)}"' in first.get(address).content.decode()

    first.post(address, {"conclusion": "Dari yang pertama", "seen": seen})
    refused = second.post(address, {"conclusion": "Dari yang kedua", "seen": seen})

    report = ActivityReport.objects.get()
    page = refused.content.decode()
    assert (refused.status_code, report.conclusion) == (200, "Dari yang pertama")
    assert ("Dari yang kedua" in page, refused.context["there"]) == (True, [("Conclusion", "Dari yang pertama")])
    assert f'name="seen" value="{escape(report.stand)}"' in page
    entry = AuditEntry.objects.filter(action="report.written").get()
    assert entry.data["before"]["conclusion"] == "Kegiatan berjalan baik & lancar."
    assert second.post(address, {"conclusion": "Dari yang kedua", "seen": report.stand}).status_code == 302
