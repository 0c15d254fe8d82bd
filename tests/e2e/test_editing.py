"""The admin: a speaker writes and hands in, an organiser approves, a participant reads; every menu item opens."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site, log_in, new_context
from tests.e2e.steps import reload_until

pytestmark = pytest.mark.e2e

COURSE = "/courses/siaran-pers/"
TITLE, WORDS = "Judul yang menjelaskan", "Siapa, apa, di mana"
EDITOR = re.compile(r"/admin/pages/\d+/edit/")


def test_a_material_goes_from_its_speaker_by_the_organiser_to_the_reader(
    desktop: Page, phone: Page, browser: Browser, site: Site
) -> None:
    log_in(phone, "pembaca@e2e.dermaga.test")
    log_in(desktop, "narasumber@demo.dermaga.test")
    desktop.goto(site.facts["add_material"])
    write(desktop)
    preview(desktop)
    submit(desktop)
    phone.goto(COURSE)
    material = phone.locator("#materials").get_by_role("link", name=TITLE)
    expect(material).to_have_count(0)

    context = new_context(browser, site, width=1280, height=900)
    organiser = context.new_page()
    log_in(organiser, "penyelenggara@demo.dermaga.test")
    approve(organiser)
    context.close()

    reload_until(phone, material, 1)
    material.click()
    expect(phone.locator("article")).to_contain_text(WORDS)


def write(page: Page) -> None:
    """In the editor: title, summary, one block of text, saved as a draft."""
    page.locator("[name=title]").press_sequentially(TITLE)
    page.locator("[name=summary]").fill("Menulis judul yang cukup dibaca sendirian.")
    page.locator(".c-sf-add-button").first.click()
    page.get_by_role("option").first.click()
    page.locator(".public-DraftEditor-content").press_sequentially(WORDS)
    # The editor hands its text to the form a moment later.
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile(WORDS))
    page.locator("footer button.action-save").click()
    page.wait_for_url(EDITOR)


def preview(page: Page) -> None:
    panel = page.locator("[data-side-panel-toggle=preview]")
    panel.click()
    shown = page.frame_locator("[data-side-panel=preview] iframe").last
    expect(shown.locator("h1")).to_have_text(TITLE, timeout=15_000)
    expect(shown.locator("article")).to_contain_text(WORDS)
    panel.click()


def submit(page: Page) -> None:
    expect(page.locator("footer button[name=action-publish]")).to_have_count(0)
    page.locator("footer .w-dropdown__toggle").click()
    page.locator("button[name=action-submit]").click()
    page.wait_for_url(lambda address: not EDITOR.search(address))


def approve(page: Page) -> None:
    """What waits stands on the first page of the admin; approving publishes."""
    page.goto("/admin/")
    page.locator("main a[href$='/edit/']", has_text=TITLE).first.click()
    page.wait_for_url(EDITOR)
    page.locator("footer .w-dropdown__toggle").click()
    page.locator("footer button[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])").click()
    page.wait_for_url(lambda address: not EDITOR.search(address))


def test_every_menu_item_of_the_admin_opens(desktop: Page) -> None:
    """And on each list what stands in its head and in its first row: adding, exporting, editing, inspecting."""
    log_in(desktop, "admin@demo.dermaga.test")
    desktop.goto("/admin/")
    menu = desktop.locator(".sidebar a[href^='/admin/']")
    expect(menu.first).to_be_attached()
    addresses = menu.evaluate_all("links => [...new Set(links.map(link => link.getAttribute('href')))]")
    assert len(addresses) > 20

    found = []
    behind: set[str] = set()
    for address in [*addresses, "/admin/pages/"]:
        response = desktop.goto(address)
        assert response is not None
        if response.status != 200:
            found.append(f"{response.status} {address}")
        links = desktop.locator("header a[href^='/admin/'], main tbody tr:first-child a[href^='/admin/']")
        behind.update(links.evaluate_all("links => links.map(link => link.getAttribute('href'))"))
    for address in sorted(behind - set(addresses)):
        answer = desktop.request.get(address)
        if not answer.ok:
            found.append(f"{answer.status} {address}")

    assert found == []
