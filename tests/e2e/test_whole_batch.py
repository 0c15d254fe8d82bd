"""A whole batch through its screens: from the list that an office sends to the report that somebody signs. Organiser at
1280 px, participants on phones of 360 px; what an annotated list, a recap and a report hold is read from the files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.axe import serious_findings
from tests.e2e.batch_papers import compare_the_report, compare_the_sheet, read_the_recap, take
from tests.e2e.conftest import PASSWORD, Site, log_in, new_context
from tests.e2e.participants_file import CORRECTED, FAULTS, GOOD, PEOPLE, correct, remarks_in, write_list
from tests.e2e.seed_batch import PLACES
from tests.e2e.steps import (
    PATIENCE,
    choice,
    hand_in,
    output_of,
    reload_until,
    right_answers,
    scrolls_sideways,
    wait_for_mail,
)

pytestmark = pytest.mark.e2e

FREE = PLACES - 1  # the nominee holds one
PROMOTED, NEXT = GOOD[FREE].name, GOOD[FREE + 1].name
BY_HAND = GOOD[1].name
CHECKLIST = "section[aria-labelledby=checklist] li"
REASON = "Tercatat pada daftar hadir kertas."


def test_a_batch_from_the_list_of_an_office_to_the_report(browser: Browser, site: Site, tmp_path: Path) -> None:
    facts = site.facts["whole_batch"]
    at_a_desk = new_context(browser, site, width=1280, height=900)
    phones = [new_context(browser, site, width=360, height=740, has_touch=True) for _person in range(2)]
    desktop, phone, leaving = (context.new_page() for context in (at_a_desk, *phones))
    log_in(desktop, facts["organiser"])

    fill_the_batch(desktop, facts, tmp_path)
    give_the_place_up(leaving, facts)
    wait_for_mail(desktop, site.var_dir / "mail", GOOD[FREE].email, "sekarang giliran Anda")
    see_who_waits(desktop, facts["batch"])

    check_in(phone, scan_the_room(desktop, facts["sessions"][0], tmp_path), facts["traveller"])
    note_people(desktop, facts)
    learn(phone, facts)
    evaluate(phone, facts)

    close_line_by_line(desktop, facts["batch"])
    reload_until(phone, phone.locator(f"{CHECKLIST}.is-met"), 5)
    expect(phone.locator(f"{CHECKLIST}:not(.is-met)")).to_have_count(0)
    expect(phone.locator(".page-header .badge--success")).to_be_visible()

    issue(desktop, facts["batch"])
    figures, own = read_the_recap(desktop, facts["batch"], facts["traveller"])
    looks_right(desktop)
    compare_the_sheet(take(desktop, "xlsx", tmp_path), facts["traveller"]["name"], own)
    desktop.goto(f"{facts['batch']}report/")
    looks_right(desktop)
    compare_the_report(take(desktop, "docx", tmp_path), facts["traveller"]["name"], figures, own)
    for context in (at_a_desk, *phones):
        context.close()


def looks_right(page: Page, *, elsewhere: bool = True) -> None:
    """`elsewhere` is a page of its kind under every check of test_pages, axe among them."""
    assert elsewhere or serious_findings(page) == [], page.url
    assert not scrolls_sideways(page), page.url
    expect(page.locator("h1")).to_have_count(1)


def fill_the_batch(page: Page, facts: dict[str, Any], folder: Path) -> None:
    """Good rows are saved though seven are faulty; two come right in the file that came back; who is too late waits."""
    sent, annotated, corrected = (folder / f"peserta{name}.xlsx" for name in ("", "-catatan", "-betul"))
    write_list(sent)
    page.goto(facts["batch"])
    looks_right(page)
    page.locator("nav a[href$='/import/']").click()
    send(page, sent)
    looks_right(page, elsewhere=False)
    accept_the_columns(page)
    expect(rows_of(page, "error")).to_have_text(str(len(FAULTS)))
    expect(rows_of(page, "good")).to_have_text(str(len(GOOD)))
    looks_right(page, elsewhere=False)
    save(page)
    expect(rows_of(page, "enrolled")).to_have_text(str(len(GOOD)))
    expect(page.locator("section.notice--success")).to_contain_text(str(len(GOOD)))
    expect(page.locator("section.notice--success")).to_contain_text(re.compile(rf"\b{len(GOOD) - FREE}\b"))

    with page.expect_download() as waiting:
        page.locator("form[action$='/remarks/'] button").click()
    waiting.value.save_as(annotated)
    remarks = remarks_in(annotated)
    of_the_good = {remarks[person.row] for person in GOOD}
    assert len(of_the_good) == 1, "who was saved has one and the same remark"
    assert of_the_good != {""}
    assert all(remarks[PEOPLE[place].row] not in of_the_good | {""} for place in FAULTS), remarks

    correct(annotated, corrected)
    page.locator("#correct ~ div a[href$='/import/']").click()
    send(page, corrected)
    accept_the_columns(page)
    expect(rows_of(page, "already")).to_have_text(str(len(GOOD)))
    expect(rows_of(page, "good")).to_have_text(str(len(CORRECTED)))
    expect(rows_of(page, "error")).to_have_text(str(len(FAULTS) - len(CORRECTED)))
    save(page)
    expect(rows_of(page, "enrolled")).to_have_text(str(len(CORRECTED)))


def send(page: Page, file: Path) -> None:
    page.locator("form[enctype] input[type=file]").set_input_files(file)
    page.locator("form[enctype] > p > button.button").click()
    page.wait_for_url("**/columns/")


def accept_the_columns(page: Page) -> None:
    page.locator("main form.stack > p > button.button").click()
    page.wait_for_url(lambda url: not url.endswith("/columns/"))


def rows_of(page: Page, outcome: str) -> Locator:
    return page.locator(f"a.stat[href='?show={outcome}#rows'] .stat__value")


def save(page: Page) -> None:
    page.locator("form[action$='/save/'] button.button").click()
    expect(page.locator("form[action$='/save/']")).to_have_count(0)


def give_the_place_up(page: Page, facts: dict[str, Any]) -> None:
    """Who was only nominated says no on the phone, and the first who waits gets the place."""
    log_in(page, facts["leaver"])
    page.goto("/desk/participant/")
    page.locator("main a.button[href^='/places/']").first.tap()
    page.wait_for_url("**/places/*/")
    looks_right(page, elsewhere=False)
    page.locator("a[href$='/leave/']").tap()
    page.locator("main form input[name=reason]").fill("Kapal patroli berangkat lebih awal.")
    page.locator("main form .button--danger").tap()
    expect(page.locator("a[href$='/leave/']")).to_have_count(0)
    expect(page.locator("main form .button--danger")).to_have_count(0)


def see_who_waits(page: Page, batch: str) -> None:
    page.goto(f"{batch}waiting/")
    looks_right(page, elsewhere=False)
    waiting = page.locator("tbody th")
    expect(waiting).to_have_count(len(GOOD) - FREE - 1 + len(CORRECTED))
    expect(waiting.first).to_have_text(NEXT)
    expect(page.locator("tbody")).not_to_contain_text(PROMOTED)


def scan_the_room(page: Page, session: str, folder: Path) -> str:
    """The address in the code on the room's screen, as a camera reads it."""
    page.goto(f"/sessions/{session}/room/")
    looks_right(page)
    picture = folder / "layar.png"
    page.locator(".room__code").screenshot(path=picture)
    return output_of("zbarimg", "--quiet", "--raw", str(picture)).strip()


def check_in(page: Page, address: str, traveller: dict[str, str]) -> None:
    """Who has to log in first keeps the code; looking counts nothing, one tap does."""
    page.goto(address)
    page.locator("input[name=login]").fill(traveller["number"])
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.tap()
    page.wait_for_url(lambda url: "/account/login" not in url)
    looks_right(page, elsewhere=False)
    page.locator(".check-in__button").tap()
    expect(page.locator(".check-in__told .notice--success")).to_be_visible()
    expect(page.locator(".check-in__button")).to_have_count(0)


def note_people(page: Page, facts: dict[str, Any]) -> None:
    """One by hand in the session of the scan; in the other one everybody on the list by one press."""
    first, second, _third = facts["sessions"]
    traveller = facts["traveller"]["name"]
    page.goto(f"{facts['batch']}attendance/{first}/")
    looks_right(page)
    expect(page.locator("tbody tr")).to_have_count(PLACES)
    expect(row_of(page, PROMOTED)).to_have_count(1)
    expect(row_of(page, traveller).locator(".badge--success")).to_have_count(1)
    row_of(page, BY_HAND).locator("th a").click()
    page.wait_for_url(f"**/attendance/{first}/*/")
    looks_right(page, elsewhere=False)
    page.locator("main form input[name=reason]").fill(REASON)
    page.locator("main form button.button").click()
    expect(page.locator("section[aria-labelledby=stands]")).to_contain_text(REASON)

    page.goto(f"{facts['batch']}attendance/{second}/")
    page.locator(".note-many input[name=reason]").fill(REASON)
    page.locator(".note-many button[value=rest]").click()
    expect(page.locator("tbody .badge--success")).to_have_count(PLACES)
    expect(page.locator(".note-many button[value=rest]")).to_have_count(0)
    page.goto(f"/sessions/{first}/room/")
    expect(page.locator(".room__count strong")).to_have_text("2")


def row_of(page: Page, name: str) -> Locator:
    return page.locator("tbody tr").filter(has_text=name)


def learn(page: Page, facts: dict[str, Any]) -> None:
    """Half of the pre-test is right and opens the materials; they are read, and the post-test is right altogether."""
    met = page.locator(f"{CHECKLIST}.is-met")
    page.goto(facts["course"])
    looks_right(page)
    page.locator("section[aria-labelledby=first-this] a.button").tap()
    sit(page, facts["tests"]["before"], right=1)
    page.goto(facts["course"])
    reload_until(page, met, 1)

    page.locator("section[aria-labelledby=next-material] a.button").tap()
    for address in facts["materials"]:
        page.wait_for_url(f"**{address}")
        looks_right(page)
        page.locator("article nav a.way--on").tap()
    page.wait_for_url(f"**{facts['course']}")
    expect(met).to_have_count(2)
    page.locator(f"{CHECKLIST} a[href='{facts['tests']['after']['address']}']").tap()
    sit(page, facts["tests"]["after"], right=2)
    expect(page.locator("main .notice--success").first).to_contain_text("100")
    page.goto(facts["course"])
    reload_until(page, met, 3)


def sit(page: Page, test: dict[str, Any], *, right: int) -> None:
    page.wait_for_url(f"**{test['address']}")
    page.locator("form[action$='/start/'] button").tap()
    page.wait_for_url("**/attempts/*/")
    for place, (slot, keys) in enumerate(right_answers(page, test["answers"]).items()):
        wrong = page.locator(f"#q{slot} label.choice").filter(has_not=page.locator(f"input[value='{keys[0]}']"))
        (choice(page, slot, keys[0]) if place < right else wrong.first).tap()
    expect(page.locator("[data-jump][data-answered]")).to_have_count(len(test["answers"]))
    expect(page.locator("[data-status]")).to_have_attribute("data-tone", "saved")
    looks_right(page)
    hand_in(page)


def evaluate(page: Page, facts: dict[str, Any]) -> None:
    """The speaker, the organisers, the course; each part by itself."""
    page.goto(f"{facts['batch']}evaluation/")
    looks_right(page, elsewhere=False)
    page.locator("main a.button[href*='/evaluation/fill/']").tap()
    for part in (1, 2, 3):
        expect(page.locator(".page-header .meta").first).to_contain_text(re.compile(rf"{part}\D+3"))
        looks_right(page)
        page.locator("fieldset.rating label.rating__choice").last.tap()
        page.locator("form.evaluation button.button:not(.button--quiet)").tap()
    page.wait_for_url(f"**{facts['batch']}evaluation/")
    expect(page.locator("main ul.checklist li.is-met")).to_have_count(3)
    page.goto(facts["course"])
    reload_until(page, page.locator(f"{CHECKLIST}.is-met"), 4)
    expect(page.locator(f"{CHECKLIST}:not(.is-met)")).to_have_count(1)  # two of three sessions are not enough


def close_line_by_line(page: Page, batch: str) -> None:
    """Two sessions were held, one by somebody else than planned; the third did not take place, and so asks nobody."""
    page.goto(f"{batch}close/")
    looks_right(page)
    lines = page.locator("li[data-line]")
    expect(lines).to_have_count(3)
    for place, state in enumerate(("delivered", "delivered", "cancelled")):
        lines.nth(place).locator("[data-state]").select_option(state)
    lines.nth(1).locator(".closing__who input").fill("Kepala Kantor")
    expect(page.locator("[data-undecided]")).to_have_text("0")
    expect(page.locator("[data-total]")).to_have_text("4")
    page.locator("button[name=save]").click()
    expect(page.locator("[data-count]")).to_have_text("2")
    page.locator("button[name=close]").click()
    page.wait_for_url(f"**{batch}")
    expect(page.locator("section[aria-labelledby=close]")).to_have_count(0)


def issue(page: Page, batch: str) -> None:
    page.goto(f"{batch}certificates/")
    looks_right(page)
    page.locator("main form.card button[data-confirm]").click()
    page.locator("#confirm button[value=yes]").click()
    progress = page.locator("#run-progress:not([hx-get]) progress")
    expect(progress).to_have_attribute("value", "1", timeout=PATIENCE)
    expect(progress).to_have_attribute("max", "1")
