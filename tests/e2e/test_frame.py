"""The frame and every component in Chromium, on the style page: axe, keyboard, theme, dialogs, narrow screens."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import in_both_themes

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def style_page(page: Page, live_server: object) -> Page:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": str(live_server)}])
    page.goto(f"{live_server}/style/")
    return page


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(style_page: Page, width: int) -> None:
    style_page.set_viewport_size({"width": width, "height": 800})
    style_page.locator("form:has(#id_agreed) button", has_text="Send").click()
    expect(style_page.locator(".error-summary")).to_be_focused()

    assert in_both_themes(style_page) == []
    assert style_page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(style_page: Page) -> None:
    navigation = style_page.get_by_role("navigation", name="Main")
    expect(navigation).to_be_hidden()

    style_page.get_by_role("button", name="Menu").focus()
    style_page.keyboard.press("Enter")
    expect(navigation).to_be_visible()
    style_page.keyboard.press("Escape")

    expect(navigation).to_be_hidden()
    expect(style_page.get_by_role("button", name="Menu")).to_be_focused()


def test_the_chosen_theme_stays_until_the_system_agrees(style_page: Page) -> None:
    html = style_page.locator("html")
    style_page.set_viewport_size({"width": 1280, "height": 800})
    style_page.emulate_media(color_scheme="light")
    switch = style_page.get_by_role("button", name="Dark theme")

    switch.click()
    style_page.reload()
    expect(html).to_have_attribute("data-theme", "dark")
    expect(switch).to_have_attribute("aria-pressed", "true")

    switch.click()
    style_page.reload()
    expect(html).not_to_have_attribute("data-theme", "dark")
    assert not [cookie for cookie in style_page.context.cookies() if cookie["name"] == "theme"]


def test_danger_asks_first_and_no_means_no(style_page: Page) -> None:
    style_page.get_by_role("button", name="Revoke").click()
    dialog = style_page.get_by_role("dialog")
    expect(dialog).to_contain_text("Revoke this certificate?")

    dialog.get_by_role("button", name="Cancel").click()

    expect(dialog).to_be_hidden()
    assert style_page.url.endswith("/style/")


def test_a_password_can_be_looked_at(style_page: Page) -> None:
    style_page.get_by_label("Password", exact=True).fill("rahasia")

    style_page.get_by_role("button", name="Show the password").click()

    expect(style_page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    expect(style_page.get_by_role("button", name="Hide the password")).to_be_visible()


def test_the_skip_link_is_first_and_leads_to_the_content(style_page: Page) -> None:
    style_page.keyboard.press("Tab")
    expect(style_page.get_by_role("link", name="Skip to the content")).to_be_focused()

    style_page.keyboard.press("Enter")

    expect(style_page.locator("#content")).to_be_focused()
