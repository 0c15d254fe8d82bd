"""Papers without a database: lines that fit, heads on every page, rows that are never torn."""

from reports.paper.blocks import (
    Contents,
    Facts,
    Grid,
    GridColumn,
    Heading,
    Items,
    NewPage,
    Paper,
    Signature,
    Text,
    Title,
)
from reports.paper.faces import REGULAR, Face, wrapped
from reports.paper.flow import paper_pdf
from tests.reports.pdfs import read_pdf

COLUMNS = [GridColumn("Nama", 3), GridColumn("Ketuntasan", 0.1), GridColumn("NIP", 0.1), GridColumn("Nilai", 1, True)]


def grid(rows: int) -> Grid:
    line = "19850312\u00a0201003\u00a01\u00a0007"
    return Grid(
        COLUMNS, [[f"Peserta ke-{number}", "tuntas", line, "87,5"] for number in range(rows)], foot=["", "", "", "80"]
    )


def test_lines_fit_and_what_is_joined_stays_on_one() -> None:
    face = Face(REGULAR, "F1")

    assert wrapped("satu dua tiga", face, 10, face.width("satu dua", 10) + 0.1) == ["satu dua", "tiga"]
    assert wrapped("satu\u00a0dua tiga", face, 10, face.width("satu dua", 10) + 0.1) == ["satu\u00a0dua", "tiga"]
    assert wrapped("a\nb", face, 10, 100) == ["a", "b"]
    assert wrapped("", face, 10, 100) == [""]
    parts = wrapped("KL.301/001/IX/SMRT/2020", face, 10, 50)
    assert "".join(parts) == "KL.301/001/IX/SMRT/2020"
    assert all(face.width(part, 10) <= 50 for part in parts)


def test_a_letter_that_the_font_lacks_is_asked_about() -> None:
    face = Face(REGULAR, "F1")

    assert face.run("\U0001f600") == face.run("?")


def test_a_long_table_repeats_its_head_and_keeps_its_rows() -> None:
    paper = Paper(
        "Rekap",
        "Angkatan I",
        [Title(["HUBLA"], "REKAP"), grid(120), Signature("Jakarta", "Sekretaris", "Rina")],
        is_lying=True,
    )

    text, tags = read_pdf(paper_pdf(paper, "Halaman {page} dari {pages}"))

    assert len(text) > 3
    assert all(
        "Ketuntasan" in page and f"Halaman {number} dari {len(text)}" in page for number, page in enumerate(text, 1)
    )
    found = [word for page in text for word in page.split() if word.startswith("ke-")]
    assert found == [f"ke-{number}" for number in range(120)]
    assert "ke-119" in text[-1].split()
    assert "Rina" in text[-1]
    assert (tags["Table"], tags["TH"], tags["TD"], tags["TR"]) == (1, 4, 4 * 121, 122)


def test_a_report_tells_its_headings_with_their_pages() -> None:
    blocks = [
        Contents("DAFTAR ISI"),
        Heading("I. Pendahuluan"),
        Text("Kata " * 400),
        Heading("A. Dasar hukum", 2),
        Items(["satu", "dua"], is_numbered=True),
        Facts([("Tempat", "Yogyakarta")]),
        NewPage(is_lying=True),
        Heading("Lampiran"),
        grid(2),
    ]

    text, tags = read_pdf(paper_pdf(Paper("Laporan", "kaki", blocks), "{page}/{pages}"))

    lines = [line.replace(" .", "").split() for line in text[0].splitlines()]
    assert [line[-1] for line in lines if line and line[0] in ("I.", "A.", "Lampiran")] == ["2", "2", "3"]
    assert (tags["H1"], tags["H2"], tags["LI"], tags["TOCI"]) == (2, 1, 2, 3)
