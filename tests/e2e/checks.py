"""What every page of ours is asked: by axe, by the keyboard, narrow, enlarged, with less motion, in forced colours, and
without JavaScript. Each gives back lines; none is what a test asserts."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.e2e.axe import in_both_themes, serious_findings
from tests.e2e.steps import scrolls_sideways

NARROW, PHONE, ZOOMED = {"width": 320, "height": 640}, {"width": 360, "height": 740}, {"width": 640, "height": 450}


def findings(page: Page, *, acts: bool) -> Iterator[str]:
    """All that needs no other load of the page, which stands at the size of a phone."""
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} h1"
    yield from above_the_fold(page, acts=acts)
    yield from in_both_themes(page)
    yield from keyboard_findings(page)
    yield from sideways_findings(page)
    page.emulate_media(reduced_motion="reduce")
    if moving := page.evaluate(STILL_MOVING):
        yield f"{moving} animations run for those who asked for less motion"
    page.emulate_media(reduced_motion="no-preference", forced_colors="active")
    yield from (f"forced colours: {line}" for line in page.evaluate(UNSEEN))
    page.emulate_media(forced_colors="none")


def findings_of_words(page: Page) -> Iterator[str]:
    """What other words can break: names, roles and languages, and how wide they are. No colour hangs on them."""
    yield from serious_findings(page, but=["color-contrast"])
    yield from sideways_findings(page)


def sideways_findings(page: Page) -> Iterator[str]:
    for name, size in (("360 px", PHONE), ("320 px", NARROW), ("200 % zoom", ZOOMED)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if scrolls_sideways(page):
            yield f"scrolls sideways at {name}"
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]


def above_the_fold(page: Page, *, acts: bool) -> Iterator[str]:
    """The title in any case; on a page that acts, the first thing to press in the main part."""
    box = page.locator("h1").first.bounding_box()
    if box is None or box["y"] + box["height"] > PHONE["height"]:
        yield "the title is below the fold"
    if acts:
        bottom = page.evaluate(FIRST_ACTION)
        if bottom is None or bottom > PHONE["height"]:
            yield f"the next action ends at {bottom} px, below the fold"


def keyboard_findings(page: Page) -> Iterator[str]:
    """Tab comes to every control that is seen, wherever the page put the focus, and each shows that it has it."""
    wanted = page.evaluate(MARK_CONTROLS)
    for press in range(4 * wanted + 10):  # a field for a time takes several
        page.keyboard.press("Tab")
        if press >= wanted - 3 and not page.evaluate(STILL_WANTED):
            break
    yield from (f"keyboard: {line}" for line in page.evaluate(NOT_REACHED))


def plain_findings(page: Page) -> Iterator[str]:
    if page.locator("h1").count() != 1 or not page.locator("h1").is_visible():
        yield "no title"
    if len(page.locator("main").inner_text().strip()) < 40:
        yield "no content"
    if scrolls_sideways(page):
        yield "scrolls sideways"


# What the checks before have set going, such as the colours of the other theme, may come to its end. Not for ever: what
# a change of the medium takes away never says that it has ended.
STILL_MOVING = """async () => {
  const running = () => document.getAnimations().filter(({ playState }) => playState === "running");
  const ending = running().filter(({ effect, timeline }) =>
    timeline === document.timeline && Number.isFinite(effect.getComputedTiming().endTime));
  const ended = Promise.all(ending.map(({ finished }) => finished.catch(() => null)));
  await Promise.race([ended, new Promise((done) => setTimeout(done, 3000))]);
  return running().length;
}"""
FIRST_ACTION = """() => {
  const actions = "main :is(.button, .card a[href], .stat[href], input:not([type=hidden]))";
  const found = [...document.querySelectorAll(actions)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length)
    .map((one) => Math.round(one.getBoundingClientRect().bottom));
  return found.length ? Math.min(...found) : null;
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
  const note = (one) => {
    const style = getComputedStyle(one);
    const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    if (one.dataset.wanted) one.dataset.wanted = shown ? "reached" : "unshown";
    if (one.type !== "radio") return;
    for (const other of document.querySelectorAll(`input[name="${one.name}"][data-wanted=yes]`)) {
      other.dataset.wanted = "reached";
    }
  };
  document.addEventListener("focusin", ({ target }) => note(target));
  note(document.activeElement);
  return number;
}"""
STILL_WANTED = "document.querySelector('[data-wanted=yes]') !== null"
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
