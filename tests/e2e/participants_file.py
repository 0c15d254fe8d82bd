"""A list of participants as an office sends it, with the faults that such lists have; and its correction by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

FIRST = (
    "Adolfina", "Benyamin", "Cornelia", "Dominggus", "Ermelinda", "Frans", "Gerda", "Hofni", "Ivone", "Jemima",
    "Korneles", "Lambert", "Maksimus", "Naomi", "Oktovianus", "Petronela", "Quirinus", "Rebeka", "Samuel", "Tabita",
)  # fmt: skip
LAST = ("Pattiwael", "Rumbewas", "Kaihatu")
# None of them lies in the province of the demo's coordinator, whose desk other journeys read.
OFFICES = (
    "KSOP Kelas I Ambon", "KSOP Kelas II Ternate", "KSOP Kelas I Sorong", "KSOP Kelas II Jayapura",
    "KSOP Kelas IV Merauke", "Distrik Navigasi Kelas I Sorong",
)  # fmt: skip
HEAD = ["No.", "Nama Lengkap", "NIP", "Pangkat/Gol", "Jabatan", "Unit Kerja", "Alamat e-mail", "Ukuran kaos"]
NAME, NUMBER, OFFICE, EMAIL = (HEAD.index(head) + 1 for head in ("Nama Lengkap", "NIP", "Unit Kerja", "Alamat e-mail"))
HEAD_ROW = 4  # below two titles and an empty row
SIZES = ("M", "L", "XL")


@dataclass(frozen=True)
class Person:
    """`number` is bare digits; `row` is the line of the file."""

    row: int
    name: str
    number: str
    office: str
    email: str

    @property
    def spaced(self) -> str:
        return f"{self.number[:8]} {self.number[8:14]} {self.number[14]} {self.number[15:]}"


def _person(place: int) -> Person:
    name = f"{FIRST[place % len(FIRST)]} {LAST[place // len(FIRST)]}"
    born = f"{1975 + place % 20}{1 + place % 12:02d}{10 + place % 18}"
    return Person(
        row=HEAD_ROW + 1 + place,
        name=name,
        number=f"{born}201003{1 + place % 2}{901 + place}",
        office=OFFICES[place % len(OFFICES)],
        email=f"{name.lower().replace(' ', '.')}@angkatan.dermaga.test",
    )


PEOPLE = [_person(place) for place in range(60)]
# By its place in the list: the column that is wrong, and what somebody wrote there.
FAULTS: Mapping[int, tuple[int, str | float]] = {
    5: (NAME, ""),
    12: (NUMBER, PEOPLE[12].spaced[:-1]),
    19: (NUMBER, f"19801345 {PEOPLE[19].spaced[9:]}"),
    26: (NUMBER, PEOPLE[25].spaced),  # the same person once more
    33: (EMAIL, "lambert at angkatan.dermaga.test"),
    40: (OFFICE, "Sekolah Astronomi Bulan"),
    47: (NUMBER, 1.98703122010031e17),  # as Excel keeps what was typed as a number
}
CORRECTED = (12, 33)
GOOD = [person for place, person in enumerate(PEOPLE) if place not in FAULTS]


def write_list(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Peserta"
    sheet["A1"], sheet["A2"] = "DAFTAR PESERTA BIMBINGAN TEKNIS", "Kantor pelabuhan di Maluku dan Papua"
    for row in (1, 2):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(HEAD))
    for column, head in enumerate(HEAD, start=1):
        sheet.cell(HEAD_ROW, column, head)
    for place, person in enumerate(PEOPLE):
        _write(sheet, place, person)
    for column in (NAME, NUMBER):
        sheet.cell(PEOPLE[26].row, column).value = sheet.cell(PEOPLE[25].row, column).value
    sheet.cell(PEOPLE[-1].row + 1, 1, f"Jumlah: {len(PEOPLE)} orang")
    book.save(path)


def _write(sheet: Worksheet, place: int, person: Person) -> None:
    cells: list[str | float] = [
        place + 1, person.name, person.spaced, "Penata Muda (III/a)", "Analis Humas", person.office, person.email,
        SIZES[place % len(SIZES)],
    ]  # fmt: skip
    if place in FAULTS:
        column, value = FAULTS[place]
        cells[column - 1] = value
    for column, value in enumerate(cells, start=1):
        if value != "":
            sheet.cell(person.row, column, value)


def remarks_in(path: Path) -> dict[int, str]:
    """By row, what stands in the column that was put beside the list."""
    sheet = load_workbook(path).active
    assert isinstance(sheet, Worksheet)
    heads = [str(cell.value or "") for cell in sheet[HEAD_ROW]]
    column = heads.index("Catatan Dermaga") + 1
    assert heads[: len(HEAD)] == HEAD
    return {person.row: str(sheet.cell(person.row, column).value or "") for person in PEOPLE}


def correct(annotated: Path, corrected: Path) -> None:
    """Two of the faults are put right in the file that came back, as somebody at the office does."""
    book = load_workbook(annotated)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for place in CORRECTED:
        column, _wrong = FAULTS[place]
        right = PEOPLE[place].spaced if column == NUMBER else PEOPLE[place].email
        sheet.cell(PEOPLE[place].row, column).value = right
    book.save(corrected)
