"""The report in its usual outline: introduction, what was done, what came of it, closing, annexes. Indonesian."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils import translation

from core import clock
from core.figures import figure
from reports.activity import defaults, sentences
from reports.activity.annexes import annexes
from reports.activity.defaults import NOT_WRITTEN, lines_of
from reports.activity.gathering import Gathered
from reports.batch_heads import days_in_words, place_of
from reports.paper.blocks import (
    Block,
    Contents,
    Facts,
    Grid,
    GridColumn,
    Heading,
    Items,
    Paper,
    Signature,
    Text,
    Title,
)
from reports.signature_blocks import signatory_of, signature

TITLE = "Laporan Pelaksanaan Kegiatan"


def report_of(found: Gathered) -> Paper:
    batch = found.batch
    with translation.override("id"):
        return Paper(
            title=f"{TITLE}: {batch.course.title}, {batch.name}",
            foot=f"{TITLE} · {batch.name}",
            blocks=[
                *_head(found),
                *_introduction(found),
                *_held(found),
                *_results(found),
                *_closing(found),
                *annexes(found),
            ],
        )


def _head(found: Gathered) -> list[Block]:
    batch = found.batch
    organisers = [found.setup.organiser_above if found.setup else "", batch.course.organiser_name]
    facts = [
        ("Kegiatan", batch.course.title),
        ("Angkatan", batch.name),
        ("Tanggal", days_in_words(batch.starts_on, batch.ends_on)),
        ("Tempat", place_of(batch)),
        ("Peserta", sentences.people_in_short(found.means.people, found.came)),
        ("Jumlah JP", figure(found.total_jp)),
    ]
    if found.texts.number:
        facts.insert(0, ("Nomor", found.texts.number))
    return [
        Title([line.upper() for line in organisers if line], TITLE.upper(), [batch.course.title, batch.name]),
        Facts([(name, value) for name, value in facts if value]),
        Contents("Daftar isi"),
    ]


def _introduction(found: Gathered) -> list[Block]:
    texts, basis = found.texts, lines_of(found.texts.legal_basis)
    return [
        Heading("I. Pendahuluan"),
        Heading("A. Latar belakang", 2),
        *_paragraphs(texts.background or defaults.background(found)),
        Heading("B. Dasar hukum", 2),
        Items(basis, is_numbered=True) if basis else Text(NOT_WRITTEN),
        Heading("C. Maksud dan tujuan", 2),
        *_paragraphs(texts.purpose or defaults.purpose(found)),
    ]


def _held(found: Gathered) -> list[Block]:
    delivered, provinces = found.delivered, found.by_province
    named = sum(1 for name, _number in provinces if name)
    cancelled = sum(1 for slot in found.slots if slot.note == "dibatalkan")
    subjects = [slot.subject for slot in delivered]
    return [
        Heading("II. Pelaksanaan"),
        Heading("A. Waktu dan tempat", 2),
        Text(sentences.when_and_where(found.batch)),
        Heading("B. Peserta", 2),
        Text(sentences.who_came(found.means.people, found.came, found.offices, named)),
        *([_by_province(provinces)] if provinces else []),
        Heading("C. Narasumber", 2),
        _speakers(found) if found.speakers else Text("Narasumber belum dicatat."),
        Heading("D. Materi", 2),
        Items(subjects, is_numbered=True) if subjects else Text("Belum ada materi yang dikonfirmasi disampaikan."),
        Heading("E. Jadwal", 2),
        Text(sentences.what_was_held(len(delivered), found.total_jp, cancelled)),
    ]


def _results(found: Gathered) -> list[Block]:
    means, summary = found.means, found.evaluation
    said = sentences.marks(
        means.means["before"], means.counts["before"], means.means["after"], means.counts["after"],
        means.means["gain"], means.counts["gain"],
    )  # fmt: skip
    rated = [(one.face.title, one.mean) for one in summary.subjects if one.mean is not None]
    return [
        Heading("III. Hasil"),
        Heading("A. Presensi", 2),
        Text(sentences.attendance(means.means["attendance"])),
        Heading("B. Nilai pre-test dan post-test", 2),
        Text(said),
        Heading("C. Ketuntasan", 2),
        Text(sentences.completion(means.complete, means.people, means.complete_share, found.certificates)),
        Heading("D. Evaluasi", 2),
        Text(sentences.evaluation(summary.is_closed, summary.filled, summary.participants, summary.minimum)),
        *([_ratings(rated, summary.points)] if rated else []),
    ]


def _closing(found: Gathered) -> list[Block]:
    texts, suggestions = found.texts, lines_of(found.texts.suggestions)
    return [
        Heading("IV. Kesimpulan dan saran"),
        Heading("A. Kesimpulan", 2),
        *_paragraphs(texts.conclusion or defaults.conclusion(found)),
        Heading("B. Saran", 2),
        Items(suggestions, is_numbered=True) if suggestions else Text(NOT_WRITTEN),
        Heading("V. Penutup"),
        *_paragraphs(texts.closing or defaults.closing(found)),
        _signature(found),
    ]


def _signature(found: Gathered) -> Signature:
    texts, setup = found.texts, found.setup
    place = texts.place or (setup.issued_at_place if setup else "") or found.batch.city
    return signature(texts.signatory or signatory_of(setup), place, texts.dated or clock.site_day())


def _paragraphs(text: str) -> list[Text]:
    return [Text(line) for line in lines_of(text)]


def _by_province(provinces: list[tuple[str, int]]) -> Grid:
    columns = [GridColumn("No.", 5, is_number=True), GridColumn("Provinsi", 40), GridColumn("Peserta", 10, True)]
    rows = [[str(place), name or "Tanpa provinsi", str(number)] for place, (name, number) in enumerate(provinces, 1)]
    total = sum(number for _name, number in provinces)
    return Grid(columns, rows, "Tabel 1. Peserta terdaftar menurut provinsi", foot=["", "Jumlah", str(total)])


def _speakers(found: Gathered) -> Grid:
    columns = [
        GridColumn("No.", 5, is_number=True), GridColumn("Nama", 26), GridColumn("Jabatan", 34),
        GridColumn("Materi", 40),
    ]  # fmt: skip
    rows = [
        [str(place), speaker.name, speaker.function or "–", "; ".join(speaker.subjects) or "–"]
        for place, speaker in enumerate(found.speakers, start=1)
    ]
    return Grid(columns, rows, "Tabel 2. Narasumber")


def _ratings(rated: Sequence[tuple[str, Decimal]], points: int) -> Grid:
    columns = [GridColumn("Yang dinilai", 50), GridColumn(f"Rata-rata (1–{points})", 15, is_number=True)]
    return Grid(columns, [[name, figure(mean)] for name, mean in rated], "Tabel 3. Rata-rata evaluasi")
