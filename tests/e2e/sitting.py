"""What journeys through an attempt do more than once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect

from quizzes.models import Answer, Attempt

if TYPE_CHECKING:
    from members.models import User

PATIENCE = 60_000
SAVED = re.compile(r"^Saved [0-9:.]+( [AP]M)?$")
# The worker is at hand, and the page and all that it is made of are kept.
IS_KEPT = """async () => {
  if (!navigator.serviceWorker.controller) return false;
  const names = (await caches.keys()).filter((name) => name.includes(":attempt:"));
  return names.length > 0 && Boolean(await (await caches.open(names[0])).match("/offline/kept.json"));
}"""


def log_in_as(context: BrowserContext, url: str, member: User, language: str = "en") -> None:
    client = Client()  # each person with a session of the own
    client.force_login(member)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.LANGUAGE_COOKIE_NAME: language}
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])


def open_attempt(page: Page, url: str, attempt: Attempt) -> None:
    page.goto(url + reverse("quizzes:attempt", args=[attempt.uid]))
    expect(status(page)).to_have_attribute("data-tone", re.compile("saved|waiting"))


def until_it_writes(page: Page, attempt: Attempt) -> None:
    """Until another page than the one that `attempt` knows of has the lease."""
    before = attempt.lease
    for _look in range(PATIENCE // 200):
        attempt.refresh_from_db(fields=["lease"])
        if attempt.lease != before:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"no page has taken the lease from {before!r}")


def status(page: Page) -> Locator:
    return page.locator("[data-status]")


def option(page: Page, slot: int, place: int) -> Locator:
    return page.locator(f"#q{slot} input[type=radio]").nth(place)


def choose(page: Page, slot: int, place: int = 0) -> None:
    option(page, slot, place).check()


def stored(attempt: Attempt) -> dict[int, int]:
    return dict(Answer.objects.filter(attempt=attempt).values_list("slot", "rev"))


def until(page: Page, script: str, wanted: Any) -> None:
    """Playwright's own waiting takes the promise for the answer."""
    for _attempt in range(PATIENCE // 200):
        if page.evaluate(script) == wanted:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{page.evaluate(script)} is not {wanted}")
