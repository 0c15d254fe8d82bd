"""Pages × checks: each page of ours, as the person who opens it, under everything a reader may have changed.

One load of a page serves all its checks; the page without JavaScript is a second one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.axe import in_both_themes
from tests.e2e.conftest import Site, log_in, new_context
from tests.e2e.steps import scrolls_sideways

pytestmark = pytest.mark.e2e

ORGANISER = "penyelenggara@demo.dermaga.test"
SPEAKER = "narasumber@demo.dermaga.test"
COORDINATOR = "koordinator@demo.dermaga.test"
FRESH, UNDER_WAY = "segar@e2e.dermaga.test", "berjalan@e2e.dermaga.test"
NARROW, PHONE, ZOOMED = {"width": 320, "height": 640}, {"width": 360, "height": 740}, {"width": 640, "height": 450}


@dataclass(frozen=True)
class Look:
    """`acts` is a page that says what to do next: its first button or card stands above the fold of a phone."""

    address: str | Callable[[Site], str]
    acts: bool = False

    def at(self, site: Site) -> str:
        return self.address if isinstance(self.address, str) else self.address(site)


def fact(name: str) -> Callable[[Site], str]:
    return lambda site: str(site.facts[name])


def paper(kind: str) -> Callable[[Site], str]:
    return lambda site: f"/V/{site.facts['certificates'][kind]['token']}"


BATCH = "/batches/smrt-latihan/"
TABLE: dict[str, tuple[str | Callable[[Site], str], list[Look]]] = {
    "stranger": (
        "",
        [
            Look("/", acts=True),
            Look("/account/login/", acts=True),
            Look("/courses/"),
            Look("/verify/", acts=True),
            *(Look(paper(kind)) for kind in ("valid", "replaced", "revoked")),
            Look("/style/"),
        ],
    ),
    "participant": (
        FRESH,
        [
            Look("/desk/participant/", acts=True),
            Look(fact("course"), acts=True),
            Look(lambda site: str(site.facts["materials"][0])),
            Look(fact("quiz"), acts=True),
            Look("/search/?q=hoaks"),
            Look("/account/profile/"),
            Look("/certificates/"),
        ],
    ),
    "at the test": (UNDER_WAY, [Look(fact("running_attempt")), Look(fact("result"))]),
    "certified": (
        lambda site: str(site.facts["certificates"]["holder"]),
        [Look(lambda site: str(site.facts["certificates"]["valid"]["page"]))],
    ),
    "speaker": (SPEAKER, [Look("/desk/speaker/", acts=True)]),
    "organiser": (
        ORGANISER,
        [
            Look("/desk/organiser/", acts=True),
            Look("/batches/"),
            *(Look(f"{BATCH}{part}") for part in ("", "participants/", "people/", "enrol/", "close/", "certificates/")),
        ],
    ),
    "coordinator": (COORDINATOR, [Look("/desk/coordinator/", acts=True)]),
}


@pytest.mark.parametrize("person", TABLE)
def test_every_page_under_every_check(browser: Browser, site: Site, person: str) -> None:
    login, looks = TABLE[person]
    context = new_context(browser, site, **PHONE)
    page = context.new_page()
    if login:
        log_in(page, login if isinstance(login, str) else login(site))
    found = []
    with_scripts, without = page, plain_page(browser, site, context)
    for look in looks:
        address = look.at(site)
        answer = with_scripts.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        found += [f"{address}: {line}" for line in findings(with_scripts, acts=look.acts)]
        without.goto(address)
        found += [f"{address} without JavaScript: {line}" for line in plain_findings(without)]
    without.context.close()
    context.close()

    assert found == []


def plain_page(browser: Browser, site: Site, like: BrowserContext) -> Page:
    context = new_context(browser, site, **PHONE, java_script_enabled=False)
    context.add_cookies(like.cookies())  # type: ignore[arg-type]
    return context.new_page()


def findings(page: Page, *, acts: bool) -> Iterator[str]:
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} h1"
    yield from above_the_fold(page, acts=acts)
    yield from in_both_themes(page)
    yield from keyboard_findings(page)
    for name, size in (("320 px", NARROW), ("200 % zoom", ZOOMED)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if scrolls_sideways(page):
            yield f"scrolls sideways at {name}"
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(reduced_motion="reduce")
    if moving := page.evaluate(STILL_MOVING):
        yield f"{moving} animations run for those who asked for less motion"
    page.emulate_media(reduced_motion="no-preference", forced_colors="active")
    yield from (f"forced colours: {line}" for line in page.evaluate(UNSEEN))
    page.emulate_media(forced_colors="none")


def above_the_fold(page: Page, *, acts: bool) -> Iterator[str]:
    """The title in any case; on a page that acts, the first thing to press in the main part."""
    box = page.locator("h1").first.bounding_box()
    if box is None or box["y"] + box["height"] > PHONE["height"]:
        yield "the title is below the fold"
    if acts:
        action = page.locator("main :is(.button, .card a[href], .stat[href], input:not([type=hidden]))")
        tops = [one["y"] + one["height"] for one in (handle.bounding_box() for handle in action.all()[:8]) if one]
        if not tops or min(tops) > PHONE["height"]:
            yield "the next action is below the fold"


def keyboard_findings(page: Page) -> Iterator[str]:
    """Tab comes to every control that is seen, wherever the page put the focus, and each shows that it has it."""
    wanted = page.evaluate(MARK_CONTROLS)
    for _press in range(wanted + 10):
        page.keyboard.press("Tab")
        if not page.evaluate(NOTE_FOCUS):
            break
    yield from (f"keyboard: {line}" for line in page.evaluate(NOT_REACHED))


def plain_findings(page: Page) -> Iterator[str]:
    if page.locator("h1").count() != 1 or not page.locator("h1").is_visible():
        yield "no title"
    if len(page.locator("main").inner_text().strip()) < 40:
        yield "no content"
    if scrolls_sideways(page):
        yield "scrolls sideways"


# What the checks before have set going, such as the colours of the other theme, may come to its end.
STILL_MOVING = """async () => {
  const running = () => document.getAnimations().filter(({ playState }) => playState === "running");
  const ending = running().filter(({ effect, timeline }) =>
    timeline === document.timeline && Number.isFinite(effect.getComputedTiming().endTime));
  await Promise.all(ending.map(({ finished }) => finished.catch(() => null)));
  return running().length;
}"""
MARK_CONTROLS = """() => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length;
  const radios = new Set();
  let number = 0;
  for (const one of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (!seen(one) || one.disabled || one.tabIndex < 0 || one.type === "hidden") continue;
    if (one.type === "radio") {
      if (radios.has(one.name)) continue;
      const chosen = document.querySelector(`input[name="${one.name}"]:checked`);
      if (chosen && chosen !== one) continue;
      radios.add(one.name);
    }
    one.dataset.wanted = "yes";
    number += 1;
  }
  return number;
}"""
NOTE_FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return true;
  const style = getComputedStyle(one);
  const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  if (one.dataset.wanted === "yes") one.dataset.wanted = shown ? "reached" : "unshown";
  if (one.type === "radio") {
    for (const other of document.querySelectorAll(`input[name="${one.name}"][data-wanted=yes]`)) {
      other.dataset.wanted = "reached";
    }
  }
  return document.querySelectorAll("[data-wanted=yes]").length > 0;
}"""
NOT_REACHED = """() => [...document.querySelectorAll("[data-wanted=yes], [data-wanted=unshown]")].map(
  (one) => `${one.dataset.wanted === "yes" ? "not reached" : "focus not shown"}: ` +
    one.outerHTML.replace(/\\s+/g, " ").slice(0, 90))"""
# Where the system chooses the colours, text and icons must differ from what they stand on, and buttons have an edge.
UNSEEN = """() => {
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)" && colour !== "transparent") return colour;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  const found = [];
  for (const one of document.querySelectorAll("main :is(h1, h2, h3, p, a, button, label, td, th, dt, dd, li)")) {
    if (!one.checkVisibility() || !one.textContent.trim()) continue;
    if (getComputedStyle(one).color === ground(one)) found.push(`unseen: ${one.outerHTML.slice(0, 80)}`);
  }
  for (const one of document.querySelectorAll("main .button")) {
    if (one.checkVisibility() && getComputedStyle(one).borderTopStyle === "none") {
      found.push(`no edge: ${one.outerHTML.slice(0, 80)}`);
    }
  }
  return found.slice(0, 5);
}"""
