"""A question that was unfair: its organiser sees it, corrects it in the open, and who sat it reads why."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import in_both_themes
from tests.e2e.conftest import Site, log_in, new_context
from tests.e2e.steps import reload_until, scrolls_sideways

pytestmark = pytest.mark.e2e

ORGANISER, PARTICIPANT = "penyelenggara@demo.dermaga.test", "koordinator@demo.dermaga.test"
REASON = "Dua pilihan dapat dibenarkan."


def open_result(page: Page) -> None:
    """The own finished post-test, from the course."""
    page.goto("/courses/smrt/")
    page.get_by_role("link", name=re.compile("Post-test")).first.click()
    page.locator("a[href$='/result/']").first.click()


def test_from_the_analysis_to_the_result_of_whom_it_concerns(browser: Browser, site: Site, desktop: Page) -> None:
    phone = new_context(browser, site, width=360, height=740, has_touch=True)
    taker = phone.new_page()
    log_in(taker, PARTICIPANT)
    open_result(taker)
    wrong = taker.locator("article.question", has=taker.locator(".badge--danger")).first
    words = " ".join(wrong.locator(".prose").first.inner_text().split()[:6])
    before = taker.locator(".notice__title", has_text="%").first.inner_text()

    log_in(desktop, ORGANISER)
    desktop.goto("/batches/smrt-2020-yogyakarta/")
    desktop.get_by_role("link", name=re.compile("Post-test")).first.click()
    desktop.get_by_role("link", name="Analisis butir soal").click()
    expect(desktop.locator("h1")).to_have_text(re.compile("Post-test"))
    expect(desktop.locator(".analysis-items tbody tr")).to_have_count(27)
    assert in_both_themes(desktop) == []
    desktop.locator("input[name=q]").fill(words)
    desktop.locator("form.filters button").click()
    desktop.locator(".analysis-items tbody a").first.click()
    expect(desktop.locator("#given")).to_be_visible()
    assert in_both_themes(desktop) == []

    desktop.get_by_role("link", name="Koreksi nilai").first.click()
    desktop.locator("input[name=action][value=full_marks]").check()
    desktop.locator("select[name=scope]").select_option("-")
    desktop.locator("textarea[name=people]").fill(PARTICIPANT)
    desktop.locator("input[name=reason]").fill(REASON)
    assert in_both_themes(desktop) == []
    desktop.get_by_role("button", name="Tampilkan pratinjau").click()
    expect(desktop.locator(".regrade-rows tbody tr").first).to_contain_text(re.compile("Naik|Menjadi lulus", re.I))
    assert in_both_themes(desktop) == []
    desktop.get_by_role("button", name="Terapkan koreksi ini").click()
    desktop.locator("#confirm button[value=yes]").click()
    reload_until(desktop, desktop.locator(".notice--success", has_text="Koreksi ini berlaku"), 1)

    taker.reload()
    corrected = taker.locator(".notice", has_text="Nilai Anda dikoreksi")
    expect(corrected).to_contain_text(REASON)
    expect(corrected).to_contain_text("sekarang")
    assert taker.locator(".notice__title", has_text="%").first.inner_text() != before
    assert not scrolls_sideways(taker)
    assert in_both_themes(taker) == []
    phone.close()


def test_the_marks_go_along_as_a_file(desktop: Page) -> None:
    log_in(desktop, ORGANISER)
    desktop.goto("/batches/smrt-2020-yogyakarta/")
    desktop.get_by_role("link", name=re.compile("Post-test")).first.click()
    desktop.get_by_role("link", name="Analisis butir soal").click()

    with desktop.expect_download() as waiting:
        desktop.get_by_role("link", name="Nilai (CSV)").click()

    lines = waiting.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("nama;upt;angkatan;Soal 1;")
    assert len(lines) > 30
