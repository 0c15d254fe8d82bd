import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics.reading import UnreadableMarksError, read_marks
from tests.quizzes.statistics import published


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def read(text, **options):
    return read_marks(text.encode(), **options)


def columns(file):
    return {name: [str(row[at]) for row in file.table.rows] for at, name in enumerate(file.table.items)}


@pytest.mark.parametrize(
    ("text", "expected", "maxima"),
    [
        ("Q1,Q2\n1,0\n0,0.5\n", {"Q1": ["1", "0"], "Q2": ["0", "0.5"]}, ["1", "1"]),
        ("Q1;Q2\n1;0\n0;0,5\n", {"Q1": ["1", "0"], "Q2": ["0", "0.5"]}, ["1", "1"]),
        ("Q1\tQ2\n1\t0\n0\t,5\n", {"Q1": ["1", "0"], "Q2": ["0", "0.5"]}, ["1", "1"]),
        ('Q1,Q2\n1,0\n0,"0,5"\n', {"Q1": ["1", "0"], "Q2": ["0", "0.5"]}, ["1", "1"]),
        ("1,0\n0,0.5\n", {"1": ["1", "0"], "2": ["0", "0.5"]}, ["1", "1"]),
        ("1,2\n1,0\n0,1\n", {"1": ["1", "0"], "2": ["0", "1"]}, ["1", "1"]),
        ("Q1,Q2\n2,4\n1,0\n0,3\n", {"Q1": ["1", "0"], "Q2": ["0", "3"]}, ["2", "4"]),
        ("Q1,Q2\n2,0\n0,3\n", {"Q1": ["2", "0"], "Q2": ["0", "3"]}, ["2", "3"]),
        ("nama,Q1\nmaks,2\nani,1\nbudi,2\n", {"Q1": ["1", "2"]}, ["2"]),
        ("nama,Q1\nani,2\nbudi,1\n", {"Q1": ["2", "1"]}, ["2"]),
        ("nama,Q1\n,2\nani,2\nbudi,1\n", {"Q1": ["2", "1"]}, ["2"]),
        ("siapa,Q1\nani,1\nbudi,0\n", {"Q1": ["1", "0"]}, ["1"]),
        ("NIP;Q1\n199001012015031001;1\n199001012015031002;0\n", {"Q1": ["1", "0"]}, ["1"]),
        ("x,Q1,Q2\n1,0,1\n2,1,0\n3,1,1\n", {"Q1": ["0", "1", "1"], "Q2": ["1", "0", "1"]}, ["1", "1"]),
        ("quizattempt,Q1,summarks\n1,0,0\n2,1,1\n", {"Q1": ["0", "1"]}, ["1"]),
        ("Q1,Q2,\n1,0,\n\n0,1,,,\n", {"Q1": ["1", "0"], "Q2": ["0", "1"]}, ["1", "1"]),
        ("Q1,Q2\n1,\n0,1\n", {"Q1": ["1", "0"], "Q2": ["0", "1"]}, ["1", "1"]),
        ("Q1\n-0.5\n1\n", {"Q1": ["-0.5", "1"]}, ["1"]),
    ],
)
def test_tables_as_people_write_them(text, expected, maxima):
    file = read(text)

    assert columns(file) == expected
    assert [str(top) for top in file.table.maxima] == maxima


def test_what_was_understood_is_said():
    assert read("Q1\n1\n0\n", first_is_maximum=False).notes == ["No maximum marks are given: each item counts 1."]
    assert any("read as maximum marks" in note for note in read("Q1\n4\n3\n").notes)
    assert any("highest mark" in note for note in read("Q1\n3\n4\n").notes)
    assert "1 empty cell counts as 0." in read("Q1,Q2\n1,\n0,1\n").notes
    assert "Not counted as items: “nama”." in read("nama,Q1\nani,1\nbudi,0\n").notes


def test_the_first_line_is_what_one_says_it_is():
    assert len(read("Q1\n4\n3\n", first_is_maximum=False).table.rows) == 2
    assert read("Q1\n4\n3\n", first_is_maximum=True).table.maxima == (Decimal(4),)


def test_attempts_with_empty_cells_can_be_left_out():
    file = read("Q1,Q2\n1,\n0,1\n", skip_missing=True)

    assert columns(file) == {"Q1": ["0"], "Q2": ["1"]}
    assert "1 attempt with empty cells is left out." in file.notes


def test_an_empty_cell_is_what_the_file_or_the_reader_says():
    own = "nama;upt;angkatan;Soal 1;Soal 2;total\nmaks;;;1;1;2\nAni;;A;1;;1\nBudi;;A;0;1;1\n"
    cells = ((Decimal(1), None), (Decimal(0), Decimal(1)))

    assert read(own).uneven == cells
    assert read(own.replace("nama;upt;angkatan", "peserta").replace(";;A", "").replace(";;;", ";")).uneven == cells
    assert "An empty cell is an item that the attempt did not have." in read(own).notes
    assert (read(own, empty_is_absent=False).uneven, read(own, skip_missing=True).uneven) == ((), ())
    assert (read("Q1;Q2\n1;\n0;1\n").uneven, read("Q1;Q2\n1;\n0;1\n", empty_is_absent=True).uneven) == ((), cells)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding):
    file = read_marks("nama;Söal\nandré;1\nbudi;0\n".encode(encoding))

    assert columns(file) == {"Söal": ["1", "0"]}


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", "line 1: The file is empty."),
        ("nama\nani\nbudi\n", "line 1: No column holds marks."),
        ("Q1,Q2\n1,x\n0,1\n", "line 2, column “Q2”: “x” is not a mark. Write a number such as 1 or 0,5"),
        ("Q1,Q2\n1,1\n0,1e5\n0,1\n", "line 3, column “Q2”: “1e5” is not a mark."),
        ("Q1,Q2\n1,NaN\n0,1\n", "line 2, column “Q2”: “NaN” is not a mark."),
        ("Q1,Q2\n1,0,5\n0,1\n", "line 2: There are 3 cells, and the first line has 2. Put decimal commas in"),
        ("nama,Q1\nmaks,1\nani,2\n", "line 3, column “Q1”: 2 is more than the maximum of 1. Correct"),
        ("nama,Q1\nmaks,\nani,1\nbudi,0\n", "line 2, column “Q1”: The maximum mark is missing or no number."),
        (f"Q1\n{'9' * 50}\n1\n", "line 2, column “Q1”: “999"),
    ],
)
def test_what_cannot_be_read_names_the_place_and_the_cure(text, finding):
    with pytest.raises(UnreadableMarksError) as caught:
        read(text)

    assert str(caught.value).startswith(finding)


@given(st.binary(max_size=200) | st.text(alphabet="Q1,;\t\n\r\"'.0-x", max_size=60).map(str.encode))
def test_no_file_breaks_it(data):
    try:
        file = read_marks(data)
    except UnreadableMarksError as error:
        findings = error.findings
    else:
        findings = [row for row in file.table.rows if len(row) == len(file.table.items)] or [file]
    assert findings


def test_the_command_prints_json(tmp_path, capsys):
    path = tmp_path / "marks.csv"
    path.write_text("a,b,c,d,e,f,g\n" + published.WALKTHROUGH)

    call_command("item_analysis", csv=str(path), json=True)

    report = json.loads(capsys.readouterr().out)
    assert report["quiz"]["attempts"] == 25
    assert report["quiz"]["mean"] == pytest.approx(4.617333332)
    assert report["items"][0]["name"] == "a"
    assert report["items"][0]["discrimination_index"] == pytest.approx(-7.0650767526)
    assert report["trust"] == "indicative"


def test_the_command_prints_text_with_advice(tmp_path, capsys):
    path = tmp_path / "marks.csv"
    path.write_text("Q1;Q2\n" + "1;1\n0;1\n" * 6)

    call_command("item_analysis", csv=str(path), first_line="attempt")

    out = capsys.readouterr().out
    assert "Attempts: 12" in out
    assert "Item Q2" in out
    assert "undefined. Everybody has the same mark." in out
    assert "→ Everybody has it right: it tells nobody apart." in out


@pytest.mark.parametrize("as_json", [True, False])
def test_the_command_refuses_with_the_place(tmp_path, capsys, as_json):
    path = tmp_path / "marks.csv"
    path.write_text("Q1,Q2\n1,x\n0,1\n")

    with pytest.raises(CommandError, match="line 2, column “Q2”"):
        call_command("item_analysis", csv=str(path), json=as_json)

    out = capsys.readouterr().out
    if as_json:
        assert json.loads(out)["errors"][0]["line"] == 2
    else:
        assert out == ""


def test_the_command_says_when_there_is_no_file(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("item_analysis", csv=str(tmp_path / "none.csv"))
