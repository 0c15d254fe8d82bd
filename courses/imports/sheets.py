"""The template that people fill in, and the list of participants in the very same columns, which reads in again."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from core.sheets import sheet_cell
from courses.imports.columns import COLUMNS, EXAMPLE, NOT_IN_TEMPLATE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = tuple(column for column in COLUMNS if column.key not in NOT_IN_TEMPLATE)
PEOPLE, GUIDE, OFFICES = "Peserta", "Petunjuk", "UPT"
PREPARED_ROWS = 1000
# Content, so Indonesian: whoever fills it in reads nothing else of this site.
HELP = (
    ("Cara mengisi", ""),
    (
        "1",
        f"Isi satu orang per baris pada lembar “{PEOPLE}”. Baris {EXAMPLE} boleh dihapus; tidak ikut dibaca.",
    ),
    ("2", "Hanya nama yang wajib. NIP dan UPT membuat orang dikenali dengan pasti dan tidak terdaftar dua kali."),
    ("3", f"Ambil nama UPT dari lembar “{OFFICES}”, atau pilih dari daftar pada selnya."),
    ("4", "Kolom NIP berformat Teks supaya 18 angkanya tetap utuh. Spasi antarkelompok angka boleh ada."),
    ("5", "Pegawai PPPK: isi “NI PPPK” pada kolom Jenis nomor. Tenaga honorer: kosongkan Jenis nomor dan NIP."),
    ("6", "Tanggal ditulis 22/09/2020 atau 22 September 2020."),
    ("7", "E-mail boleh kosong. Setiap orang memakai alamatnya sendiri; alamat kantor tidak dapat dipakai bersama."),
    ("8", "Urutan kolom boleh diubah dan kolom lain boleh ditambah; kolom yang tidak dikenal tidak dibaca."),
)


def template_xlsx(offices: Sequence[tuple[str, str]]) -> bytes:
    """`offices` are (name, province)."""
    book = Workbook()
    people = book.active
    people.title = PEOPLE
    for place, column in enumerate(SHOWN, start=1):
        letter = get_column_letter(place)
        people.column_dimensions[letter].width = column.width
        people.column_dimensions[letter].number_format = "@"
        head = people.cell(1, place, column.head)
        head.font, head.fill = Font(bold=True, color="FFFFFFFF"), PatternFill("solid", fgColor="FF06293C")
        example = people.cell(2, place, column.example)
        example.font, example.number_format = Font(italic=True, color="FF666666"), "@"
        if column.key == "office" and offices:
            listed = DataValidation("list", f"'{OFFICES}'!$A$2:$A${len(offices) + 1}", allow_blank=True)
            listed.showErrorMessage = False
            listed.add(f"{letter}2:{letter}{PREPARED_ROWS + 1}")
            people.add_data_validation(listed)
    people.freeze_panes = "B2"
    guide = book.create_sheet(GUIDE)
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 16, 100
    for number, text in HELP:
        guide.append([number, text])
        guide.cell(guide.max_row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    guide["A1"].font = Font(bold=True)
    names = book.create_sheet(OFFICES)
    names.column_dimensions["A"].width, names.column_dimensions["B"].width = 60, 30
    names.append(["Nama UPT", "Provinsi"])
    for cell in names[1]:
        cell.font = Font(bold=True)
    for row in offices:
        names.append([sheet_cell(names, text).value for text in row])
    return _saved(book)


def participants_xlsx(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Row by row, so that its size does not matter; a text that begins like a formula stays a text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(PEOPLE)
    sheet.freeze_panes = "B2"
    for place, column in enumerate(SHOWN, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.append([sheet_cell(sheet, column.head, bold=True) for column in SHOWN])
    for row in rows:
        sheet.append([sheet_cell(sheet, row.get(column.key) or None) for column in SHOWN])
    return _saved(book)


def _saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
