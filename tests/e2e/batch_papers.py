"""What a batch leaves on paper: its recap, and the files that are made of it, compared with each other."""

from __future__ import annotations

import re
from pathlib import Path

from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.e2e.seed_batch import PLACES
from tests.e2e.steps import PATIENCE


def read_the_recap(page: Page, batch: str, traveller: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """The figures of the batch, and what stands in the traveller's row by the name of its column."""
    page.goto(f"{batch}recap/?q={traveller['number']}")
    cells = page.locator("tbody tr").filter(has_text=traveller["name"]).locator("td.number")
    own = dict(cells.evaluate_all("cells => cells.map(cell => [cell.dataset.label, cell.textContent.trim()])"))
    assert list(own.values()) == ["100", "100", "50", "100", "+50", "100"]
    page.goto(f"{batch}recap/")
    figures = [text.removesuffix(" %") for text in page.locator("main .stats .stat__value").all_inner_texts()]
    expect(page.locator("main .stats .stat__note").first).to_contain_text(re.compile(rf"^1 \D+{PLACES}$"))
    # The traveller, and the one who was noted by hand, attended both sessions; all the others one of them.
    assert figures[:2] == [f"{100 / PLACES:.0f}", f"{(2 * 100 + (PLACES - 2) * 50) / PLACES:.0f}"]
    return figures, own


def take(page: Page, kind: str, folder: Path) -> Path:
    """Ask for a file on this page, and take it once a job has made it."""
    page.locator(f"main form button[value={kind}]").click()
    link = page.locator("#made-files article").filter(has_text=f".{kind}").locator("a.button")
    expect(link).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as waiting:
        link.click()
    file = folder / f"berkas.{kind}"
    waiting.value.save_as(file)
    return file


def compare_the_sheet(file: Path, traveller: str, own: dict[str, str]) -> None:
    rows = [list(row) for row in load_workbook(file).worksheets[0].iter_rows(values_only=True)]
    head = next(row for row in rows if set(own) <= {str(cell) for cell in row})
    people = [row for row in rows[rows.index(head) + 1 :] if isinstance(row[0], int)]
    assert len(people) == PLACES
    line = next(row for row in people if row[1] == traveller)
    told = {name: float(str(line[head.index(name)])) for name in own}
    assert told == {name: float(text.replace(",", ".")) for name, text in own.items()}


def compare_the_report(file: Path, traveller: str, figures: list[str], own: dict[str, str]) -> None:
    complete, attendance, _activity, before, after, gain, _final = figures
    document = Document(str(file))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for sentence in (
        f"Kegiatan diikuti oleh {PLACES} orang peserta",
        "Terlaksana 2 sesi dengan jumlah 4 jam pelajaran (JP); 1 sesi dibatalkan",
        f"Rata-rata presensi peserta adalah {attendance} persen",
        f"Rata-rata nilai pre-test adalah {before} dari 1 peserta",
        f"Rata-rata nilai post-test adalah {after} dari 1 peserta",
        f"nilai naik rata-rata {gain.removeprefix('+')} poin",
        f"Dari {PLACES} peserta terdaftar, 1 orang ({complete} persen) menuntaskan kegiatan",
        "Sertifikat telah diterbitkan bagi 1 orang",
    ):
        assert sentence in text, sentence
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    of_the_traveller = [row for table in tables for row in table if traveller in row]
    assert any(set(own.values()) - {"+50"} <= set(row) for row in of_the_traveller), of_the_traveller
    assert any("Kepala Kantor" in row for table in tables for row in table)
