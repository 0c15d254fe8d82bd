"""The upload component on the style page: chosen, dropped, too large, sent, cancelled, broken off, without script."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.steps import drop_file

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
MOST = 5 * 1024 * 1024


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """What passes a worker passes by the routes of these tests."""
    return {**browser_context_args, "service_workers": "block"}


@pytest.fixture
def style_page(page: Page, live_server: object) -> Page:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": str(live_server)}])
    page.goto(f"{live_server}/style/")
    return page


@pytest.fixture
def slides(tmp_path: Path) -> Path:
    file = tmp_path / "paparan.pdf"
    file.write_bytes(b"%PDF-1.7" + b"x" * 300_000)
    return file


def send(page: Page) -> None:
    page.locator("form:has([data-upload]) button[name=upload]").click()


def test_a_chosen_or_dropped_file_says_its_name_and_size(style_page: Page, slides: Path) -> None:
    style_page.locator("[data-upload] input").set_input_files(slides)
    expect(style_page.locator("[data-file]")).to_have_text("paparan.pdf · 293 kB")

    drop_file(style_page.locator("[data-zone]"), b"%PDF-1.7")
    expect(style_page.locator("[data-file]")).to_have_text("sertifikat.pdf · 8 byte")


def test_a_plain_file_field_speaks_the_language_of_the_page_and_takes_the_keyboard(
    style_page: Page, live_server: object, slides: Path
) -> None:
    style_page.context.add_cookies([{"name": "django_language", "value": "id", "url": str(live_server)}])
    style_page.reload()
    field = style_page.locator("input[type=file][name=letter]")
    drawn = field.locator("xpath=..")

    expect(drawn).to_have_text("Pilih berkasBelum ada berkas")
    # From here on the browser hands choosers over; asked for at the press only, it may come too late.
    style_page.on("filechooser", lambda _chooser: None)
    field.focus()
    expect(field).to_be_focused()
    with style_page.expect_file_chooser() as chooser:
        style_page.keyboard.press("Enter")
    chooser.value.set_files(slides)

    expect(drawn).to_have_text("Pilih berkaspaparan.pdf")
    assert drawn.locator("[aria-hidden=true]").count() == 2


def test_too_large_is_said_before_anything_is_sent(style_page: Page, tmp_path: Path) -> None:
    file = tmp_path / "besar.pdf"
    file.write_bytes(b"x" * (MOST + 1))
    posts: list[str] = []
    style_page.on("request", lambda request: posts.append(request.method) if request.method == "POST" else None)

    style_page.locator("[data-upload] input").set_input_files(file)
    expect(style_page.get_by_text("This file (5 MB) is larger than the 5 MB that are taken here.")).to_be_visible()
    send(style_page)

    expect(style_page.locator("[data-upload] input")).to_be_focused()
    assert posts == []


def test_the_way_is_shown_and_can_be_left(style_page: Page, slides: Path) -> None:
    held: list[Route] = []
    style_page.route(
        "**/style/", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    style_page.locator("[data-upload] input").set_input_files(slides)
    send(style_page)
    expect(style_page.locator("[data-progress]")).to_be_visible()
    style_page.locator("form:has([data-upload]) button[name=upload]").dispatch_event("click")

    style_page.locator("[data-cancel]").click()

    expect(style_page.locator("[data-progress]")).to_be_hidden()
    expect(style_page.locator("[data-spoken-here]")).to_have_text("Cancelled. Nothing was kept.")
    assert len(held) == 1
    held[0].abort()


def test_after_a_break_the_file_is_still_chosen_and_sent_again(style_page: Page, slides: Path) -> None:
    style_page.route("**/style/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    style_page.locator("[data-upload] input").set_input_files(slides)
    send(style_page)
    expect(style_page.get_by_role("alert").filter(has_text="The connection broke off.")).to_be_visible()
    style_page.unroute("**/style/")

    with style_page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        style_page.get_by_role("button", name="Send again").click()

    assert int(answered.value.request.all_headers()["content-length"]) > slides.stat().st_size


def test_what_the_server_refuses_is_listed_above_and_the_file_stays(style_page: Page, tmp_path: Path) -> None:
    file = tmp_path / "kosong.pdf"
    file.touch()
    style_page.locator("[data-upload] input").set_input_files(file)

    send(style_page)

    expect(style_page.locator("form:has([data-upload]) [data-error-summary]")).to_be_focused()
    expect(style_page.locator("[data-error-summary] a")).to_have_attribute("href", "#id_slides")
    expect(style_page.locator("[data-file]")).to_contain_text("kosong.pdf")


def test_without_javascript_it_is_a_file_field(browser: Browser, live_server: object, slides: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server}/style/")
    page.locator("[data-upload] input").set_input_files(slides)

    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        send(page)

    assert answered.value.status == 200
    context.close()
