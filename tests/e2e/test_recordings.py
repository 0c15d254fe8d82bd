"""A recording in Chromium: nothing is fetched before it is played, captions show, and another phone goes on."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.e2e.conftest import Site, log_in, new_context

pytestmark = pytest.mark.e2e
VIEWER = "penonton@e2e.dermaga.test"


def film_of(page: Page) -> Any:
    return page.locator(".recording video")


def play_until(page: Page, seconds: float, *, begin: float, speed: float = 1) -> float:
    """Muted, as Chromium lets a script play; gives back where it was paused."""
    film_of(page).evaluate(
        """async (film, [begin, speed]) => {
          film.muted = true;
          film.currentTime = begin;
          if (begin) await new Promise((done) => film.addEventListener("seeked", done, { once: true }));
          await film.play();
          film.playbackRate = speed;
        }""",
        [begin, speed],
    )
    return wait_until(page, seconds, pause=True)


def wait_until(page: Page, seconds: float, *, pause: bool = False) -> float:
    """By a promise in the page: its policy forbids what Playwright's own waiting would evaluate.

    A player tells of its time four times a second, on a busy machine less often; so it is looked at, and paused at
    once, lest it runs on into what is played next.
    """
    stopped: float = film_of(page).evaluate(
        """(film, [until, pause]) => new Promise((done) => {
          const looks = setInterval(() => {
            if (film.currentTime < until) return;
            clearInterval(looks);
            if (pause) film.pause();
            done(film.currentTime);
          }, 20);
        })""",
        [seconds, pause],
    )
    return stopped


def spans_of(page: Page) -> list[list[float]]:
    found: list[list[float]] = film_of(page).evaluate(
        "({ played }) => [...Array(played.length).keys()].map((n) => [played.start(n), played.end(n)])"
    )
    return found


def test_play_captions_watched_share_and_going_on_elsewhere(phone: Page, browser: Browser, site: Site) -> None:
    answers: list[Response] = []
    phone.on("response", lambda answer: answers.append(answer) if "/recordings/" in answer.url else None)
    log_in(phone, VIEWER)
    address = site.facts["recording"]
    phone.goto(address, wait_until="networkidle")

    figure = phone.locator(".recording")
    assert "Video 0.12" in figure.inner_text()
    assert "42 kB" in figure.inner_text()
    assert answers == []

    play_until(phone, 2.5, begin=0)
    assert [answer.status for answer in answers][:1] == [206]
    assert answers[0].headers["content-range"].startswith("bytes 0-")
    shown = film_of(phone).evaluate("film => [film.textTracks[0].mode, film.textTracks[0].activeCues[0]?.text]")
    assert shown == ["showing", "Selamat pagi dari dermaga."]

    figure.locator("summary", has_text="Transkrip").click()
    figure.get_by_role("button", name="Periksa dulu sumbernya.").click()
    wait_until(phone, 5.2, pause=True)
    with phone.expect_response(lambda answer: position_told(answer) >= 8):
        stopped = play_until(phone, 8, begin=6, speed=2)
    spans = spans_of(phone)
    played = sum(end - start for start, end in spans)
    assert len(spans) == 3
    assert 4.4 < played < 7

    other = new_context(browser, site, width=1280, height=900)
    second = other.new_page()
    log_in(second, VIEWER)
    second.goto(address, wait_until="networkidle")
    known = json.loads(second.locator("#watching").inner_text())
    (watching,) = known.values()
    told = [tuple(span) for span in watching["spans"]]
    # To a tenth of a second: what touches then is one span.
    assert sum(end - start for start, end in told) == pytest.approx(played, abs=0.6)
    assert told[0][0] == pytest.approx(spans[0][0], abs=0.6)
    assert told[-1] == pytest.approx(tuple(spans[-1]), abs=0.6)
    assert abs(watching["share"] - played / 12 * 100) < 4
    assert f"Ditonton {watching['share']} %" in second.locator(".page-header").inner_text()
    go_on = second.get_by_role("button", name=f"Lanjutkan dari 0.0{int(stopped)}")
    go_on.click()
    wait_until(second, 8)
    assert go_on.is_hidden()
    other.close()


def position_told(answer: Response) -> float:
    """The last position in a parcel of progress; -1 in any other answer."""
    if "/progress/" not in answer.url:
        return -1
    entries = json.loads(answer.request.post_data or "{}").get("entries", [])
    return max((entry["position"] for entry in entries if entry["kind"] == "watched"), default=-1)


def test_keys_and_speed_are_kept(desktop: Page, site: Site) -> None:
    log_in(desktop, "pendengar@e2e.dermaga.test")
    desktop.goto(site.facts["recording"])
    film = film_of(desktop)
    film.evaluate("film => { film.muted = true; }")
    film.focus()

    desktop.keyboard.press("k")
    wait_until(desktop, 0.2)
    desktop.keyboard.press("k")
    desktop.keyboard.press(".")
    assert film.evaluate("film => [film.paused, film.playbackRate]") == [True, 1.25]

    desktop.reload()
    assert desktop.locator(".recording select").input_value() == "1.25"


def test_without_script_everything_is_there_to_play_and_read(browser: Browser, site: Site) -> None:
    context = new_context(browser, site, width=390, height=844, java_script_enabled=False)
    page = context.new_page()
    log_in(page, VIEWER)
    page.goto(site.facts["recording"])

    film = film_of(page)
    assert film.get_attribute("controls") == ""
    assert film.get_attribute("preload") == "none"
    page.locator("summary", has_text="Transkrip").click()
    assert "Periksa dulu sumbernya." in page.locator(".recording__transcript").inner_text()
    assert page.locator(".recording__speed").is_hidden()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh").click()
    assert download.value.suggested_filename.endswith(".mp4")
    context.close()


def test_a_file_of_two_gigabytes_is_told_before_a_byte_is_sent(desktop: Page, site: Site, tmp_path: Any) -> None:
    film = tmp_path / "film.mp4"
    with film.open("wb") as stream:
        stream.truncate(2 * 1024**3)
    sent: list[str] = []
    log_in(desktop, "narasumber@demo.dermaga.test")
    desktop.goto("/admin/recordings/new/")
    desktop.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    desktop.locator("input[name=file]").set_input_files(film)
    desktop.locator("#w-editor-form button[type=submit]").first.click()

    assert "Ukuran berkas ini 2.048 MB; paling besar 500 MB." in desktop.locator(".recording-sending").inner_text()
    assert sent == []


def test_an_address_of_the_search_stands_at_its_second_and_waits_to_be_played(phone: Page, site: Site) -> None:
    log_in(phone, "pendengar@e2e.dermaga.test")
    phone.goto(site.facts["recording"], wait_until="networkidle")
    block = phone.locator(".block--recording").get_attribute("id")

    phone.goto(f"{site.facts['recording']}?t=5#{block}", wait_until="networkidle")

    assert film_of(phone).evaluate("film => [film.currentTime, film.paused]") == [5, True]
    film_of(phone).evaluate("film => { film.muted = true; return film.play(); }")
    assert 5 <= film_of(phone).evaluate("film => film.currentTime") < 8


def test_an_upload_shows_its_way_and_lands_in_the_list(desktop: Page, site: Site) -> None:
    log_in(desktop, "narasumber@demo.dermaga.test")
    desktop.goto("/admin/recordings/new/")

    desktop.locator("input[name=file]").set_input_files("tests/files/recordings/voice.opus")
    desktop.locator("input[name=captions_id]").set_input_files(
        {"name": "a.vtt", "mimeType": "text/vtt", "buffer": b"WEBVTT\n\n00:02.000 --> 00:01.000\nSalah"}
    )
    desktop.locator("#w-editor-form button[type=submit]").first.click()
    desktop.get_by_text("Baris 3: Takarir ini berakhir pada 00:00:01.000").wait_for()

    assert desktop.locator("input[name=file]").evaluate("input => input.files[0].name") == "voice.opus"
    desktop.locator("input[name=captions_id]").set_input_files([])
    desktop.locator("#w-editor-form button[type=submit]").first.click()
    desktop.wait_for_url("**/admin/recordings/")
    assert desktop.get_by_role("link", name="voice").first.is_visible()
