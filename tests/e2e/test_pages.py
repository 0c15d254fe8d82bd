"""Every page of the journey under axe, in both languages and both themes, on a screen of 360 px."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.axe import in_both_themes
from tests.e2e.conftest import Site, log_in, new_context
from tests.e2e.steps import scrolls_sideways

pytestmark = pytest.mark.e2e

ORGANISER = "penyelenggara@demo.dermaga.test"
SPEAKER = "narasumber@demo.dermaga.test"
FRESH, UNDER_WAY = "segar@e2e.dermaga.test", "berjalan@e2e.dermaga.test"


def pages_of_a_stranger(site: Site) -> list[str]:
    papers = site.facts["certificates"]
    tokens = [papers[kind]["token"] for kind in ("valid", "replaced", "revoked")]
    return [
        "/",
        "/account/login/",
        "/courses/",
        *(f"/V/{token}" for token in tokens),
        "/V/bukan-sertifikat",
        "/invitations/bukan-undangan/",
    ]


def pages_before_the_test(site: Site) -> list[str]:
    return ["/desk/", site.facts["course"], *site.facts["materials"], site.facts["quiz"], "/certificates/"]


def pages_during_the_test(site: Site) -> list[str]:
    return ["/desk/", site.facts["quiz"], site.facts["running_attempt"], site.facts["result"], site.facts["course"]]


def pages_of_an_organiser(site: Site) -> list[str]:
    batch = "/batches/smrt-latihan/"
    mine = ["/desk/", "/batches/", batch, f"{batch}participants/", f"{batch}close/", f"{batch}certificates/"]
    people = [f"{batch}people/", f"{batch}invite/", "/speakers/invite/"]
    return [*mine, *people, "/batches/smrt-2020-yogyakarta/certificates/"]


WALKS: dict[str, tuple[str | Callable[[Site], str], Callable[[Site], list[str]]]] = {
    "stranger": ("", pages_of_a_stranger),
    "before": (FRESH, pages_before_the_test),
    "during": (UNDER_WAY, pages_during_the_test),
    "certified": (
        lambda site: str(site.facts["certificates"]["holder"]),
        lambda site: ["/desk/", "/certificates/", site.facts["certificates"]["valid"]["page"]],
    ),
    "organiser": (ORGANISER, pages_of_an_organiser),
    "speaker": (SPEAKER, lambda site: ["/desk/", "/speakers/profile/", *site.facts["speaker"]]),
}


@pytest.fixture(params=["id", "en"])
def small(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    context = new_context(browser, site, width=360, height=740, language=request.param)
    page = context.new_page()
    yield page
    # Logging in sets the cookie to the person's own language; what was looked at was the language asked for.
    assert page.locator("html").get_attribute("lang") == request.param
    context.close()


@pytest.mark.parametrize("walk", WALKS)
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(small: Page, site: Site, walk: str) -> None:
    login, pages = WALKS[walk]
    language = small.context.cookies()[0]["value"]
    if login:
        log_in(small, login if isinstance(login, str) else login(site))
        small.context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
    found = []
    for address in pages(site):
        response = small.goto(address)
        assert response is not None
        assert response.status == (404 if "bukan" in address else 200), address
        found += [f"{address} {line}" for line in in_both_themes(small)]
        if scrolls_sideways(small):
            found.append(f"{address} scrolls sideways at 360 px")

    assert found == []
