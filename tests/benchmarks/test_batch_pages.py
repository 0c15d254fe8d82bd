"""The bench of a large batch sees a page that fails, one that is new, and more pages than it would measure."""

import http.client
from typing import cast

import pytest

from benchmarks.batch_pages import MOST_PAGES, crawl, name_of
from benchmarks.server import Answer, Client


class Site:
    """Answers from a table: path to status and the paths that its page links to. Every other path is not there."""

    def __init__(self, pages: dict[str, tuple[int, list[str]]]) -> None:
        self.pages = pages

    def get(self, path: str) -> Answer:
        status, links = self.pages.get(path, (404, []))
        headers = http.client.HTTPMessage()
        headers["Content-Type"], headers["X-Query-Count"] = "text/html; charset=utf-8", str(len(links))
        body = "".join(f'<a href="{link}">on</a>' for link in links).encode()
        return Answer(status, headers, body, len(body))


def crawled(pages: dict[str, tuple[int, list[str]]], *also: str) -> list[tuple[str, str, int]]:
    return list(crawl(cast(Client, Site(pages)), "b", also))


def test_links_beneath_the_batch_sessions_and_sorted_lists_are_followed() -> None:
    uid = "0190aa00-0000-7000-8000-000000000001"
    found = crawled(
        {
            "/batches/b/": (200, ["/batches/b/recap/?sort=name", f"/sessions/{uid}/questions/", "/elsewhere/"]),
            "/batches/b/recap/": (200, ["/batches/b/away/"]),
            "/batches/b/away/": (302, []),
            "/batches/b/recap/?sort=-gain": (200, []),
            f"/sessions/{uid}/questions/": (200, []),
            "/jp/": (200, []),
        },
        "recap/?sort=-gain",
        "/jp/",
    )

    assert sorted(name for name, _path, _queries in found) == [
        "batch", "jp", "recap", "recap?sort=-gain", "sessions.one.questions",
    ]  # fmt: skip
    assert name_of("/batches/b/sessions/12/", "/batches/b/") == "sessions.one"


def test_who_does_not_have_the_page_of_the_batch_begins_elsewhere() -> None:
    """A participant begins at the course, from where links beneath the batch are followed alike."""
    site = Site(
        {"/courses/c/": (200, ["/batches/b/timetable/"]), "/batches/b/timetable/": (200, []), "/jp/": (200, [])}
    )

    found = list(crawl(cast(Client, site), "b", ("/jp/",), "/courses/c/"))

    assert [path for _name, path, _queries in found] == ["/courses/c/", "/jp/", "/batches/b/timetable/"]


def test_a_page_that_fails_ends_the_measurement() -> None:
    with pytest.raises(SystemExit, match="/batches/b/broken/ answers 500"):
        crawled({"/batches/b/": (200, ["/batches/b/broken/"]), "/batches/b/broken/": (500, [])})


def test_more_kinds_of_pages_than_are_measured_are_told() -> None:
    links = [f"/batches/b/page-{'x' * number}/" for number in range(MOST_PAGES + 1)]

    with pytest.raises(SystemExit, match="not all would be measured"):
        crawled({"/batches/b/": (200, links), **{link: (200, []) for link in links}})
