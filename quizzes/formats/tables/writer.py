"""Questions as an Excel file, and the empty one that people fill in."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment

from core.sheets import sheet_cell
from quizzes.choices import QuestionType
from quizzes.formats import topics
from quizzes.formats.findings import Notes, RefusedError
from quizzes.formats.moodle_xml.cloze_writer import with_gaps
from quizzes.formats.numbers import plain_number
from quizzes.formats.tables.cells import answers_of, settings_of
from quizzes.formats.tables.columns import KINDS, letter_of
from quizzes.formats.texts import clean, from_loose
from quizzes.formats.writing import STAMP, Desk, Written, fixed_zip, note_written_losses
from quizzes.items import Cloze, Item

ORDER = ("id", "kind", "topic", "question", "answer")
BEHIND = ("feedback", "marks", "tags", "name", "settings")
TITLES = {
    "id": "Kode",
    "kind": "Jenis",
    "topic": "Topik",
    "question": "Soal",
    "answer": "Kunci",
    "feedback": "Pembahasan",
    "marks": "Nilai",
    "tags": "Label",
    "name": "Nama",
    "settings": "Pengaturan",
}
# Content, not words of the screen: like the names of the columns it is Indonesian.
EXAMPLES = (
    (
        "pilihan ganda",
        "Apa yang pertama dinyatakan dalam tanggapan awal?",
        "B",
        "Siapa yang salah",
        "Apa yang diketahui",
    ),
    ("jawaban ganda", "Apa yang wajib ada dalam setiap klarifikasi?", "A, C", "Sumber", "Lelucon", "Tanggal"),
    ("benar salah", "Hoaks yang sudah dibantah tidak akan menyebar lagi.", "salah"),
    ("isian singkat", "SMRT adalah singkatan dari Social Media … Team.", "Response"),
    ("angka", "Paling lama berapa menit tanggapan pertama diberikan?", "60 ± 5"),
    ("menjodohkan", "Jodohkan kantor dan kotanya.", "", "KSOP -> Bitung", "UPP -> Amurang", "-> Jakarta"),
    ("mengurutkan", "Urutkan langkah menanggapi hoaks.", "", "Periksa fakta", "Susun jawaban", "Terbitkan"),
    ("esai", "Tulis tanggapan untuk komentar tersebut.", ""),
)
PICTURE = re.compile(
    r"""<img(?=[^>]*\ssrc="media:)(?:[^>]*?\salt="([^"]*)")?[^>]*>|<audio(?:[^>]*?\stitle="([^"]*)")?[^>]*>(?:</audio>)?"""
)
LONGEST_CELL = 32_767


@dataclass
class Line:
    cells: dict[str, str]
    options: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def write_xlsx(items: Sequence[Item]) -> Written:
    desk, lines = Desk(), []

    def write(item: Item, notes: Notes) -> str:
        lines.append(_line(item, notes))
        return ""

    desk.each(items, write)
    return desk.written("xlsx", _book(lines))


def template() -> bytes:
    """The columns with one question of each common kind, and a page that explains them."""
    lines = [
        Line({"id": f"contoh-{place}", "kind": kind, "question": text, "answer": key, "marks": "1"}, list(options))
        for place, (kind, text, key, *options) in enumerate(EXAMPLES, start=1)
    ]
    return _book(lines, guide=True)


def _line(item: Item, notes: Notes) -> Line:
    options, remarks, key = answers_of(item, notes)
    note_written_losses(item, notes)
    if item.media:
        notes.warn(_("Its pictures and sounds were left out. Export it as Moodle XML or QTI to keep them."))
    stem = _with_words(item.stem)
    if isinstance(item, Cloze):
        stem = with_gaps(replace(item, stem=stem), notes)
    cells = {
        "id": item.external_id,
        "kind": KINDS[QuestionType(item.type)][0],
        "topic": topics.to_path(item.topic),
        "question": as_cell(stem) if not isinstance(item, Cloze) else stem,
        "answer": key,
        "feedback": as_cell(_with_words(item.feedback)),
        "marks": plain_number(item.marks),
        "tags": ", ".join(item.tags),
        "name": item.name,
        "settings": settings_of(item, notes),
    }
    for text in (*cells.values(), *options, *remarks):
        if len(text) > LONGEST_CELL:
            raise RefusedError(_("One of its texts is longer than a cell of Excel may be. Export it as Moodle XML."))
    if any("," in tag for tag in item.tags):
        notes.warn(_("Tags with a comma were parted at it."))
    return Line(cells, options, [as_cell(html.escape(text, quote=False)) for text in remarks])


def _with_words(markup: str) -> str:
    """What is seen or heard in the place of pictures and sounds."""
    return PICTURE.sub(lambda match: match[1] or match[2] or "", markup)


def as_cell(markup: str) -> str:
    """Plain where reading gives the same HTML again, and else the HTML itself."""
    plain = html.unescape(markup.replace("<br>", "\n"))
    return plain if clean(from_loose(plain), Notes()) == markup else markup


def _book(lines: Sequence[Line], *, guide: bool = False) -> bytes:
    book = Workbook(write_only=True)
    book.properties.created = datetime(*STAMP)
    book.properties.creator = "Dermaga"
    sheet = book.create_sheet("Soal")
    sheet.freeze_panes = "A2"
    options = max([5, *(len(line.options) for line in lines)])
    remarks = max([0, *(len(line.remarks) for line in lines if any(line.remarks))])
    titles = [
        *(TITLES[name] for name in ORDER),
        *(f"Opsi {letter_of(place)}" for place in range(1, options + 1)),
        *(TITLES[name] for name in BEHIND),
        *(f"Catatan {letter_of(place)}" for place in range(1, remarks + 1)),
    ]
    for place, title in enumerate(titles, start=1):
        sheet.column_dimensions[letter_of(place)].width = 48 if title == TITLES["question"] else 18
    sheet.append([_cell(sheet, title, bold=True) for title in titles])
    for line in lines:
        texts = [
            *(line.cells.get(name, "") for name in ORDER),
            *padded(line.options, options),
            *(line.cells.get(name, "") for name in BEHIND),
            *padded(line.remarks, remarks),
        ]
        sheet.append([_cell(sheet, text) for text in texts])
    if guide:
        _add_guide(book)
    file = io.BytesIO()
    book.save(file)
    return _without_times(file.getvalue())


def padded(texts: Sequence[str], count: int) -> list[str]:
    return [*texts, *[""] * (count - len(texts))][:count]


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    cell = sheet_cell(sheet, text, bold=bold)
    if text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _add_guide(book: Workbook) -> None:
    sheet = book.create_sheet("Petunjuk")
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 100
    kinds = ", ".join(names[0] for names in KINDS.values())
    rows = [
        ("Soal", _("The text of the question. The only column that must be filled in every row.")),
        ("Jenis", _("One of: %(kinds)s. Left empty, it is guessed from the key.") % {"kinds": kinds}),
        ("Kunci", _("The letter of the right option; several as A, C; shares as A=50, C=50, D=-25.")),
        ("", _("“benar” or “salah”; words parted by | ; a number, with a tolerance as 60 ± 5 or 60 ± 2 %.")),
        ("Opsi A, B, …", _("The options; pairs as “left -> right”; parts in their right order.")),
        ("Catatan A, B, …", _("What is said to those who choose the option.")),
        ("Kode", _("A code of your own. Read again with the same code, the question is renewed, not doubled.")),
        ("Pembahasan", _("The explanation that is shown after the test.")),
        ("Topik", _("A path such as Humas/Hoaks.")),
        ("Pengaturan", _("Rarely needed: shuffle=no; last=D; marking=all_or_nothing.")),
    ]
    for title, text in rows:
        sheet.append([_cell(sheet, title, bold=True), _cell(sheet, text)])


def _without_times(data: bytes) -> bytes:
    """openpyxl stamps the parts of the archive with the clock; the same questions are to give the same bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return fixed_zip([(name, _fixed_times(archive.read(name))) for name in archive.namelist()])


def _fixed_times(content: bytes) -> bytes:
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2020-09-22T00:00:00Z", content)
