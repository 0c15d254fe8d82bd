"""What a browser fetches for one page, as compressed bytes on the wire, headers included: with an empty cache, and when
it comes again. Pictures and media of a material, which have a size of their own, are left out."""

import shutil
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.figures import emit
from benchmarks.requests import Requests, Scene
from benchmarks.server import Server

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]

CONTENT = ("/materials/", "/speakers/")
LOG_IN = "/account/login/"


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
            ("front", "/", {}),
            ("course", scene.facts["course"], cookies),
            ("material", scene.facts["material"], cookies),
            ("participant", "/desk/participant/", cookies),
            ("speaker", "/desk/speaker/", requests.speaker.cookies),
            ("organiser", "/desk/organiser/", requests.organiser.cookies),
            ("attempt", requests.attempt_path, cookies),
            ("verify", verify_path, {}),
        ):
            first, again = fetched(browser, f"http://127.0.0.1:{server.port}{path}", cookie)
            emit(f"page.{name}.first_visit_bytes", sum(first), "bytes", files=len(first))
            emit(f"page.{name}.next_visit_bytes", sum(again), "bytes", files=len(again))
        browser.close()


def fetched(browser: Browser, url: str, cookies: dict[str, str]) -> tuple[list[int], list[int]]:
    """Bytes of each file of a first visit and of a second one; an answer outside 200 to 399 ends the measurement."""
    # A service worker would fetch on its own account, out of sight of the page's session.
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="id-ID", service_workers="block")
    # By the origin: with the page's own address they would not go with what it refers to elsewhere.
    origin = urljoin(url, "/")
    context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in cookies.items()])
    visits = []
    for _visit in range(2):
        page = context.new_page()
        sizes = listen(page)
        answer = page.goto(url, wait_until="networkidle")
        if answer is None or answer.status >= 400:
            raise SystemExit(f"{url} cannot be measured: {answer.status if answer else 'no answer'}")
        visits.append([size for size in sizes() if size])
        page.close()
    context.close()
    return visits[0], visits[1]


def listen(page: Page) -> Callable[[], list[int]]:
    """What came over the wire; what the cache answered counts nothing."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    left_out: set[str] = set()
    strayed: list[str] = []
    sizes: dict[str, int] = {}

    def answered(event: dict[str, Any]) -> None:
        path = urlsplit(event["response"]["url"]).path
        if path == LOG_IN:
            strayed.append(event["requestId"])
        if event["type"] in {"Image", "Media"} and path.startswith(CONTENT):
            left_out.add(event["requestId"])

    def finished(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = int(event["encodedDataLength"])

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)

    def counted() -> list[int]:
        if strayed:
            raise SystemExit(f"{page.url}: {len(strayed)} of its files led to the log-in; what it weighs is not known")
        return [size for request, size in sizes.items() if request not in left_out]

    return counted
