"""Pages × checks: each page of ours, as the person who opens it, under everything a reader may have changed.

One load serves all checks in Indonesian, one what English words can break, one what is left without JavaScript.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.checks import PHONE, findings, findings_of_words, plain_findings
from tests.e2e.conftest import Site, log_in, new_context

pytestmark = pytest.mark.e2e

Address = str | Callable[[Site], str]


@dataclass(frozen=True)
class Look:
    """`acts` is a page that says what to do next: its first button or card stands above the fold of a phone. `press`
    is what is pressed one after the other there, of which the last leads to the page that is looked at."""

    address: Address
    acts: bool = False
    status: int = 200
    english: Address = ""
    press: tuple[str, ...] = ()

    def at(self, site: Site, language: str = "id") -> str:
        return told((self.english if language == "en" else "") or self.address, site)


def told(word: Address, site: Site) -> str:
    return word if isinstance(word, str) else word(site)


def fact(*names: str | int) -> Callable[[Site], str]:
    """`fact("reading", "closed")` is what the seed left under these names."""

    def find(site: Site) -> str:
        found = site.facts
        for name in names:
            found = found[name]
        return str(found)

    return find


def paper(kind: str) -> Callable[[Site], str]:
    return lambda site: f"/V/{site.facts['certificates'][kind]['token']}"


def own(login: str) -> str:
    return f"{login}@e2e.dermaga.test"


def demo(login: str) -> str:
    return f"{login}@demo.dermaga.test"


def of_session(part: str) -> Callable[[Site], str]:
    return lambda site: f"/sessions/{session_uid(site)}/{part}"


def list_of_session(site: Site) -> str:
    return f"{BATCH}attendance/{session_uid(site)}/"


def session_uid(site: Site) -> str:
    return str(site.facts["session"]).rstrip("/").rpartition("/")[2]


BATCH, PAPERS = "/batches/smrt-latihan/", ("valid", "replaced", "revoked")
CHANGE = ("details:has([value=change]) summary", "[value=change]")
RECEIPTS = Look("/notices/", press=(".inbox a",))  # of the demo's urgent notice
TABLE: dict[str, tuple[Address, list[Look]]] = {
    "stranger": (
        "",
        [
            Look("/", acts=True),
            Look("/account/login/", acts=True),
            Look("/account/password/reset/", acts=True),
            Look("/courses/"),
            Look("/verify/", acts=True),
            *(Look(paper(kind)) for kind in PAPERS),
            Look("/signing-keys/"),
            Look("/V/bukan-sertifikat", status=404),
            Look("/help/"),
            Look("/help/peserta/"),
            Look("/offline/?language=id", english="/offline/?language=en"),
            Look("/style/"),
            Look("/tidak-ada/", status=404),
        ],
    ),
    "invited": (
        "",
        [
            Look(fact("invitations", "open")),
            Look(fact("invitations", "accepted"), status=404),
            Look(fact("invitations", "revoked"), status=404),
            Look("/invitations/bukan-undangan/", status=404),
        ],
    ),
    "participant": (
        own("segar"),
        [
            Look("/desk/participant/", acts=True),
            Look("/desk/participant/jp/"),
            Look(fact("course"), acts=True),
            Look(fact("materials", 0)),
            Look(fact("materials", 1)),
            Look(fact("quiz"), acts=True),
            Look("/search/"),
            Look("/search/?q=hoaks"),
            Look("/search/?q=xyzzy"),
            Look("/account/profile/"),
            Look("/calendar/"),
            Look(f"{BATCH}schedule/"),
            Look("/certificates/"),
            Look(f"{BATCH}evaluation/fill/organisers/"),
            Look(fact("questions")),
        ],
    ),
    "before the pre-test": (own("depan"), [Look(fact("course"), acts=True), Look(fact("materials", 0), status=403)]),
    "has read all": (own("tamat-baca"), [Look(fact("course"), acts=True)]),
    "reader": (
        own("pelihat"),
        [
            Look(fact("reading", "course"), acts=True),
            Look(fact("reading", "closed"), status=403),
            Look(fact("reading", "after"), status=403),
            Look(fact("reading", "material")),
            Look("/topics/verifikasi/"),
            Look(fact("recording")),
            Look(fact("slides", "address")),
            Look(fact("slides", "pages")),
            Look(fact("offline", "pack"), acts=True),
        ],
    ),
    "at the test": (
        own("berjalan"),
        [Look("/desk/participant/"), Look(fact("running_attempt")), Look(fact("result")), Look(fact("course"))],
    ),
    "participant with a result kept back": (fact("kept_back", "taker"), [Look(fact("kept_back", "result"))]),
    "certified": (
        fact("certificates", "holder"),
        [
            Look("/desk/participant/"),
            Look("/desk/participant/jp/"),
            Look("/certificates/"),
            Look(fact("certificates", "valid", "page")),
            Look(fact("certificates", "ask")),
        ],
    ),
    "speaker": (
        demo("narasumber"),
        [
            Look("/desk/speaker/", acts=True),
            Look("/speakers/profile/"),
            *(Look(fact("speaker", number)) for number in range(4)),
        ],
    ),
    "organiser": (
        demo("penyelenggara"),
        [
            Look("/desk/organiser/", acts=True),
            Look("/notices/new/"),
            Look(f"{BATCH}reminders/"),
            Look("/batches/smrt-berjalan/quotas/"),
            Look("/batches/smrt-berjalan/nominations/"),
            Look("/desk/missing/"),
            Look("/desk/offices/"),
            Look("/desk/sessions/"),
            Look("/batches/"),
            Look("/speakers/invite/"),
            *(
                Look(f"{BATCH}{part}")
                for part in ("", "participants/", "import/", "people/", "enrol/", "invite/", "close/")
            ),
            *(Look(f"{BATCH}{part}") for part in ("timetable/", "timetable/new/", "clone/")),
            Look(f"{BATCH}certificates/"),
            Look("/batches/smrt-2020-yogyakarta/certificates/"),
            Look("/batches/smrt-2020-yogyakarta/certificates/for/speaker/"),
            Look("/batches/smrt-2020-yogyakarta/certificates/for/speaker/new/"),
            Look("/batches/smrt-2020-yogyakarta/certificates/runs/"),
            Look(fact("certificates", "run")),
            Look("/corrections/"),
            Look("/batches/smrt-2020-yogyakarta/certificates/packs/"),
            Look(fact("certificates", "correction")),
            Look(fact("certificates", "message")),
            Look(fact("session")),
            Look(f"{BATCH}attendance/"),
            *(Look(of_session(part)) for part in ("room/", "door/", "check-in/", "sheets/")),
            Look(list_of_session, acts=True),
            *(Look(fact("invitations", "pages", kind)) for kind in ("open", "accepted", "revoked")),
            Look("/rules/smrt/"),
            Look("/rules/smrt/preview/?materials-asked=on&materials-target=60&group=missing"),
            Look("/batches/smrt-berjalan/by-hand/"),
            Look("/evaluation-forms/smrt/"),
            Look("/batches/smrt-2020-yogyakarta/evaluation/results/"),
            Look("/batches/smrt-2020-yogyakarta/evaluation/results/organisers/"),
            *(Look(f"/batches/smrt-2020-yogyakarta/{part}/") for part in ("recap", "siasn", "report")),
            Look("/jp/?year=2020"),
            Look("/jp/offices/?year=2020"),
            Look(fact("kept_back", "groups"), acts=True),
            Look(fact("kept_back", "group_new")),
            Look(fact("kept_back", "group")),
            Look(fact("kept_back", "group"), press=CHANGE),
            Look(fact("kept_back", "release")),
        ],
    ),
    "coordinator": (
        demo("koordinator"),
        [Look("/desk/coordinator/", acts=True), Look("/desk/missing/"), Look("/desk/offices/"), RECEIPTS],
    ),
    "office head": (
        demo("kepala.kantor"),
        [
            Look("/desk/office/"),
            Look("/batches/smrt-berjalan/nominate/"),
            Look("/inbox/"),
            Look("/account/messages/"),
        ],
    ),
}


@pytest.mark.parametrize("person", TABLE)
def test_every_page_under_every_check(browser: Browser, site: Site, person: str) -> None:
    login, looks = TABLE[person]
    context = new_context(browser, site, **PHONE)
    page = context.new_page()
    if login:
        log_in(page, told(login, site))
    english = another(browser, site, context, language="en")
    plain = another(browser, site, context, java_script_enabled=False)
    found = []
    for look in looks:
        address = look.at(site)
        assert come_to(page, look, address) == look.status, address
        found += [f"{address}: {line}" for line in findings(page, acts=look.acts)]
        come_to(plain, look, address)
        found += [f"{address} without JavaScript: {line}" for line in plain_findings(plain)]
        come_to(english, look, look.at(site, "en"))
        assert english.locator("html").get_attribute("lang") == "en", address
        found += [f"{address} in English: {line}" for line in findings_of_words(english)]
    for one in (english.context, plain.context, context):
        one.close()

    assert found == []


def come_to(page: Page, look: Look, address: str) -> int:
    """With which status the page answers that is looked at."""
    answer = page.goto(address)
    for selector in look.press:
        with page.expect_navigation() if selector == look.press[-1] else nullcontext() as waiting:
            page.locator(selector).click()
        answer = waiting.value if waiting else answer
    assert answer is not None
    return answer.status


def another(browser: Browser, site: Site, like: BrowserContext, *, language: str = "id", **options: bool) -> Page:
    """The same person's page in another browser."""
    context = new_context(browser, site, **PHONE, **options)
    context.add_cookies(like.cookies())  # type: ignore[arg-type]
    # Logging in has set the cookie to the person's own language.
    context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
    return context.new_page()
