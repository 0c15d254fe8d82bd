"""The way through, once in each language and scheme of colours: learn and be tested on a phone of 360 px, close and
issue at a desk of 1280 px, download, verify as a stranger. Each page says on its first screen what it is and what comes
next."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PASSWORD, Site, log_in, new_context
from tests.e2e.steps import (
    PATIENCE,
    changed,
    choice,
    drop_file,
    hand_in,
    output_of,
    qr_address,
    reload_until,
    right_answers,
    scrolls_sideways,
    stands_above_the_fold,
    wait_for_mail,
)

pytestmark = pytest.mark.e2e

NEXT_STEP = ".card--next a.button"
ORGANISER = "penyelenggara@demo.dermaga.test"


@pytest.mark.parametrize(("language", "scheme"), [("id", "light"), ("en", "dark")])
def test_from_the_first_visit_to_a_verified_certificate(
    browser: Browser, site: Site, tmp_path: Path, language: str, scheme: str
) -> None:
    traveller = site.facts["journeys"][language]
    look = {"language": language, "scheme": scheme}
    on_a_phone = new_context(browser, site, width=360, height=740, has_touch=True, **look)
    at_a_desk = new_context(browser, site, width=1280, height=860, **look)
    phone, desktop = on_a_phone.new_page(), at_a_desk.new_page()

    arrive(phone, traveller["number"])
    show_where_one_stands(phone, site)
    read_everything(phone, site)
    take_the_test(phone, site)
    see_completion(phone, site)

    log_in(desktop, ORGANISER)
    at_a_desk.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
    close_the_batch(desktop, traveller["batch"])
    issue(desktop, traveller)
    wait_for_mail(desktop, site.var_dir / "mail", traveller["email"], site.url)

    paper = download(phone, tmp_path)
    for page in (phone, desktop):
        assert page.locator("html").get_attribute("lang") == language
    look_at_the_file(paper)
    stranger = new_context(browser, site, width=360, height=740, **look)
    verify(stranger.new_page(), paper, traveller)
    for context in (on_a_phone, at_a_desk, stranger):
        context.close()


def arrive(page: Page, login: str) -> None:
    """The first visit: the front page says where one is, and its first button leads in."""
    page.goto("/")
    assert stands_above_the_fold(page, "h1", ".hero a.button") == []
    page.locator(".hero a.button").first.click()
    page.wait_for_url("**/account/login/**")
    assert stands_above_the_fold(page, "h1", "input[name=login]", "input[name=password]") == []
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/account/login" not in url)


def next_step(page: Page) -> None:
    page.goto("/desk/")
    assert stands_above_the_fold(page, "h1", NEXT_STEP) == []
    page.locator(NEXT_STEP).click()


def show_where_one_stands(page: Page, site: Site) -> None:
    """The pre-test: one answer of twenty, handed in, opens the materials."""
    next_step(page)
    page.wait_for_url(f"**{site.facts['pre_test']}")
    start = "form[action$='/start/'] button"
    assert stands_above_the_fold(page, "h1", start) == []
    page.locator(start).click()
    page.wait_for_url("**/attempts/*/")
    page.locator("fieldset.question label.choice").first.tap()
    expect(page.locator("[data-status]")).to_have_attribute("data-tone", "saved")
    hand_in(page)
    expect(page.locator("main .notice--success").first).to_be_visible()
    assert stands_above_the_fold(page, "h1", "main .notice--success", "main a.button") == []
    page.goto(site.facts["course"])
    reload_until(page, page.locator(".checklist li.is-met"), 2)  # the other was ticked off by hand


def read_everything(page: Page, site: Site) -> None:
    next_step(page)
    for address in site.facts["materials"]:
        page.wait_for_url(f"**{address}")
        assert stands_above_the_fold(page, "h1") == []
        assert not scrolls_sideways(page)
        documents = page.locator("a[download][href*='/files/']")
        if documents.count():
            with page.expect_download() as waiting:
                documents.first.click()
            assert waiting.value.path().read_bytes().startswith(b"%PDF-")
        page.locator("article nav a.way--on").click()
    page.wait_for_url(f"**{site.facts['course']}")
    expect(page.locator("#materials .badge--success")).to_have_count(len(site.facts["materials"]))
    expect(page.locator(".checklist li.is-met")).to_have_count(3)


def take_the_test(page: Page, site: Site) -> None:
    next_step(page)
    page.wait_for_url(f"**{site.facts['quiz']}")
    page.locator("form[action$='/start/'] input[type=checkbox]").check()
    page.locator("form[action$='/start/'] button").click()
    page.wait_for_url("**/attempts/*/")
    status = page.locator("[data-status]")
    answers = right_answers(page, site.facts["answers"])

    wrong = page.locator("#q1 label.choice").filter(has_not=page.locator(f"input[value='{answers['1'][0]}']")).first
    wrong.tap()
    expect(status).to_have_attribute("data-tone", "saved")
    for slot, keys in answers.items():
        for key in keys:
            choice(page, slot, key).tap()
    expect(wrong.locator("input")).not_to_be_checked()
    expect(page.locator("[data-jump][data-answered]")).to_have_count(len(answers))
    expect(status).to_have_attribute("data-tone", "saved")
    hand_in(page)

    expect(page.locator("main .notice--success").first).to_contain_text("100")
    assert stands_above_the_fold(page, "h1", "main .notice--success", "main a.button") == []
    expect(page.locator(".receipt")).to_have_text(re.compile(r"\w{4,}"))


def see_completion(page: Page, site: Site) -> None:
    page.goto(site.facts["course"])
    reload_until(page, page.locator(".checklist li.is-met"), 4)
    expect(page.locator(".checklist li:not(.is-met)")).to_have_count(0)
    expect(page.locator(".page-header .badge--success")).to_be_visible()


def close_the_batch(page: Page, batch: str) -> None:
    page.goto("/desk/organiser/")
    assert stands_above_the_fold(page, "h1", NEXT_STEP, ".stats") == []
    page.locator(f"a[href='{batch}']").first.click()
    page.locator(f"a[href='{batch}close/']").click()
    expect(page.locator(".notice--warning li")).to_have_count(1)
    expect(page.locator("main form .button--danger")).to_have_count(0)

    page.goto(batch)
    page.locator("form[action$='/as-planned/'] button").click()
    page.locator(f"a[href='{batch}close/']").click()
    expect(page.locator("[data-line]")).to_have_count(4)
    expect(page.locator("[data-total]")).to_have_text("8")
    page.locator("main form .button--danger").click()

    page.wait_for_url(f"**{batch}")
    expect(page.locator(f"a[href='{batch}close/']")).to_have_count(0)


def issue(page: Page, traveller: dict[str, str]) -> None:
    page.locator(f"a[href='{traveller['batch']}certificates/']").click()
    assert stands_above_the_fold(page, "h1", "main form.card button[data-confirm]") == []
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    gets, others = rows.filter(has=page.locator(".badge--success")), rows.filter(has=page.locator(".badge--neutral"))
    expect(gets).to_have_count(1)
    expect(gets.locator("th")).to_have_text(traveller["name"])
    expect(others).to_have_count(2)
    for place in range(2):
        expect(others.nth(place).locator(".badge")).to_have_text(re.compile(r"\w{3,}"))  # says why

    page.locator("main form.card button[data-confirm]").click()
    page.locator("#confirm button[value=yes]").click()
    # htmx asks for this part again until the run has ended; the page itself is not loaded anew.
    progress = page.locator("#run-progress:not([hx-get]) progress")
    expect(progress).to_have_attribute("value", "1", timeout=PATIENCE)
    expect(progress).to_have_attribute("max", "1")
    page.locator("section[aria-labelledby=run-facts] a[href$='/certificates/']").click()
    expect(page.locator("tbody tr a[href^='/certificates/']:not([href$='/message/'])")).to_have_count(1)
    expect(page.locator("main form.card button[data-confirm]")).to_have_count(0)


def download(page: Page, folder: Path) -> Path:
    page.goto("/desk/")
    page.locator("main a[href^='/certificates/']").first.click()
    with page.expect_download() as waiting:
        page.locator("a[href$='/download/']").click()
    paper = folder / "sertifikat.pdf"
    waiting.value.save_as(paper)
    return paper


def look_at_the_file(paper: Path) -> None:
    seen = output_of("pdfsig", str(paper))
    assert "Signature Validation: Signature is Valid." in seen
    assert "Total document signed" in seen
    assert "No syntax or stream encoding errors found" in output_of("qpdf", "--check", str(paper))


def verify(page: Page, paper: Path, traveller: dict[str, str]) -> None:
    """As anybody with a phone would: scan, read, drop the file."""
    page.goto(qr_address(paper))
    assert stands_above_the_fold(page, "h1", "main .notice--success") == []
    expect(page.locator("main .notice--success").first).to_be_visible()
    expect(page.locator("dl.facts")).to_contain_text(traveller["name"])
    number = traveller["number"]
    shown = re.sub(r"\s", "", page.content())
    assert number[-3:] in shown
    assert number not in shown
    assert number[:8] not in shown
    assert not scrolls_sideways(page)

    genuine, different = page.locator("[data-result=genuine]"), page.locator("[data-result=different]")
    content = paper.read_bytes()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.locator("#drop-file").set_input_files(paper)
    expect(genuine).to_be_visible()
    drop_file(page.locator("[data-drop]"), changed(content))
    expect(different).to_be_visible()
    expect(genuine).to_be_hidden()
    drop_file(page.locator("[data-drop]"), content)
    expect(genuine).to_be_visible()
    expect(different).to_be_hidden()
    assert sent == [], "the file is compared in the browser and sent nowhere"

    for given, tone in ((content, "success"), (changed(content), "danger")):
        page.locator("details summary").click()
        page.locator("form[enctype] input[type=file]").set_input_files(
            {"name": "sertifikat.pdf", "mimeType": "application/pdf", "buffer": given}
        )
        page.locator("form[enctype] input[type=checkbox]").check()
        page.locator("form[enctype] button").click()
        expect(page.locator(f"[data-verdict] > .notice--{tone}")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize(("kind", "tone"), [("valid", "success"), ("replaced", "warning"), ("revoked", "danger")])
def test_a_paper_says_what_has_become_of_it(phone: Page, site: Site, kind: str, tone: str) -> None:
    certificate = site.facts["certificates"][kind]
    phone.goto(f"/V/{certificate['token']}")

    expect(phone.locator(f"main .notice--{tone}").first).to_be_visible()
    if kind != "valid":
        expect(phone.locator("main .notice--success:visible")).to_have_count(0)
    if kind == "replaced":
        phone.locator("main .notice--warning a").first.click()
        phone.wait_for_url(f"**/{certificate['by']}")
        expect(phone.locator("main .notice--success").first).to_be_visible()


def test_an_unknown_token_answers_as_a_malformed_one(phone: Page) -> None:
    answers = []
    for token in ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "bukan-sertifikat"):
        response = phone.goto(f"/V/{token}")
        assert response is not None
        answers.append((response.status, phone.locator("main").inner_html()))

    assert answers[0][0] == 404
    assert answers[0] == answers[1]
