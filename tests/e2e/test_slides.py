"""Slides in Chromium on a narrow telephone: turned by buttons and by keys, read as a list without a script."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.axe import in_both_themes
from tests.e2e.conftest import Site, log_in, new_context
from tests.e2e.steps import scrolls_sideways, tab_to

pytestmark = pytest.mark.e2e
READER = "penonton@e2e.dermaga.test"
PAGES = 26


@pytest.fixture
def narrow(browser: Browser, site: Site) -> Page:
    context = new_context(browser, site, width=360, height=740, has_touch=True)
    page = context.new_page()
    log_in(page, READER)
    page.goto(site.facts["slides"]["address"])
    yield page
    context.close()


def slide(page: Page, number: int) -> Locator:
    return page.locator(f"[data-slide='{number}'] img")


def expect_at(page: Page, number: int) -> None:
    """Said in words, in sight, and drawn."""
    expect(page.locator("[data-slides-now]")).to_have_text(f"Halaman {number} dari {PAGES}")
    expect(slide(page, number)).to_be_in_viewport(ratio=0.9)
    fetched, is_drawn = slide(page, number).evaluate(
        "picture => picture.decode().then(() => [picture.currentSrc, picture.naturalWidth > 0])"
    )
    assert is_drawn
    assert fetched.endswith(f"/{number}/720/")


def test_buttons_turn_the_pages_and_stop_at_both_ends(narrow: Page) -> None:
    back, on = (narrow.locator(f"[data-slides-step='{step}']") for step in ("-1", "1"))
    expect_at(narrow, 1)
    expect(back).to_have_attribute("aria-disabled", "true")

    on.click()
    expect_at(narrow, 2)
    on.click()
    expect_at(narrow, 3)
    back.click()
    expect_at(narrow, 2)

    assert (back.bounding_box() or {})["height"] >= 44
    assert not scrolls_sideways(narrow)
    assert in_both_themes(narrow) == []


def test_keys_alone_reach_the_slides_and_turn_to_the_last_page(narrow: Page) -> None:
    tab_to(narrow, "[data-slides-list]")
    narrow.keyboard.press("ArrowRight")
    expect_at(narrow, 2)
    narrow.keyboard.press("PageDown")
    expect_at(narrow, 3)
    narrow.keyboard.press("ArrowLeft")
    expect_at(narrow, 2)

    narrow.keyboard.press("End")  # on a part that was not here yet
    expect_at(narrow, PAGES)
    expect(narrow.locator("[data-slides-step='1']")).to_have_attribute("aria-disabled", "true")
    narrow.keyboard.press("Home")
    expect_at(narrow, 1)

    tab_to(narrow, "[data-slide='1'] summary")
    narrow.keyboard.press("Enter")
    expect(narrow.locator("[data-slide='1'] .slide__text p")).to_contain_text("Periksa dulu sumbernya.")
    tab_to(narrow, "[data-slides-step='1']")
    narrow.keyboard.press("Space")
    expect_at(narrow, 2)


def test_an_address_leads_to_its_page(narrow: Page, site: Site) -> None:
    facts = site.facts["slides"]

    narrow.goto(f"{facts['address']}#slide-{facts['deck']}-25")

    expect_at(narrow, 25)


def test_without_a_script_it_is_a_list_whose_rest_is_a_link_away(browser: Browser, site: Site) -> None:
    facts = site.facts["slides"]
    context = new_context(browser, site, width=360, height=740, java_script_enabled=False)
    page = context.new_page()
    log_in(page, READER)
    page.goto(facts["address"])

    assert page.locator(".slide").count() == 24
    assert not page.locator("[data-slides-controls]").is_visible()
    assert slide(page, 24).get_attribute("alt") == f"Halaman 24 dari {PAGES}: Halaman 24"
    page.locator("[data-slides-rest] a").click()
    assert page.url.endswith(f"{facts['pages']}?page=2")
    assert page.locator(".slide").count() == 2
    assert page.locator("h1").inner_text() == "Satu jam pertama"
    expect(slide(page, 25)).to_be_in_viewport()
    context.close()


def test_the_light_version_is_fetched_first_and_both_say_their_size(narrow: Page) -> None:
    card = narrow.locator(".block--document")
    light, original = card.get_by_role("link").all()

    assert light.inner_text().startswith("Versi ringan (127 kB)")
    assert original.inner_text().startswith("Berkas asli (1,1 MB)")
    for link, name in ((light, "panduan-berat-ringan.pdf"), (original, "panduan-berat.pdf")):
        with narrow.expect_download() as fetched:
            link.click()
        assert fetched.value.suggested_filename == name
