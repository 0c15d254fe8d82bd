"""The way through, once: learn and be tested on a phone, close and issue at a desk, download, verify as a stranger."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site, log_in, new_context
from tests.e2e.steps import (
    PATIENCE,
    changed,
    choice,
    drop_file,
    hand_in,
    output_of,
    qr_address,
    reload_until,
    scrolls_sideways,
    wait_for_mail,
)

pytestmark = pytest.mark.e2e

BATCH = "/batches/smrt-perjalanan/"
NEXT_STEP = ".card--next a.button"


def test_from_the_first_log_in_to_a_verified_certificate(
    phone: Page, desktop: Page, browser: Browser, site: Site, tmp_path: Path
) -> None:
    traveller = site.facts["traveller"]
    log_in(phone, traveller["number"])
    read_everything(phone, site)
    take_the_test(phone, site)
    see_completion(phone, site)

    log_in(desktop, "penyelenggara@demo.dermaga.test")
    close_the_batch(desktop)
    issue(desktop, traveller["name"])
    wait_for_mail(desktop, site.var_dir / "mail", traveller["email"], site.url)

    paper = download(phone, tmp_path)
    look_at_the_file(paper)
    stranger = new_context(browser, site, width=390, height=844)
    verify(stranger.new_page(), paper, traveller)
    stranger.close()


def read_everything(page: Page, site: Site) -> None:
    page.goto("/desk/")
    page.locator(NEXT_STEP).click()
    for address in site.facts["materials"]:
        page.wait_for_url(f"**{address}")
        expect(page.locator("h1")).to_be_visible()
        assert not scrolls_sideways(page)
        documents = page.locator("a[download][href*='/files/']")
        if documents.count():
            with page.expect_download() as waiting:
                documents.first.click()
            assert waiting.value.path().read_bytes().startswith(b"%PDF-")
        page.locator("article nav a.way--on").click()
    page.wait_for_url(f"**{site.facts['course']}")
    expect(page.locator("#materials .badge--success")).to_have_count(len(site.facts["materials"]))
    expect(page.locator(".checklist li.is-met")).to_have_count(2)


def take_the_test(page: Page, site: Site) -> None:
    page.goto("/desk/")
    page.locator(NEXT_STEP).click()
    page.wait_for_url(f"**{site.facts['quiz']}")
    page.locator("form[action$='/start/'] button").click()
    page.wait_for_url("**/attempts/*/")
    status = page.locator("[data-status]")
    answers: dict[str, list[str]] = site.facts["answers"]

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
    expect(page.locator(".receipt")).to_have_text(re.compile(r"\w{4,}"))


def see_completion(page: Page, site: Site) -> None:
    page.goto(site.facts["course"])
    reload_until(page, page.locator(".checklist li.is-met"), 3)
    expect(page.locator(".checklist li:not(.is-met)")).to_have_count(0)
    expect(page.locator(".page-header .badge--success")).to_be_visible()


def close_the_batch(page: Page) -> None:
    page.goto("/desk/organiser/")
    page.locator(f"a[href='{BATCH}']").first.click()
    page.locator(f"a[href='{BATCH}close/']").click()
    expect(page.locator(".notice--warning li")).to_have_count(1)
    expect(page.locator("main form .button--danger")).to_have_count(0)

    page.goto(BATCH)
    page.locator("form[action$='/as-planned/'] button").click()
    page.locator(f"a[href='{BATCH}close/']").click()
    expect(page.locator("tbody tr")).to_have_count(4)
    expect(page.locator("tfoot .number")).to_have_text("8")
    page.locator("main form .button--danger").click()

    page.wait_for_url(f"**{BATCH}")
    expect(page.locator(f"a[href='{BATCH}close/']")).to_have_count(0)


def issue(page: Page, name: str) -> None:
    page.locator(f"a[href='{BATCH}certificates/']").click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    gets, others = rows.filter(has=page.locator(".badge--success")), rows.filter(has=page.locator(".badge--neutral"))
    expect(gets).to_have_count(1)
    expect(gets.locator("th")).to_have_text(name)
    expect(others).to_have_count(2)
    for place in range(2):
        expect(others.nth(place).locator("td").last).to_have_text(re.compile(r"\w{3,}"))

    page.locator("main form[method=post] button[data-confirm]").click()
    page.locator("#confirm button[value=yes]").click()
    # htmx asks for this part again until the run has ended; the page itself is not loaded anew.
    progress = page.locator("#run-progress:not([hx-get]) progress")
    expect(progress).to_have_attribute("value", "1", timeout=PATIENCE)
    expect(progress).to_have_attribute("max", "1")
    page.locator("#run-progress a").click()
    expect(page.locator("tbody tr a[href^='/certificates/']")).to_have_count(1)
    expect(page.locator("main form button[data-confirm]")).to_have_count(0)


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
        expect(page.locator(f"[data-fingerprint] > .notice--{tone}")).to_be_visible(timeout=PATIENCE)


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
