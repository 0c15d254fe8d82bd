"""The file that is given back: the same, and a column of remarks."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill

from core.tables import Remark, annotated, read_table
from core.tables.styles import MARK
from tests.core.tables.books import HEAD, book, inline, package, saved

HEAD_WORD = "Catatan"


def remarked(data: bytes, remarks: dict[int, Remark], **kwargs: Any) -> bytes:
    table = read_table(data, **kwargs)
    return annotated(
        data, sheet=table.sheet, header=table.header, header_row=table.header_row, head=HEAD_WORD, remarks=remarks
    )


def own_book() -> bytes:
    made = Workbook()
    made.create_sheet("Sampul", 0).append(["Judul"])
    sheet = made.active = made["Sheet"]
    for row in (
        ["DAFTAR PESERTA"],
        [],
        ["No", "Nama", "NIP", "Ukuran baju"],
        [1, "Budi", None, "L"],
        [2, "Sari", "123"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet["B5"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["E4"] = "=LEN(B4)"
    sheet.column_dimensions["B"].width = 44
    return saved(made)


def test_remarks_stand_in_a_column_of_their_own_and_cells_are_coloured() -> None:
    made = remarked(own_book(), {4: Remark("NIP: kosong & salah", frozenset({2})), 5: Remark("", frozenset({1}))})

    found = load_workbook(io.BytesIO(made))
    assert found.sheetnames == ["Sampul", "Sheet"]
    sheet = found["Sheet"]
    assert [[cell.value for cell in row] for row in sheet["A3:F5"]] == [
        ["No", "Nama", "NIP", "Ukuran baju", None, HEAD_WORD],
        [1, "Budi", None, "L", "=LEN(B4)", "NIP: kosong & salah"],
        [2, "Sari", "123", None, None, None],
    ]
    assert [sheet[place].fill.fgColor.rgb for place in ("C4", "B5", "B4")] == [MARK, MARK, "00000000"]
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:D1"]
    assert (sheet.column_dimensions["B"].width, sheet.column_dimensions["F"].width) == (44, 60)


def test_a_second_time_the_same_column_is_filled_and_old_colours_go() -> None:
    first = remarked(own_book(), {4: Remark("Salah", frozenset({2})), 5: Remark("Juga salah", frozenset({2}))})

    second = remarked(first, {5: Remark("Masih salah", frozenset({2}))})

    sheet = load_workbook(io.BytesIO(second))["Sheet"]
    assert [sheet[place].value for place in ("F3", "F4", "F5", "G5")] == [HEAD_WORD, None, "Masih salah", None]
    assert [sheet[place].fill.fill_type for place in ("C4", "C5")] == [None, "solid"]


def test_a_sheet_without_formats_and_with_a_prefix_keeps_its_own() -> None:
    row = f'<row r="2" spans="1:2">{inline("A2", "Budi")}</row>'
    plain = remarked(package(HEAD + row), {2: Remark("Salah", frozenset({1}))})

    assert [tuple(found.cells) for found in read_table(plain).rows] == [("Budi", "", "Salah")]

    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>Nama</x:t></x:is></x:c></x:row>'
        '<x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>Budi</x:t></x:is></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    prefixed = remarked(package([sheet.encode()]), {2: Remark("Salah")}, score=len)
    assert read_table(prefixed, score=len).rows[0].cells == ("Budi", "Salah")


BARE = '<c r="C2" s="1"/>'


@pytest.mark.parametrize(("remark", "cells"), [("Salah", ("Budi", "", "Salah")), ("", ("Budi",))])
@pytest.mark.parametrize("emptied", [BARE, BARE.replace("/>", "></c>"), BARE.replace('"1"', "'1'")])
def test_an_emptied_cell_at_the_end_of_a_row_is_replaced_and_the_row_stays_whole(
    emptied: str, remark: str, cells: tuple[str, ...]
) -> None:
    head = f'<row r="1">{inline("A1", "Nama")}{inline("B1", "NIP")}{inline("C1", HEAD_WORD)}</row>'
    row = f'<row r="2">{inline("A2", "Budi")}{emptied}</row><row r="3">{inline("A3", "Sari")}</row>'

    made = remarked(package(head + row), {2: Remark(remark)})

    found = read_table(made)
    assert [tuple(found.cells) for found in found.rows] == [cells, ("Sari",)]
    assert found.header == ("Nama", "NIP", HEAD_WORD)


@pytest.mark.parametrize(
    ("further", "place"),
    [
        ('<c r="XFD1" s="0"/>', "C1"), ('<c r="Z1" s="0"></c>', "C1"),
        (inline("XFD1", "x"), "C1"), (inline("Z1", "x"), "AA1"),
    ],
)  # fmt: skip
def test_remarks_stand_where_they_are_read_again(further: str, place: str) -> None:
    row = f'<row r="1">{inline("A1", "Nama")}{inline("B1", "NIP")}{further}</row>'

    made = remarked(package(f'{row}<row r="2">{inline("A2", "Budi")}</row>'), {2: Remark("Salah")})

    assert f'<c r="{place}" ' in part_of(made)
    assert read_table(made).rows[0].text(read_table(made).header.index(HEAD_WORD)) == "Salah"


def test_marks_are_in_the_order_of_columns_and_a_format_is_told_once() -> None:
    head = f'<row r="1">{inline("A1", "Nama")}{inline("B1", HEAD_WORD)}{inline("C1", "NIP")}</row>'
    made = book(("Nama", HEAD_WORD, "NIP"), ("Budi",))
    styles = zipfile.ZipFile(io.BytesIO(made)).read("xl/styles.xml").decode()
    row = """<row r='2' spans='1:3'><c r='A2' s='0' t="inlineStr"><is><t>Budi</t></is></c></row>"""

    given = remarked(package(head + row, more={"xl/styles.xml": styles}), {2: Remark("Salah", frozenset({0, 2}))})

    written = part_of(given).partition("<row r='2'")[2]
    assert re.findall(r"<c r=.([A-Z]2).", written) == ["A2", "B2", "C2"]
    assert len(re.findall(r"\ss=", written.partition(">")[2].partition(">")[0])) == 1
    assert "spans" not in written


def part_of(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_csv_keeps_its_sign_and_its_lines(sign: str) -> None:
    data = f'Daftar peserta\n\nNama{sign}NIP\n"Budi{sign} S"{sign}1\nSari'.encode()

    made = remarked(data, {4: Remark("NIP: salah")})
    again = remarked(made, {5: Remark("Nama: salah")})

    assert made.startswith(b"\xef\xbb\xbfDaftar peserta\r\n\r\n")
    assert [(row.number, row.cells) for row in read_table(made).rows] == [
        (4, (f"Budi{sign} S", "1", "NIP: salah")), (5, ("Sari",)),
    ]  # fmt: skip
    assert [(row.number, row.cells) for row in read_table(again).rows] == [
        (4, (f"Budi{sign} S", "1")), (5, ("Sari", "", "Nama: salah")),
    ]  # fmt: skip
    assert read_table(again).header == ("Nama", "NIP", HEAD_WORD)


def test_remarks_that_look_like_markup_stay_texts() -> None:
    made = remarked(book(("Nama", "NIP"), ("Budi", 1)), {2: Remark('“<b>” & "x"\u000b\nbaris dua')})

    assert load_workbook(io.BytesIO(made)).active["C2"].value == '“<b>” & "x" \nbaris dua'
