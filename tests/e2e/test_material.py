"""A material on a telephone of 360 px: read, tick, answer, look at pictures; with and without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import in_both_themes
from tests.e2e.conftest import Site, log_in, new_context

pytestmark = pytest.mark.e2e

FIRST = "Baca pesannya sampai habis"


@pytest.fixture
def small(browser: Browser, site: Site) -> Iterator[Page]:
    context = new_context(browser, site, width=360, height=780, has_touch=True)
    yield context.new_page()
    context.close()


def is_as_wide_as_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_ticks_and_answers_stay(small: Page, site: Site) -> None:
    page, address = small, site.facts["reading"]["material"]
    log_in(page, "centang@e2e.dermaga.test")
    page.goto(address)
    assert is_as_wide_as_the_screen(page)
    assert in_both_themes(page) == []

    page.get_by_label(FIRST).check()
    check = page.locator(".self-check").first
    expect(check.locator("[data-explanation]")).to_be_hidden()
    check.get_by_label("Membantahnya segera").check()
    check.get_by_role("button").click()
    expect(check.locator("[data-verdict=wrong]")).to_be_visible()
    expect(check.get_by_text("Tanpa data, bantahan bisa keliru.")).to_be_visible()
    check.get_by_label("Menanyakan petugas jaga").check()
    check.get_by_role("button").click()
    expect(check.locator("[data-verdict=right]")).to_be_visible()
    expect(check.locator("[data-explanation]")).to_be_visible()
    assert in_both_themes(page) == []

    page.wait_for_timeout(3000)  # the device sends a moment later
    page.reload()
    expect(page.get_by_label(FIRST)).to_be_checked()
    expect(page.locator(".self-check").first.get_by_label("Menanyakan petugas jaga")).to_be_checked()


def test_a_gallery_opens_by_tap_and_moves_by_keys(small: Page, site: Site) -> None:
    page = small
    log_in(page, "centang@e2e.dermaga.test")
    page.goto(site.facts["reading"]["material"])

    page.locator("[data-gallery] a").first.click()
    large = page.locator("#lightbox img")
    expect(large).to_have_attribute("alt", "Papan pengumuman Bitung")
    page.keyboard.press("ArrowRight")
    expect(large).to_have_attribute("alt", "Papan pengumuman Tahuna")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(large).to_have_attribute("alt", "Papan pengumuman Manado")
    page.keyboard.press("Escape")
    expect(page.locator("#lightbox")).to_be_hidden()
    expect(page.locator("[data-gallery] a").first).to_be_focused()


def test_without_javascript_forms_keep_both(browser: Browser, site: Site) -> None:
    context = new_context(browser, site, width=360, height=780, java_script_enabled=False)
    page = context.new_page()
    log_in(page, "centang-polos@e2e.dermaga.test")
    page.goto(site.facts["reading"]["material"])

    page.get_by_label(FIRST).check()
    page.get_by_role("button", name="Simpan centang saya").click()
    expect(page.get_by_label(FIRST)).to_be_checked()
    check = page.locator(".self-check").first
    check.get_by_label("Membantahnya segera").check()
    check.get_by_role("button").click()
    check = page.locator(".self-check").first
    expect(check.locator("[data-verdict=wrong]")).to_be_visible()
    expect(check.locator("[data-explanation]")).to_be_visible()
    expect(page.get_by_label(FIRST)).to_be_checked()
    context.close()


def test_what_is_closed_says_why(small: Page, site: Site) -> None:
    page = small
    log_in(page, "kembali@e2e.dermaga.test")
    page.goto(site.facts["reading"]["course"])

    expect(page.locator(".closure")).to_have_count(2)
    expect(page.get_by_text("saat sesi dimulai")).to_be_visible()
    page.get_by_role("link", name="Mencatat dan melaporkan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Belum dibuka")
    assert in_both_themes(page) == []
    page.get_by_role("link", name="Memeriksa kabar sebelum menjawab").click()
    page.goto("/courses/kabar-dermaga/mencatat/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mencatat dan melaporkan")
