import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from courses import progress_entries
from courses.progress_entries import (
    ProgressEntry,
    ProgressEntryError,
    UnreadableParcelError,
    parcel_from_json,
    register_progress_entry,
)

ONE = "0190a8a0-0000-7000-8000-000000000001"
TWO = "0190a8a0-0000-7000-8000-000000000002"


def body(*entries, **more):
    return json.dumps({"entries": entries, **more}).encode()


def test_entries_come_in_the_order_of_their_times_with_what_their_kind_says():
    late = {"id": TWO, "kind": "watched", "at": "2026-11-25T10:00:00+08:00", "spans": [[0, 5]]}
    early = {"id": ONE, "kind": "opened", "at": "2026-11-25T01:00:00.500Z"}

    parcel = parcel_from_json(body(late, early, person="p"))

    assert parcel.person == "p"
    assert parcel.entries == [
        ProgressEntry(UUID(ONE), "opened", datetime(2026, 11, 25, 1, 0, 0, 500_000, UTC), {}),
        ProgressEntry(UUID(TWO), "watched", datetime(2026, 11, 25, 2, tzinfo=UTC), {"spans": [[0, 5]]}),
    ]


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"[]",
        b"null",
        b'{"entries": 5}',
        b'{"entries": [5]}',
        b'{"entries": [{}]}',
        b"\xff",
        b"[" * 60_000,
        body({"id": "x", "kind": "opened", "at": "2026-11-25T01:00:00Z"}),
        body({"id": ONE, "kind": "opened", "at": "yesterday"}),
        body({"id": ONE, "kind": "opened", "at": "2026-11-25T01:00:00"}),
        body({"id": ONE, "kind": "opened", "at": "0001-01-01T00:00:00+14:00"}),
        body({"id": ONE, "kind": "opened", "at": "2026-11-25T01:00:00Z", "position": float("nan")}),
        body(*[{"id": ONE, "kind": "opened", "at": "2026-11-25T01:00:00Z"}] * 201),
        body({"id": ONE, "kind": "opened", "at": "2026-11-25T01:00:00Z", "note": "x" * 64 * 1024}),
    ],
    ids=range(15),
)
def test_what_our_pages_never_send_is_unreadable(sent):
    with pytest.raises(UnreadableParcelError):
        parcel_from_json(sent)


def test_a_second_handler_for_a_kind_is_refused_and_the_same_one_again_is_not(monkeypatch):
    monkeypatch.setattr(progress_entries, "_handlers", {})

    def handler(**entry):
        return None

    register_progress_entry("seen", handler)
    register_progress_entry("seen", handler)

    with pytest.raises(ProgressEntryError):
        register_progress_entry("seen", lambda **entry: None)
