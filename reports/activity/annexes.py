"""The annexes: who came, what was held, and what each reached. Lying pages, each table under a heading."""

from __future__ import annotations

from decimal import Decimal

from core.figures import figure
from members import nip
from reports.activity.gathering import Gathered
from reports.activity.sentences import day_in_words
from reports.columns import UNBROKEN
from reports.paper.blocks import Block, Grid, GridColumn, Heading, NewPage, Text
from reports.selectors.evaluation import rated_questions

NUMBER = GridColumn("No.", 5, is_number=True)
NAME, OFFICE, PROVINCE = GridColumn("Nama", 30), GridColumn("Unit kerja", 34), GridColumn("Provinsi", 18)


def annexes(found: Gathered) -> list[Block]:
    return [
        NewPage(is_lying=True),
        Heading("Lampiran 1. Daftar peserta"),
        _people(found),
        NewPage(is_lying=True),
        Heading("Lampiran 2. Jadwal sebagaimana terlaksana"),
        _timetable(found),
        NewPage(is_lying=True),
        Heading("Lampiran 3. Presensi"),
        _attendance(found),
        NewPage(is_lying=True),
        Heading("Lampiran 4. Nilai dan ketuntasan"),
        _marks(found),
        NewPage(is_lying=True),
        Heading("Lampiran 5. Evaluasi"),
        *_evaluation(found),
    ]


def _number(number: str) -> str:
    return nip.group(number).replace(" ", UNBROKEN) or "–"


def shown(value: Decimal | None) -> str:
    return "–" if value is None else figure(value)


def _people(found: Gathered) -> Grid:
    columns = [NUMBER, NAME, GridColumn("NIP atau NI PPPK", 22), OFFICE, PROVINCE]
    rows = [
        [
            str(place),
            row.name,
            nip.group(row.number).replace(" ", UNBROKEN) or "–",
            row.office or "–",
            row.province or "–",
        ]
        for place, row in enumerate(found.rows, start=1)
    ]
    return Grid(columns, rows)


def _timetable(found: Gathered) -> Grid:
    zone = found.batch.get_zone_display()
    columns = [
        NUMBER, GridColumn("Hari, tanggal", 24), GridColumn(f"Waktu ({zone})", 14), GridColumn("Materi", 40),
        GridColumn("Narasumber", 34), GridColumn("JP", 7, is_number=True), GridColumn("Keterangan", 16),
    ]  # fmt: skip
    rows = [
        [
            str(place),
            day_in_words(slot.starts.date()),
            f"{slot.starts:%H.%M}–{slot.ends:%H.%M}",
            slot.subject,
            slot.speaker or "–",
            figure(slot.jp) if slot.is_delivered else "–",
            slot.note or ("terlaksana" if slot.is_delivered else ""),
        ]
        for place, slot in enumerate(found.slots, start=1)
    ]
    return Grid(columns, rows, foot=["", "Jumlah", "", "", "", figure(found.total_jp), ""])


def _attendance(found: Gathered) -> Grid:
    columns = [NUMBER, NAME, OFFICE, PROVINCE, GridColumn("JP diikuti", 10, True), GridColumn("Presensi (%)", 10, True)]
    rows = [
        [str(place), row.name, row.office or "–", row.province or "–", shown(row.jp_attended), shown(row.attendance)]
        for place, row in enumerate(found.rows, start=1)
    ]
    return Grid(columns, rows, foot=["", "Rata-rata", "", "", "", shown(found.means.means["attendance"])])


def _marks(found: Gathered) -> Grid:
    figures = ("Keaktifan (%)", "Pre-test", "Post-test", "Kenaikan", "Nilai akhir")
    columns = [
        NUMBER,
        NAME,
        GridColumn("Unit kerja", 30),
        *(GridColumn(label, 9, is_number=True) for label in figures),
        GridColumn("Ketuntasan", 12),
        GridColumn("Nomor sertifikat", 26),
    ]
    rows = [
        [
            str(place),
            row.name,
            row.office or "–",
            shown(row.activity),
            shown(row.before),
            shown(row.after),
            shown(row.gain),
            shown(row.final),
            "tuntas" if row.is_complete else "belum tuntas",
            row.certificate or "–",
        ]
        for place, row in enumerate(found.rows, start=1)
    ]
    means = [shown(found.means.means[name]) for name in ("activity", "before", "after", "gain", "final")]
    return Grid(columns, rows, foot=["", "Rata-rata", "", *means, "", ""])


def _evaluation(found: Gathered) -> list[Block]:
    """Means of questions alone: who said what is known to nobody."""
    rows = [
        [row.subject if row.begins else "", row.question, str(row.people), figure(row.mean)]
        for row in rated_questions(found.evaluation)
    ]
    if not rows:
        return [Text("Tidak ada hasil evaluasi yang dapat disampaikan.")]
    columns = [
        GridColumn("Yang dinilai", 30), GridColumn("Pertanyaan", 60), GridColumn("Penilai", 9, is_number=True),
        GridColumn(f"Rata-rata (1–{found.evaluation.points})", 12, is_number=True),
    ]  # fmt: skip
    return [Grid(columns, rows)]
