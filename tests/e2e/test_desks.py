"""The desks as people use them: what to do next above the fold, numbers that lead to their lists, lists that export."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import in_both_themes
from tests.e2e.conftest import Site, log_in, new_context
from tests.e2e.steps import scrolls_sideways, stands_above_the_fold

pytestmark = pytest.mark.e2e

ORGANISER, COORDINATOR = "penyelenggara@demo.dermaga.test", "koordinator@demo.dermaga.test"
READER = "meja@e2e.dermaga.test"
STEP = ".card--next a.button"
COUNT = "main p.meta[role=status]"
SIZES = {"phone": (360, 740), "desktop": (1280, 860)}


def test_a_participant_reads_on_and_the_desk_has_changed(browser: Browser, site: Site) -> None:
    context = new_context(browser, site, width=360, height=740, has_touch=True)
    page = context.new_page()
    log_in(page, READER)
    page.goto("/desk/")
    assert stands_above_the_fold(page, "h1", STEP) == []
    first = page.locator("#next-step").inner_text()
    expect(page.locator("#tests-due")).to_be_visible()

    page.locator(STEP).click()
    expect(page.locator("h1")).to_have_text(re.compile(re.escape(first).replace(r"\n", " ")))
    page.goto("/desk/")

    expect(page.locator("#next-step")).not_to_have_text(first)
    page.locator(".desk-test__title").first.click()
    expect(page).to_have_url(re.compile("/quizzes/"))
    context.close()


def test_an_organiser_follows_a_number_to_its_list_and_takes_it_along(desktop: Page) -> None:
    log_in(desktop, ORGANISER)
    desktop.goto("/desk/organiser/")
    assert stands_above_the_fold(desktop, "h1", STEP, ".stats") == []
    number = desktop.locator(".stat__value").first.inner_text()

    desktop.locator("a.stat").first.click()
    expect(desktop.locator(COUNT)).to_have_text(re.compile(rf"^{number} "))
    desktop.locator("select[name=item]").select_option("materials")
    desktop.locator("form.filters button").click()
    fewer = int(desktop.locator(COUNT).inner_text().split()[0])
    assert 0 < fewer < int(number)

    with desktop.expect_download() as waiting:
        desktop.locator("a", has_text="CSV").click()
    lines = waiting.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == fewer + 1


def test_every_number_of_a_batch_is_that_of_its_list(desktop: Page) -> None:
    log_in(desktop, ORGANISER)
    desktop.goto("/desk/organiser/")
    row = desktop.locator(".desk-table tr", has_text="Angkatan III, Manado")
    links = row.locator("a[href*='participants/?'], a[href*='missing/?']")
    wanted = [(link.get_attribute("href") or "", int(link.inner_text().split()[0])) for link in links.all()]

    found = []
    for address, _number in wanted:
        desktop.goto(address)
        found.append((address, int(desktop.locator(COUNT).inner_text().split()[0])))

    assert len(wanted) >= 4
    assert found == wanted


def test_a_coordinator_sees_whom_to_remind(browser: Browser, site: Site) -> None:
    context = new_context(browser, site, width=360, height=740)
    page = context.new_page()
    log_in(page, COORDINATOR)
    page.goto("/desk/coordinator/")
    assert stands_above_the_fold(page, "h1", STEP) == []

    page.locator(STEP).click()

    mail = page.locator("a[href^='mailto:']").first.get_attribute("href") or ""
    assert "masih%20ada%20yang%20kurang" in mail
    assert not scrolls_sideways(page)
    context.close()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_desks_and_lists_are_clean_and_say_what_to_do(browser: Browser, site: Site, size: str, language: str) -> None:
    width, height = SIZES[size]
    walks = {
        READER: ["/desk/participant/", "/desk/participant/jp/"],
        ORGANISER: ["/desk/organiser/", "/desk/missing/", "/desk/offices/", "/desk/sessions/"],
        COORDINATOR: ["/desk/coordinator/"],
        "kepala.kantor@demo.dermaga.test": ["/desk/office/"],
    }
    found = []
    for login, addresses in walks.items():
        context = new_context(browser, site, width=width, height=height, language=language)
        page = context.new_page()
        log_in(page, login)
        context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
        for address in addresses:
            page.goto(address)
            assert page.locator("html").get_attribute("lang") == language
            action = STEP if page.locator(STEP).count() else "main :is(a, button):visible"
            found += [f"{address} {line}" for line in in_both_themes(page)]
            found += [f"{address} {line}" for line in stands_above_the_fold(page, "h1", action)]
            if scrolls_sideways(page):
                found.append(f"{address} scrolls sideways at {width} px")
        context.close()

    assert found == []


@pytest.mark.parametrize("size", SIZES)
def test_the_front_page_says_what_it_is_and_leads_in(browser: Browser, site: Site, size: str) -> None:
    width, height = SIZES[size]
    context = new_context(browser, site, width=width, height=height)
    page = context.new_page()
    page.goto("/")

    assert stands_above_the_fold(page, "h1", ".hero .lead", ".hero a.button", ".hero a.button--secondary") == []
    log_in(page, READER)
    page.goto("/")
    assert stands_above_the_fold(page, ".hero a.button[href='/desk/']") == []
    context.close()
