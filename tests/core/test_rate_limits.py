from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from core.rate_limits import rate_limited
from members.models import User

NOON = datetime(2026, 11, 23, 12, 0, 10, tzinfo=UTC)


@rate_limited("test", limit=2, seconds=60)
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


def ask(address: str = "10.0.0.1", user: User | None = None, headers: dict[str, str] | None = None) -> HttpResponse:
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=address)
    request.user = user or AnonymousUser()
    return view(request)


@time_machine.travel(NOON, tick=False)
def test_third_call_in_a_window_waits_for_its_end() -> None:
    assert [ask().status_code for _call in range(2)] == [200, 200]

    refused = ask()

    assert (refused.status_code, refused["Retry-After"], refused["Cache-Control"]) == (429, "50", "no-store")
    assert ask("10.0.0.2").status_code == 200


def test_without_limits_nobody_waits(settings: Settings) -> None:
    settings.RATE_LIMITS = False

    assert [ask().status_code for _call in range(3)] == [200, 200, 200]


def test_next_window_begins_anew() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        assert [ask().status_code for _call in range(3)] == [200, 200, 429]
        clock.shift(50)
        assert ask().status_code == 200


@time_machine.travel(NOON, tick=False)
def test_people_of_one_office_do_not_use_up_each_others_calls() -> None:
    budi, sri = User(pk=1), User(pk=2)

    assert [ask(user=budi).status_code for _call in range(3)] == [200, 200, 429]
    assert ask(user=sri).status_code == 200
    assert ask().status_code == 200


@time_machine.travel(NOON, tick=False)
def test_program_gets_json() -> None:
    refused = [ask(headers={"Accept": "application/json"}) for _call in range(3)][-1]

    assert refused.headers["Content-Type"] == "application/json"
    assert b'"retry_after": 50' in refused.content


@pytest.mark.parametrize(("proxies", "statuses"), [(0, [200, 200, 429]), (1, [200, 200, 200])])
@time_machine.travel(NOON, tick=False)
def test_forwarded_address_counts_only_behind_our_own_proxy(
    settings: Settings, proxies: int, statuses: list[int]
) -> None:
    settings.AXES_IPWARE_PROXY_COUNT = proxies

    answers = [ask(headers={"X-Forwarded-For": f"6.6.6.6, 10.9.9.{number}"}) for number in range(3)]

    assert [answer.status_code for answer in answers] == statuses
