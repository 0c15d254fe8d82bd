"""The codes of a room's screen and the signatures of a device, on plain values."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.check_in_codes import (
    Held,
    are_digits_good,
    browser_mark,
    code_at,
    digits_at,
    held_in,
    hold,
    is_code_good,
    seconds_left,
)
from courses.check_in_devices import UnreadableEntriesError, entries_from_json, signature_of
from courses.check_in_qr import qr_svg

FIRST, SECOND = UUID(int=1), UUID(int=2)
SHOWN = datetime(2026, 9, 22, 2, 0, 0, tzinfo=UTC)  # the first second of a half minute


@pytest.mark.parametrize(
    ("seconds", "is_good"), [(-1, False), (0, True), (29, True), (30, True), (59, True), (60, False), (90, False)]
)
def test_a_code_is_good_in_its_half_minute_and_in_the_next(seconds, is_good):
    moment = SHOWN + timedelta(seconds=seconds)

    assert is_code_good(FIRST, code_at(FIRST, SHOWN), moment) is is_good
    assert are_digits_good(FIRST, digits_at(FIRST, SHOWN), moment) is is_good


def test_a_code_of_one_session_is_nothing_to_another_now_or_later():
    code, digits = code_at(FIRST, SHOWN), digits_at(FIRST, SHOWN)

    assert not is_code_good(SECOND, code, SHOWN)
    assert not are_digits_good(SECOND, digits, SHOWN)
    assert not is_code_good(FIRST, code, SHOWN + timedelta(days=1))
    assert not is_code_good(FIRST, digits, SHOWN)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)), st.uuids())
def test_codes_have_one_shape_and_change_when_they_are_said_to(moment, session):
    later = moment + timedelta(seconds=seconds_left(moment))

    assert (len(code_at(session, moment)), len(digits_at(session, moment))) == (12, 6)
    assert code_at(session, moment).isalnum()
    assert digits_at(session, moment).isdecimal()
    assert code_at(session, moment) != code_at(session, later)
    assert is_code_good(session, code_at(session, moment), later)


@pytest.mark.parametrize(
    ("session", "bearer", "minutes", "is_good"),
    [
        (FIRST, "tono", 0, True),
        (FIRST, "tono", 10, True),
        (FIRST, "tono", 10.01, False),
        (FIRST, "tono", -1, False),
        (SECOND, "tono", 0, False),
        (FIRST, "siti", 0, False),
        (FIRST, "", 0, False),
    ],
)
def test_what_is_held_through_the_log_in_is_bound_to_session_bearer_and_moment(session, bearer, minutes, is_good):
    value = hold(Held(FIRST, SHOWN), bearer="tono")

    held = held_in(value, session=session, bearer=bearer, now=SHOWN + timedelta(minutes=minutes))

    assert held == (Held(FIRST, SHOWN) if is_good else None)


@pytest.mark.parametrize("value", ["", "x", "a:b", hold(Held(FIRST, SHOWN), bearer="tono")[:-1], "\0"])
def test_what_is_forged_holds_nothing(value):
    assert held_in(value, session=FIRST, bearer="tono", now=SHOWN) is None


def test_the_mark_of_a_browser_matches_in_one_session_alone():
    assert browser_mark("a" * 32, FIRST) == browser_mark("a" * 32, FIRST)
    assert len({browser_mark("a" * 32, FIRST), browser_mark("b" * 32, FIRST), browser_mark("a" * 32, SECOND)}) == 3


def entry(**changes):
    row = {"id": str(uuid4()), "enrolment": str(FIRST), "at": "2026-09-22T09:00:00+07:00", "signature": "0" * 64}
    return row | changes


def test_entries_of_a_device_are_read_in_the_order_of_their_times_and_proved_by_their_signature():
    device, later = uuid4(), entry(at="2026-09-22T02:00:01.5Z")
    first = entry()
    first["signature"] = signature_of(device, UUID(first["id"]), FIRST, first["at"])

    told, entries = entries_from_json(json.dumps({"device": str(device), "entries": [later, first]}).encode())

    assert told == device
    assert [one.at for one in entries] == [SHOWN, SHOWN + timedelta(seconds=1.5)]
    assert [one.is_signed_by(device) for one in entries] == [True, False]
    assert not entries[0].is_signed_by(uuid4())


def test_the_signature_is_what_a_browser_makes_of_the_same_words(settings):
    """static/js/attendance/signing.js: HMAC-SHA-256 over device|id|enrolment|at, in hexadecimal digits."""
    settings.SECRET_KEY = "tests" * 10

    told = signature_of(FIRST, SECOND, FIRST, "2026-09-22T02:00:00.000Z")

    assert told == "5f06ef97fa0037ca8a36a6476376c31fdb7147dfc15ca9e4b1007f91c424c0e6"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"[" * 5000,
        b'{"device": "x", "entries": []}',
        json.dumps({"device": str(FIRST), "entries": {}}).encode(),
        json.dumps({"device": str(FIRST), "entries": [entry(at="2026-09-22T09:00:00")]}).encode(),
        json.dumps({"device": str(FIRST), "entries": [entry(id="1")]}).encode(),
        json.dumps({"device": str(FIRST), "entries": ["x"]}).encode(),
        json.dumps({"device": str(FIRST), "entries": [entry()] * 201}).encode(),
        b" " * (128 * 1024 + 1),
    ],
)
def test_what_our_page_never_sends_is_not_read(body):
    with pytest.raises(UnreadableEntriesError):
        entries_from_json(body)


def test_the_qr_code_stands_in_the_page_without_a_style_or_script():
    drawn = qr_svg("https://example.test/check-in/00000000-0000-0000-0000-000000000001/abcdefghijkl/")

    assert drawn.startswith('<svg viewBox="0 0 ')
    assert "style" not in drawn
    assert "script" not in drawn
