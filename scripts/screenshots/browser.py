"""One screen in Chromium: every width, light, and dark where asked."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.console import fail, say
from scripts.screenshots.screens import Screen, session_key_of

HEIGHTS = {360: 740, 1280: 860}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]


class Camera:
    def __init__(self, browser: Browser, url: str, folder: Path, language: str) -> None:
        self.browser, self.url, self.folder, self.language = browser, url, folder, language
        self.sessions: dict[str, str] = {}

    def take(self, screen: Screen) -> None:
        """`<name>-<width>.png` and `<name>-<width>-dark.png`, whole pages; the first answer must not be an error."""
        for width in screen.sizes:
            with self._page(screen, width) as page:
                answer = page.goto(screen.path, wait_until="networkidle")
                if answer is None or answer.status >= 500:
                    fail(f"{screen.name}: {screen.path} answered {answer.status if answer else 'nothing'}")
                if screen.person and "/account/login/" in page.url:
                    fail(f"{screen.name}: {screen.path} asked {screen.person} to log in")
                if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
                    say(f"  {screen.name}: {wide} px wide on a screen of {width}")
                page.screenshot(path=self.folder / f"{screen.name}-{width}.png", full_page=True)
                if screen.dark:
                    page.emulate_media(color_scheme="dark")
                    page.screenshot(path=self.folder / f"{screen.name}-{width}-dark.png", full_page=True)

    @contextmanager
    def _page(self, screen: Screen, width: int) -> Iterator[Page]:
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": HEIGHTS[width]},
            device_scale_factor=2 if width < 600 else 1,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            reduced_motion="reduce",
        )
        context.add_cookies([{"name": "django_language", "value": self.language, "url": self.url}])
        if screen.person:
            key = self.sessions.setdefault(screen.person, "") or session_key_of(screen.person)
            self.sessions[screen.person] = key
            context.add_cookies([{"name": "sessionid", "value": key, "url": self.url}])
        try:
            yield context.new_page()
        finally:
            context.close()


@contextmanager
def camera(url: str, folder: Path, language: str) -> Iterator[Camera]:
    chromium = shutil.which("chromium")
    if not chromium:
        fail("Chromium is not installed: sudo apt-get install --no-install-recommends chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        try:
            yield Camera(browser, url, folder, language)
        finally:
            browser.close()
