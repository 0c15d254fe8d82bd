"""A speaker brings an Excel file with three mistakes: reads what is wrong, mends the refused rows, goes on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from tests.e2e.axe import in_both_themes
from tests.e2e.conftest import log_in
from tests.e2e.steps import scrolls_sideways

pytestmark = pytest.mark.e2e
CHROME = ("#wagtail-sidebar", ".w-slim-header", "wagtail-userbar")
HEAD = ["Jenis", "Soal", "Kunci", "Opsi A", "Opsi B", "Opsi C"]
ROWS = [
    ["pilihan ganda", "Apa yang dikerjakan lebih dulu?", "A", "Memeriksa sumber", "Membagikan", "Mendiamkan"],
    ["pilihan ganda", "Siapa yang memberi pernyataan resmi?", "D", "Humas", "Siapa saja", "Wartawan"],  # no option D
    ["benar salah", "Hoaks selalu dibuat sengaja.", "mungkin", "", "", ""],  # neither true nor false
    ["angka", "Berapa menit tanggapan pertama paling lambat?", "satu jam", "", "", ""],  # no number
    ["jawaban ganda", "Apa yang ada dalam klarifikasi?", "A, C", "Sumber", "Lelucon", "Tanggal"],
]


def test_a_table_with_three_mistakes_goes_in_by_mending_them(desktop: Page, tmp_path: Path) -> None:
    log_in(desktop, "narasumber@demo.dermaga.test")
    to_import_of_first_bank(desktop)
    assert in_both_themes(desktop, exclude=CHROME) == []

    upload(desktop, write(tmp_path / "soal.xlsx"))
    expect(desktop.locator(".files__row--refused")).to_have_count(3)
    expect(desktop.locator(".files__row--added")).to_have_count(2)
    expect(desktop.locator(".files__row--refused td").first).to_contain_text("3")
    assert in_both_themes(desktop, exclude=CHROME) == []
    preview(desktop)
    with desktop.expect_download() as saved:
        desktop.locator(".files__deeds a[download]").click()
    refused = tmp_path / "ditolak.xlsx"
    saved.value.save_as(refused)
    desktop.locator(".files__deeds button").first.click()
    expect(desktop.locator(".files__done")).to_contain_text("2")

    mend(refused)
    desktop.locator(".files__deeds a[href$='/import/']").click()
    upload(desktop, refused)
    expect(desktop.locator(".files__row--refused")).to_have_count(0)
    expect(desktop.locator(".files__row--added")).to_have_count(3)
    desktop.set_viewport_size({"width": 360, "height": 740})
    assert not scrolls_sideways(desktop)
    desktop.set_viewport_size({"width": 1280, "height": 900})
    desktop.locator(".files__deeds button").first.click()
    expect(desktop.locator(".files__done")).to_contain_text("3")


def to_import_of_first_bank(page: Page) -> None:
    page.goto("/admin/question-banks/")
    page.locator("main tbody a[href*='/question-banks/']").first.click()
    page.locator("a[href*='/question-files/banks/'][href$='/import/']").first.click()
    page.wait_for_url(re.compile(r"/question-files/banks/\d+/import/"))


def write(path: Path) -> Path:
    book = Workbook()
    for row in (HEAD, *ROWS):
        book.active.append(row)
    book.save(path)
    return path


def upload(page: Page, path: Path) -> None:
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator(".upload__file")).to_contain_text(path.name)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/question-files/imports/"))


def preview(page: Page) -> None:
    """As a participant sees it, in a tab of its own."""
    with page.context.expect_page() as opened:
        page.locator(".files__row--added a").first.click()
    shown = opened.value
    expect(shown.locator("main")).to_contain_text("Memeriksa sumber")
    shown.close()


def mend(path: Path) -> None:
    book = load_workbook(path)
    sheet = book.active
    assert [sheet.cell(1, 7).value, sheet.max_row] == ["Alasan", 4]
    for row, key in enumerate(("A", "salah", "60"), start=2):
        assert sheet.cell(row, 7).value
        sheet.cell(row, 3).value = key
    book.save(path)
