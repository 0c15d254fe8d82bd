"""Accessibility of a page as axe sees it, for the browser journeys."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SERIOUS = {"serious", "critical"}


def serious_findings(page: Page, *, exclude: tuple[str, ...] = ()) -> list[str]:
    """One line for each serious finding: rule, what is wrong, where. Empty is what a journey asserts.

    `exclude` holds CSS selectors of what is not ours, such as the chrome of Wagtail's admin.
    """
    context: dict[str, Any] = {"include": [["html"]], "exclude": [[selector] for selector in exclude]}
    results = Axe().run(page, context=context, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [
        f"{violation['id']}: {violation['help']} at {node['target'][0]}"
        for violation in results.response["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


def in_both_themes(page: Page, *, exclude: tuple[str, ...] = ()) -> list[str]:
    """The same in light and in dark; leaves the page in light."""
    found = []
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        found += [f"{theme}: {line}" for line in serious_findings(page, exclude=exclude)]
    return found
