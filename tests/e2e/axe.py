"""Accessibility of a page as axe sees it, for the browser journeys."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SERIOUS = {"serious", "critical"}
COLOURS = ["color-contrast", "link-in-text-block"]
AXE = Axe().axe_script
RUN = """async ([context, options]) => (await axe.run(context, options)).violations.flatMap(
  ({ id, help, impact, nodes }) => nodes.map(({ target }) => ({ id, help, impact, target: String(target[0]) })))"""


def serious_findings(
    page: Page, *, exclude: tuple[str, ...] = (), rules: list[str] | None = None, but: list[str] | None = None
) -> list[str]:
    """One line for each serious finding: rule, what is wrong, where. Empty is what a journey asserts.

    `exclude` holds CSS selectors of what is not ours, such as the chrome of Wagtail's admin. `rules` narrows the
    question to these, `but` leaves these out.
    """
    if not page.evaluate("'axe' in window"):  # 500 kB, once for each page
        page.evaluate(AXE)
    context = {"include": [["html"]], "exclude": [[selector] for selector in exclude]}
    options: dict[str, Any] = {
        "runOnly": {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS},
        "rules": {rule: {"enabled": False} for rule in but or []},
        "resultTypes": ["violations"],
    }
    violations: list[dict[str, str]] = page.evaluate(RUN, [context, options])
    return [
        f"{violation['id']}: {violation['help']} at {violation['target']}"
        for violation in violations
        if violation["impact"] in SERIOUS
    ]


def in_both_themes(page: Page, *, exclude: tuple[str, ...] = ()) -> list[str]:
    """All rules in light, and again in dark those that a theme can break; leaves the page in light."""
    page.emulate_media(color_scheme="dark")
    found = [f"dark: {line}" for line in serious_findings(page, exclude=exclude, rules=COLOURS)]
    page.emulate_media(color_scheme="light")
    return found + [f"light: {line}" for line in serious_findings(page, exclude=exclude)]
