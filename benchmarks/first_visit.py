"""What a browser with an empty cache fetches for one page, as compressed bytes on the wire, headers included."""

import shutil
from collections.abc import Callable

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.figures import emit
from benchmarks.requests import Requests, Scene
from benchmarks.server import Server

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def measure_first_visits(scene: Scene, verify_path: str) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("Chromium is not installed: sudo apt-get install --no-install-recommends chromium")
    with scene.database() as database, Server(scene.var_dir) as server, sync_playwright() as playwright:
        requests = Requests(scene, server, database, verify_path)
        requests.forget_attempts()
        requests.start()
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        cookies = requests.viewer.cookies
        for name, path, cookie in (
            ("course", scene.facts["course"], cookies),
            ("attempt", requests.attempt_path, cookies),
            ("verify", verify_path, {}),
        ):
            size, files = fetched(browser, f"http://127.0.0.1:{server.port}{path}", cookie)
            emit(f"page.{name}.first_visit_bytes", size, "bytes", files=files)
        browser.close()


def fetched(browser: Browser, url: str, cookies: dict[str, str]) -> tuple[int, int]:
    """Bytes and number of files of one first visit; an answer outside 200 to 399 ends the measurement."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="id-ID")
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    page = context.new_page()
    sizes: list[int] = []
    listen(page, sizes.append)
    answer = page.goto(url, wait_until="networkidle")
    if answer is None or answer.status >= 400:
        raise SystemExit(f"{url} cannot be measured: {answer.status if answer else 'no answer'}")
    context.close()
    return sum(sizes), len(sizes)


def listen(page: Page, add: Callable[[int], None]) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: add(int(event["encodedDataLength"])))
