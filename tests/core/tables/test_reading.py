"""Excel files and CSV as people make them: a table, or a sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

import pytest
from django.core.files.base import ContentFile
from openpyxl import Workbook

from core.tables import Table, TableRefused, read_table
from tests.core.tables.books import HEAD, NS, book, inline, number, package, several

NAMES = ("nama", "nip", "upt")


def known(cells: Sequence[str]) -> int:
    return sum(cell.lower() in NAMES for cell in cells)


def texts(table: Table) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, row.cells) for row in table.rows]


def test_a_plain_table() -> None:
    table = read_table(book(("Nama", "NIP"), ("Budi", "198503122010031001"), (None, None), ("Citra", None)))

    assert (table.kind, table.sheet, table.header, table.header_row) == ("xlsx", "Peserta", ("Nama", "NIP"), 1)
    assert texts(table) == [(2, ("Budi", "198503122010031001")), (4, ("Citra",))]
    assert table.notes == []


def test_titles_above_and_two_lines_of_names_and_their_numbers() -> None:
    def merge(made: Workbook) -> None:
        sheet = made.active
        for cells in ("A1:D1", "A3:A4", "B3:B4", "C3:D3"):
            sheet.merge_cells(cells)

    table = read_table(
        book(
            ("DAFTAR PESERTA BIMTEK",),
            (),
            ("No", "Nama", "Kepegawaian", None),
            (None, None, "NIP", "Pangkat"),
            (1, 2, 3, 4),
            (1, "Budi", "198503122010031001", "Penata"),
            change=merge,
        ),
        score=known,
    )

    assert table.header == ("No", "Nama", "NIP", "Pangkat")
    assert table.header_row == 5
    assert texts(table) == [(6, ("1", "Budi", "198503122010031001", "Penata"))]


def test_what_is_merged_downwards_stands_in_each_row() -> None:
    table = read_table(
        book(
            ("Nama", "UPT"),
            ("Budi", "KSOP Bitung"),
            ("Citra", None),
            ("Dewi", "UPP Tahuna"),
            change=lambda made: made.active.merge_cells("B2:B3"),
        )
    )

    assert [row.text(1) for row in table.rows] == ["KSOP Bitung", "KSOP Bitung", "UPP Tahuna"]


def test_dates_formulas_errors_and_hidden_rows() -> None:
    made = book(
        ("Nama", "Tanggal"),
        ("Budi", datetime(2020, 9, 22)),
        ("Citra", date(2020, 9, 24)),
        ("Dewi", "=TODAY()"),
        ("Eka", "#REF!"),
        change=lambda made: setattr(made.active.row_dimensions[3], "hidden", True),
    )
    table = read_table(made)

    assert [row.text(1) for row in table.rows] == ["2020-09-22", "2020-09-24", "", ""]
    assert [list(row.troubles.values()) for row in table.rows] == [
        [],
        [],
        [
            "The cell holds a formula without a result. Open the file in Excel and save it, or paste the cell as a"
            " value."
        ],
        ["The cell holds an error (#REF!). Write its text anew."],
    ]
    assert table.notes == ["1 row is hidden in the file and was read like the others: 3."]


def test_the_last_result_of_a_formula_counts() -> None:
    row = f'<row r="2">{inline("A2", "Budi")}<c r="B2" t="str"><f>A9</f><v>198503122010031001</v></c></row>'

    assert texts(read_table(package(HEAD + row))) == [(2, ("Budi", "198503122010031001"))]


def test_long_numbers_are_recovered_or_said() -> None:
    rows = "".join(
        f'<row r="{place}">{inline(f"A{place}", "Budi")}{number(f"B{place}", raw)}</row>'
        for place, raw in enumerate(("1.98503122010031001E+17", "1.98503122010031E+17"), start=2)
    )

    sure, lost = read_table(package(HEAD + rows)).rows

    assert (sure.text(1), sure.troubles) == ("198503122010031001", {})
    assert lost.troubles == {
        1: "The long number was kept as 1.98503E+17, and its last digits are lost. Give the column the format “Text”"
        " and type the number anew."
    }


def test_texts_with_layout_and_without_references() -> None:
    strings = (
        f"<sst {NS}><si><r><t>Na</t></r><r><t>ma</t></r><rPh><t>x</t></rPh></si>"
        "<si><t>NIP_x000D_</t></si><si><t>Budi\u00a0S</t></si></sst>"
    )
    sheet = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c t="s"><v>2</v></c></row>'

    table = read_table(package(sheet, strings=strings))

    assert table.header == ("Nama", "NIP")
    assert texts(table) == [(2, ("Budi\u00a0S",))]


def test_the_sheet_that_names_the_columns_best_is_read_and_the_others_are_told() -> None:
    def more(made: Workbook) -> None:
        made.create_sheet("Daftar UPT").append(["UPT"])
        made.create_sheet("Lama").append(["Nama", "NIP"])
        hidden = made.create_sheet("Rahasia")
        hidden.append(["Nama", "NIP", "UPT"])
        hidden.sheet_state = "hidden"

    made = book(("Nama", "NIP", "UPT"), ("Budi",), change=more)

    table = read_table(made, score=known)
    assert (table.sheet, table.others) == ("Peserta", ["Daftar UPT", "Lama"])
    assert table.notes == ["Hidden sheets were not read: Rahasia."]
    assert read_table(made, score=known, sheet="Lama").sheet == "Lama"


def test_of_several_sheets_only_the_one_that_is_read_is_kept_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.tables.sheet_parser.MOST_ROWS", 60)
    long = "".join(f"<row>{inline('', 'x')}</row>" for _ in range(70))
    people = "".join(f"<row>{inline('', f'Peserta {n}')}</row>" for n in range(50))

    made = several({"Pegawai": sheet(HEAD + long), "Peserta": sheet(HEAD.replace("NIP", "UPT") + people)})

    assert len(read_table(made, score=known, sheet="Peserta").rows) == 50
    with pytest.raises(TableRefused, match="more than 60 filled rows"):
        read_table(made, score=known, sheet="Pegawai")


def test_what_sheets_cost_is_counted_together_and_no_part_is_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TableRefused, match="The Excel file is damaged"):
        read_table(several({"Satu": sheet(HEAD), "Dua": "Satu"}))

    rows = "".join(f"<row>{inline('', 'x')}</row>" for _ in range(10))
    for limit in ("MOST_ELEMENTS", "MOST_CELLS"):
        with monkeypatch.context() as patch:
            patch.setattr(f"core.tables.sheet_parser.{limit}", 55 if limit == "MOST_ELEMENTS" else 15)
            assert len(read_table(several({"Satu": sheet(HEAD + rows)})).rows) == 10
            with pytest.raises(TableRefused, match=r"unpacks to far more|more than 10000 filled rows"):
                read_table(several({"Satu": sheet(HEAD + rows), "Dua": sheet(HEAD + rows)}))


def sheet(rows: str) -> str:
    return f"<worksheet {NS}><sheetData>{rows}</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("data", "notes"),
    [
        (b'Nama;NIP\r\n"Sari; S.E.";\'1\r\n\r\nDewi;2\r\n', 0),
        ('\ufeffNama,NIP\n"Sari; S.E.",\'1\n\nDewi,2\n'.encode(), 0),
        ("Nama\tNIP\nSari; S.E.\t'1\n\nDewi\t2\n".encode("utf-16"), 0),
        (b'sep=;\nNama;NIP\n"Sari; S.E.";\'1\n\nDewi;2', 0),
        ('Nama;NIP;é\r\n"Sari; S.E.";\'1\r\n\r\nDewi;2\r\n'.encode("cp1252"), 1),
    ],
    ids=["semicolon", "mark", "tab", "sep", "cp1252"],
)
def test_csv_of_all_countries(data: bytes, notes: int) -> None:
    table = read_table(data)

    assert table.header[:2] == ("Nama", "NIP")
    first = table.header_row
    assert texts(table) == [(first + 1, ("Sari; S.E.", "'1")), (first + 3, ("Dewi", "2"))]
    assert len(table.notes) == notes


def test_csv_that_calls_itself_excel_is_read_and_said() -> None:
    table = read_table(ContentFile(b"Nama;NIP\nBudi;1", name="peserta.xlsx"))

    assert texts(table) == [(2, ("Budi", "1"))]
    assert table.notes == ["The file is named as an Excel file and is CSV; it was read as that."]


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (OLD, "This is a file of old Excel"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (b"\xef\xbb\xbf <HTML><table><tr><td>Nama</td></tr></table>", "This is a web page and no Excel file"),
        (b"%PDF-1.7 \xff", "This is no table"),
        (b"\x89PNG\r\n\x1a\n\0\0", "This is no table"),
        (b"PK\x03\x04 and then nothing", "The Excel file is damaged"),
        (book(("Nama", "NIP"))[:900], "The Excel file is damaged"),
        (book(), "There is nothing in this file"),
        (book((1, 2), (3, 4)), "No row names the columns"),
        (b'Nama;NIP\n"Budi;1' + b"\n" * 200_000, "The table is damaged near line"),
        (package(f"<row>{inline('A1', 'Nama')}", more={}), "The Excel file is damaged"),
        (
            package([b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>']),
            "document type definition",
        ),
        (b"Nama\n" + b"x\n" * 10_001, "more than 10000 filled rows"),
    ],
    ids=range(14),
)
def test_what_cannot_be_read_is_said(data: bytes, sentence: str) -> None:
    with pytest.raises(TableRefused, match=sentence):
        read_table(data)


def test_a_password_an_open_document_and_a_binary_workbook() -> None:
    for more, sentence in (
        ({"xl/workbook.bin": "x"}, "binary workbook"),
        ({"content.xml": "x", "mimetype": "x"}, "OpenDocument"),
        ({"word/document.xml": "x"}, "This is no table"),
    ):
        with pytest.raises(TableRefused, match=sentence):
            read_table(without_workbook(more))


def without_workbook(more: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in more.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_a_sheet_of_formats_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.tables.sheet_parser.MOST_ELEMENTS", 50)
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 60))

    with pytest.raises(TableRefused, match=r"goes on to row 2\d, most of it empty cells with a format"):
        read_table(package(HEAD + rows))
