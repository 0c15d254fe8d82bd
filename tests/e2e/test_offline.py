"""At the quay: a course is kept, the network goes, reading goes on; back on the network it counts once. Then somebody
else takes the telephone."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Site, log_in, new_context
from tests.e2e.line import Line

pytestmark = pytest.mark.e2e

READER, SECOND_READER = "pembaca-dermaga@e2e.dermaga.test", "pembaca-kedua@e2e.dermaga.test"
KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("kept:"));
  const found = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return found.flat().map((request) => request.url);
}"""
SEEN = """async () => {
  for (const name of await caches.keys())
    if (name.startsWith("kept:") && (await (await caches.open(name)).match("/offline/seen"))) return true;
  return false;
}"""
UNSEEN_FOR = """async (days) => {
  for (const name of await caches.keys()) {
    if (!name.startsWith("kept:")) continue;
    const moment = String(Date.now() - days * 24 * 3600 * 1000);
    await (await caches.open(name)).put("/offline/seen", new Response(moment));
  }
}"""
QUEUED = """() => new Promise((done) => {
  const asked = indexedDB.open("dermaga-progress");
  asked.onupgradeneeded = () => asked.transaction.abort();
  asked.onerror = () => done(0);
  asked.onsuccess = () => {
    const rows = asked.result.transaction("entries").objectStore("entries").count();
    rows.onsuccess = () => { asked.result.close(); done(rows.result); };
  };
})"""


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    made = Line(site.url)
    yield made
    made.cut()


@pytest.fixture
def telephone(browser: Browser, site: Site, line: Line) -> Iterator[BrowserContext]:
    context = new_context(browser, replace(site, url=line.url), width=360, height=780, has_touch=True)
    yield context
    context.close()


def keep_course(page: Page, site: Site) -> None:
    page.goto(site.facts["offline"]["course"])
    page.locator("[data-keep-do]").click()
    expect(page.locator("[data-keep][data-state=kept]")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-keep-text]")).to_contain_text("Tersedia tanpa sinyal sejak")


BROKEN = (
    "[...document.images].filter((one) => one.complete && !one.naturalWidth).map((one) => one.currentSrc || one.src)"
)


def test_what_is_read_without_network_counts_once(telephone: BrowserContext, site: Site, line: Line) -> None:
    facts = site.facts["offline"]
    page = telephone.new_page()
    log_in(page, READER)
    keep_course(page, site)
    assert standing(site) == {"opened": [], "ticked": 0, "checked": 0}

    line.cut()
    page.goto(facts["course"])
    expect(page.locator("[data-copy-bar]")).to_contain_text("Anda sedang tanpa sinyal; ini salinan dari")
    page.goto(facts["material"])
    expect(page.locator("h1")).to_have_text(facts["title"])
    assert page.evaluate(BROKEN) == []
    page.locator("[data-ticks] input").first.check()
    check = page.locator("[data-self-check]").first
    check.locator("[data-right] input").check()
    check.locator("button").click()
    expect(check.locator("[data-verdict=right]")).to_be_visible()
    expect(page.locator("[data-progress-state]")).to_contain_text("3 catatan menunggu sinyal")
    page.goto("/desk/participant/")
    expect(page.locator("h1")).to_have_text("Anda sedang tanpa sinyal")
    expect(page.locator("[data-shelf] a")).to_have_text(facts["course_title"])
    page.goto(facts["material"])
    assert standing(site) == {"opened": [], "ticked": 0, "checked": 0}

    line.mend()
    page.goto("/desk/participant/")
    for _attempt in range(60):
        if not page.evaluate(QUEUED):
            break
        page.wait_for_timeout(250)
    page.goto(facts["course"])

    assert page.evaluate(QUEUED) == 0
    assert standing(site) == {"opened": [facts["slug"]], "ticked": 1, "checked": 1}


def test_a_log_out_empties_the_telephone_and_the_next_person_sees_nothing(
    telephone: BrowserContext, site: Site, line: Line
) -> None:
    facts = site.facts["offline"]
    page = telephone.new_page()
    log_in(page, SECOND_READER)
    keep_course(page, site)
    assert any(address.endswith(facts["material"]) for address in page.evaluate(KEPT))

    page.goto("/account/logout/")
    page.locator("main form button").click()
    page.wait_for_url(f"{line.url}/")

    assert page.evaluate(KEPT) == []
    log_in(page, "penyelenggara@demo.dermaga.test")
    assert page.evaluate(KEPT) == []
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    line.cut()
    page.goto(facts["material"])
    expect(page.locator("h1")).to_have_text("Anda sedang tanpa sinyal")
    expect(page.locator("[data-nothing]")).to_be_visible()


def test_another_log_in_without_a_log_out_empties_it_too(telephone: BrowserContext, site: Site) -> None:
    page = telephone.new_page()
    log_in(page, SECOND_READER)
    keep_course(page, site)
    telephone.clear_cookies(name="sessionid")

    log_in(page, "penyelenggara@demo.dermaga.test")
    page.wait_for_load_state("networkidle")

    assert page.evaluate(KEPT) == []


def test_nobody_logs_out_over_what_was_not_sent(browser: Browser, site: Site) -> None:
    facts = site.facts["offline"]
    # What passes a worker passes by the routes below.
    telephone = new_context(browser, site, width=360, height=780, has_touch=True, service_workers="block")
    page = telephone.new_page()
    log_in(page, "pembaca-ketiga@e2e.dermaga.test")
    page.goto(facts["material"])
    telephone.route("**/progress/", lambda route: route.abort())
    telephone.route("**/ticks/**", lambda route: route.abort())
    page.locator("[data-ticks] input").first.check()
    page.wait_for_timeout(500)

    page.locator(".menu-button").click()
    page.locator("a[data-post][href='/account/logout/']").click()

    expect(page.locator("dialog#confirm")).to_contain_text("Belum terkirim: 1", timeout=15_000)
    page.locator("dialog#confirm [value=no]").click()
    assert page.evaluate(QUEUED) == 1
    telephone.close()


def test_who_was_not_here_for_a_month_leaves_nothing(telephone: BrowserContext, site: Site) -> None:
    """The session ended by time, and nobody logged out."""
    page = telephone.new_page()
    log_in(page, READER)
    keep_course(page, site)
    page.reload()
    expect(page.locator("[data-keep][data-state=kept]")).to_be_visible(timeout=30_000)
    page.wait_for_function(SEEN)
    telephone.clear_cookies()

    page.goto("/")
    assert page.evaluate(KEPT)
    page.evaluate(UNSEEN_FOR, 29)
    page.goto("/")
    assert page.evaluate(KEPT)
    page.evaluate(UNSEEN_FOR, 50 * 365)  # the clock stood in 1976 when the course was kept
    page.goto("/")
    assert page.evaluate(KEPT)
    page.evaluate(UNSEEN_FOR, 31)
    page.goto("/")

    assert page.evaluate(KEPT) == []


def test_a_pack_in_two_halves_is_the_whole(telephone: BrowserContext, site: Site) -> None:
    facts = site.facts["offline"]
    page = telephone.new_page()
    log_in(page, READER)
    page.goto(facts["course"])
    page.locator("a[href$='/pack/']").first.click()
    page.locator("#pack-choices form button").first.click()
    download = page.locator("#pack-choices a[download]").first
    expect(download).to_be_visible(timeout=60_000)
    address = download.get_attribute("href") or ""

    whole = telephone.request.get(address)
    middle = len(whole.body()) // 2
    halves = [
        telephone.request.get(address, headers={"Range": wanted, "If-Range": whole.headers["etag"]})
        for wanted in (f"bytes=0-{middle - 1}", f"bytes={middle}-")
    ]

    assert [half.status for half in halves] == [206, 206]
    together = b"".join(half.body() for half in halves)
    assert hashlib.sha256(together).digest() == hashlib.sha256(whole.body()).digest()
    assert zipfile.ZipFile(io.BytesIO(together)).testzip() is None


def standing(site: Site) -> dict[str, object]:
    """What the server knows of the first reader, asked of its database."""
    program = (
        "import json; from courses.models import *; "
        f"own = Enrolment.objects.get(member__email='{READER}'); "
        "print('::' + json.dumps({"
        "'opened': [row.material.slug for row in own.progress.all()], "
        "'ticked': ChecklistTick.objects.filter(enrolment=own, is_ticked=True).count(), "
        "'checked': SelfCheckAnswer.objects.filter(enrolment=own).count()}))"
    )
    output = site.manage("shell", "--no-imports", "-c", program)
    found: dict[str, object] = json.loads(output.partition("::")[2])
    return found
