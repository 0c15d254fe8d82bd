"""Pictures in Excel files: each is shown by the question of its row, or its loss is told with the cure."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AbsoluteAnchor
from openpyxl.drawing.xdr import XDRPoint2D, XDRPositiveSize2D
from PIL import Image as Painted

from quizzes.formats import Reading, read_questions
from quizzes.items import Item

HEAD = ["Soal", "Kunci", "Opsi A", "Opsi B", "Pembahasan", "Gambar", "Catatan A", "Jenis"]


def painted(colour: str, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Painted.new("RGB", (4, 4), colour).save(file, kind)
    return file.getvalue()


def book(rows: list[list[str]], pictures: dict[str, bytes], *, loose: bytes = b"", words: str = "") -> bytes:
    """`words` are what every picture is described with; openpyxl itself can write none."""
    made = Workbook()
    made.active.title = "Soal"
    for row in (HEAD, *rows):
        made.active.append(row)
    for cell, data in pictures.items():
        made.active.add_image(Image(io.BytesIO(data)), cell)
    if loose:
        image = Image(io.BytesIO(loose))
        image.anchor = AbsoluteAnchor(pos=XDRPoint2D(0, 0), ext=XDRPositiveSize2D(9, 9))
        made.active.add_image(image)
    file = io.BytesIO()
    made.save(file)
    if not words:
        return file.getvalue()
    return with_parts(file.getvalue(), replaced=(b'descr="Picture"', f'descr="{words}"'.encode()))


def with_parts(data: bytes, parts: dict[str, bytes] | None = None, replaced: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(*replaced) if replaced[0] and name.endswith(".xml") else content)
        for name, content in (parts or {}).items():
            new.writestr(name, content)
    return file.getvalue()


def said(reading: Reading) -> list[str]:
    return [finding.sentence for finding in reading.findings]


def shown(item: Item) -> dict[str, tuple[str, bytes]]:
    return {file.sha256: (file.alt, file.data) for file in item.media}


def test_a_picture_over_the_question_stands_below_its_text_with_its_words() -> None:
    reading = read_questions(book([["Apa ini?", "A", "kapal", "dermaga"]], {"A2": painted("red")}, words="Kapal merah"))

    assert said(reading) == []
    item = reading.items[0]
    (key,) = shown(item)
    assert item.stem == f'Apa ini?<p><img src="media:{key}" alt="Kapal merah"></p>'
    assert shown(item) == {key: ("Kapal merah", painted("red"))}


def test_the_column_of_pictures_describes_them_in_words() -> None:
    rows = [["Apa ini?", "A", "kapal", "dermaga", "", "Kapal merah"], ["Dua?", "A", "a", "b", "", "tanpa gambar"]]

    reading = read_questions(book(rows, {"F2": painted("red")}))

    assert [alt for alt, _data in shown(reading.items[0]).values()] == ["Kapal merah"]
    assert said(reading) == ["The column “Gambar” has words, but no picture. Put the picture over the cell."]


def test_options_may_be_pictures_alone_and_the_explanation_has_its_own() -> None:
    pictures = {"C2": painted("red"), "D2": painted("blue"), "E2": painted("green")}

    reading = read_questions(book([["Mana kapal?", "B", "", "", "Yang biru."]], pictures, words="Perahu"))

    assert said(reading) == []
    item: Any = reading.items[0]
    data = {key: data for key, (_alt, data) in shown(item).items()}
    assert [data[option.media] for option in item.options] == [painted("red"), painted("blue")]
    assert [option.fraction for option in item.options] == [0, 1]
    assert [key in item.feedback for key, content in data.items() if content == painted("green")] == [True]
    assert "<img" not in item.stem


@pytest.mark.parametrize(
    ("cell", "row", "sentence"),
    [
        ("B2", ["Apa?", "A", "a", "b"], "A picture in column B was left out."),
        ("G2", ["Apa?", "A", "a", "b"], "A picture in column G was left out."),
        ("A4", ["Apa?", "A", "a", "b"], "left out (1): Soal A4."),
        ("A9", ["Apa?", "A", "a", "b"], "left out (1): Soal A9."),
        ("C2", ["Benar?", "benar", "", "", "", "", "", "benar salah"], "Pictures beside options were left out"),
    ],
)
def test_a_picture_that_nothing_shows_is_told_with_its_cell(cell: str, row: list[str], sentence: str) -> None:
    reading = read_questions(book([row, ["Lagi?", "A", "a", "b"]], {cell: painted("red")}, words="Merah"))

    assert [item.media for item in reading.items] == [()] * len(reading.items)
    assert [sentence in text for text in said(reading)] == [True]


def test_pictures_of_no_cell_are_counted() -> None:
    reading = read_questions(book([["Apa?", "A", "a", "b"]], {}, loose=painted("red")))

    assert said(reading)[0] == "Charts, shapes and pictures that stand in no cell were left out: 1."


def test_pictures_inside_cells_are_told_how_to_be_placed() -> None:
    data = with_parts(book([["Apa?", "A", "a", "b"]], {}), {"xl/media/image1.png": painted("red")})
    assert said(read_questions(data)) == ["Pictures that no sheet shows beside its rows were left out: 1."]

    inside = with_parts(data, {"xl/richData/richValueRel.xml": b"<richValueRels/>"})
    assert "Place over cells" in said(read_questions(inside))[0]


@pytest.mark.parametrize("formula", ['=_xlfn.DISPIMG("ID_1",1)', "#VALUE!"])
def test_a_cell_that_is_a_picture_itself_is_refused_with_the_cure(formula: str) -> None:
    reading = read_questions(book([["Apa?", "A", formula, "b"]], {}))

    assert [entry.item for entry in reading.entries] == [None]
    assert "Place over cells" in said(reading)[0]


def test_what_is_no_picture_of_a_test_and_what_is_missing_are_told() -> None:
    data = book([["Apa?", "A", "a", "b"]], {"A2": painted("red", "BMP")})
    drawn = zipfile.ZipFile(io.BytesIO(data)).read("xl/drawings/_rels/drawing1.xml.rels")
    elsewhere = drawn.replace(b"image1.", b"hilang.")

    gone = read_questions(_without(data, "xl/drawings/_rels/drawing1.xml.rels", elsewhere))

    assert said(gone)[-1] == "A picture is not in the file, or the file has too many. Put the picture in again."
    assert len(read_questions(data).items) == 1


def _without(data: bytes, name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for one in old.namelist():
            new.writestr(one, content if one == name else old.read(one))
    return file.getvalue()


def test_a_picture_that_is_shown_too_often_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizzes.formats.tables.pictures.MOST_UNPACKED_BYTES", len(painted("red")))

    reading = read_questions(book([["Apa?", "A", "a", "b"]], {"A2": painted("red"), "C2": painted("red")}, words="M"))

    assert len(reading.items[0].media) == 1
    assert "too many" in said(reading)[0]
