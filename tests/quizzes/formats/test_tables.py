import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from quizzes.choices import Marking
from quizzes.formats import Reading, read_questions, write_questions
from quizzes.formats.tables import template
from quizzes.items import (
    Cloze,
    Essay,
    Item,
    Kprim,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    ShortText,
    SingleChoice,
    Tolerance,
    TrueFalse,
)
from tests.quizzes.formats.samples import single

HEAD = "Kode,Jenis,Soal,Kunci,Opsi A,Opsi B,Opsi C,Opsi D,Pembahasan,Nilai,Pengaturan"


def read(*rows: str, head: str = HEAD) -> Reading:
    return read_questions("\n".join([head, *rows]).encode(), filename="soal.csv")


def only(row: str) -> Item:
    reading = read(row)
    assert reading.findings == ()
    return reading.items[0]


def book(*rows: list[object], title: str = "Soal") -> bytes:
    made = Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("k,,Apa?,B,a,b", SingleChoice),
        ('k,,Apa?,"A, C",a,b,c', MultipleChoice),
        ("k,pilihan ganda,Apa?,2,a,b", SingleChoice),
        ("k,,Benar?,benar", TrueFalse),
        ("k,Benar/Salah,Benar?,S", TrueFalse),
        ('k,KPRIM,Nilai,"A, B",a,b,c,d', Kprim),
        ("k,,Apa?,cepat", ShortText),
        ("k,angka,Berapa?,60 ± 5", Numeric),
        ("k,menjodohkan,Jodohkan,,a -> x,b -> y,-> z", Matching),
        ("k,mengurutkan,Urutkan,,a,b,c", Ordering),
        ("k,rumpang,Air {1:SA:=laut}", Cloze),
        ("k,,Jelaskan", Essay),
    ],
)
def test_the_kind_is_written_or_guessed(row: str, kind: type) -> None:
    assert type(only(row)) is kind


def test_shares_make_partial_credit_and_letters_alone_do_not() -> None:
    plain, shared = only('k,,Apa?,"A, C",a,b,c'), only('k,,Apa?,"A=50, C=50, B=-25",a,b,c')

    assert isinstance(plain, MultipleChoice)
    assert isinstance(shared, MultipleChoice)
    assert (plain.method, shared.method) == (Marking.ALL_OR_NOTHING, Marking.SUM_OF_FRACTIONS)
    assert [str(option.fraction) for option in shared.options] == ["0.5", "-0.25", "0.5"]


@pytest.mark.parametrize(
    ("cell", "value", "width", "kind"),
    [
        ("60", "60", "0", Tolerance.ABSOLUTE),
        ("60 ± 5", "60", "5", Tolerance.ABSOLUTE),
        ("60±5%", "60", "0.05", Tolerance.RELATIVE),
        ("60 +/- 0.5", "60", "0.5", Tolerance.ABSOLUTE),
        ("60:5", "60", "5", Tolerance.ABSOLUTE),
        ("3..4", "3.5", "0.5", Tolerance.ABSOLUTE),
    ],
)
def test_numbers_with_their_tolerances(cell: str, value: str, width: str, kind: Tolerance) -> None:
    item = only(f"k,angka,Berapa?,{cell}")

    assert isinstance(item, Numeric)
    (answer,) = item.answers
    assert (str(answer.value), str(answer.tolerance), answer.kind) == (value, width, kind)


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ("k,,Apa?,Z,a,b", "names no option. Write letters from A to B"),
        ("k,,Apa?,,a,b", "No option is marked as right"),
        ("k,,Apa?,A,a,,c", "An option between others is empty"),
        ("k,aneh,Apa?,A,a,b", "The kind “aneh” is not known"),
        ("k,benar salah,Apa?,mungkin", "neither “benar” nor “salah”"),
        ("k,angka,Apa?,banyak", "not a number"),
        ("k,menjodohkan,Apa?,,a - x,b -> y", "no “->”"),
        ("k,,,A,a,b", "no text"),
        ("k,,Apa?,A,a,b,,,,nol", "not a number"),
        ("k,,Apa?,A,a,b,,,,0", "worth 0 marks"),
        ("k,mengurutkan,Apa?,,a,b,,,,,marking=x", "cannot be “x”"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_by_its_number(row: str, part: str) -> None:
    reading = read("k1,,Benar?,benar", row, "k3,,Benar?,benar")

    assert [entry.item is None for entry in reading.entries] == [False, True, False]
    assert reading.refusals[0].place.row == 3
    assert part in reading.refusals[0].sentence


def test_columns_and_settings_that_are_not_known_are_told() -> None:
    reading = read("k,,Benar?,benar,,,,,,,foo=1,x", head=f"{HEAD},Catatan rapat")

    assert [str(warning) for warning in reading.warnings] == [
        "Columns that are not known were left out: Catatan rapat.",
        "row 2, question 1 (“Benar?”): The setting “foo” is not known and was left out.",
    ]


def test_a_cell_over_several_lines_keeps_the_row_of_its_beginning() -> None:
    reading = read('k1,,"Baris satu\nBaris dua?",benar', "k2,,Lagi?,mungkin,,", "k3,,Apa?,Z,a,b")

    assert reading.items[0].stem == "Baris satu<br>Baris dua?"
    assert reading.refusals[0].place.row == 5


def test_a_table_without_names_of_columns_is_refused() -> None:
    assert "No row names the columns" in read_questions(b"a,b,c\n1,2,3", filename="x.csv").refusals[0].sentence


def test_excel_cells_are_read_as_people_see_them() -> None:
    reading = read_questions(
        book(
            ["Judul bebas"],
            ["Soal", "Kunci", "Opsi A", "Opsi B"],
            ["Berapa 1 + 1?", "A", 2, 0.1],
            ["Benar?", True],
            [None, None],
            ["Kapan?", "A", date(2020, 9, 22), "x"],
            ["Jumlah?", "A", "=1+1", "x"],
        )
    )

    first, second = reading.items
    assert isinstance(first, SingleChoice)
    assert isinstance(second, TrueFalse)
    assert [option.text for option in first.options] == ["2", "0.1"]
    assert [(finding.place.row, finding.sentence) for finding in reading.refusals] == [
        (
            6,
            "The cell in column C was turned into a date by Excel. Give it the format “Text” and write it anew.",
        ),
        (7, "The cell in column C holds a formula. Copy it and paste it as a value."),
    ]


def test_an_excel_sheet_that_is_formatted_to_its_last_row_is_read() -> None:
    made = load_workbook(io.BytesIO(book(HEAD.split(","), ["k", "", "Apa?", "B", "a", "b"])))
    made.active.cell(row=1_048_576, column=1).font = Font(bold=True)
    file = io.BytesIO()
    made.save(file)

    assert len(read_questions(file.getvalue()).items) == 1

    made.active.cell(row=1_048_000, column=3).value = "Apa lagi?"
    file = io.BytesIO()
    made.save(file)

    assert "more than 10000 rows" in str(read_questions(file.getvalue()).refusals[0])


def test_sheets_without_names_of_columns_are_told_unless_they_explain() -> None:
    made = load_workbook(io.BytesIO(book(["Soal", "Kunci"], ["Benar?", "benar"])))
    for title in ("Petunjuk", "Catatan"):
        made.create_sheet(title).append(["apa saja"])
    file = io.BytesIO()
    made.save(file)

    reading = read_questions(file.getvalue())

    assert len(reading.items) == 1
    assert [str(warning) for warning in reading.warnings] == [
        "The sheet “Catatan” has no row that names its columns, and was left out."
    ]


def test_the_template_reads_as_one_question_of_each_common_kind() -> None:
    reading = read_questions(template())

    assert reading.findings == ()
    assert [type(item).__name__ for item in reading.items] == [
        "SingleChoice",
        "MultipleChoice",
        "TrueFalse",
        "ShortText",
        "Numeric",
        "Matching",
        "Ordering",
        "Essay",
    ]


def test_what_begins_like_a_formula_stays_a_text() -> None:
    item = single(stem="=SUM(A1)", name="+cmd", external_id="@x", topic=(), tags=())

    data = write_questions([item], format="xlsx").data

    cells = [cell for row in load_workbook(io.BytesIO(data)).active.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert read_questions(data).items[0] == item
