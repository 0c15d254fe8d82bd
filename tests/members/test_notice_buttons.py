"""What the buttons of urgent notices do and say, and what Enter does."""

import re
from typing import Any

import pytest

from core import clock
from members.models import UrgentNotice
from members.services.notices import read_notice
from tests.members.test_notices import Country, client_of

pytestmark = pytest.mark.django_db


def test_enter_looks_the_notice_over_and_in_the_search_searches() -> None:
    """The browser sends a form by its first button, whatever line one was writing in."""
    country = Country()
    head = client_of(country.organiser)
    typed = {"title": "Klarifikasi", "text": "Itu tidak benar.", "expires_on": clock.site_day().isoformat()}

    def enter(**more: str) -> Any:
        page = head.get("/notices/new/").content.decode()
        first = re.search(r"<button[^>]*>", page[page.index('class="form notice-form"') :])
        assert first is not None
        named = re.search(r'name="do" value="(\w+)"', first[0])
        return head.post("/notices/new/", {**typed, **({"do": named[1]} if named else {}), **more})

    found = enter(search="jauh").content.decode()
    assert ('name="offices"' in found, "errorlist" in found) == (True, False)
    assert 'name="searched" value="jauh"' in found
    assert "Choose whom the notice is for." in enter().content.decode()
    chosen = {"search": "jauh", "searched": "jauh", "offices": str(country.elsewhere.pk)}
    assert enter(**chosen)["Location"] == f"/notices/{UrgentNotice.objects.get().uid}/"


def test_a_press_that_reminds_nobody_does_not_say_why_it_cannot_know() -> None:
    country = Country()
    notice = country.sent(provinces=[country.here])
    for reader in (country.ani, country.coordinator, country.local):
        read_notice(notice=notice, member=reader)

    page = client_of(country.organiser).post(f"/notices/{notice.uid}/remind/", follow=True).content.decode()

    assert "Nobody is left to remind today." in page
    assert "They were written to today already" not in page
