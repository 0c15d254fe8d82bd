from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.overlaps import Slot, meetings

NINE = datetime(2026, 11, 2, 9)


def slot(key: int, begin: int, length: int = 60, **facts: object) -> Slot:
    start = NINE + timedelta(minutes=begin)
    return Slot(key, 1, start, start + timedelta(minutes=length), **{"room": "Aula", "place": "Yogya", **facts})


@pytest.mark.parametrize(
    ("begin", "length", "meets"),
    [(60, 30, False), (-30, 30, False), (59, 30, True), (-30, 31, True), (10, 10, True), (-10, 200, True)],
)
def test_what_begins_when_another_ends_meets_none(begin: int, length: int, meets: bool) -> None:
    assert slot(1, 0).meets(slot(2, begin, length)) is meets


@pytest.mark.parametrize(
    ("room", "place", "batch", "shared"),
    [
        (" aula ", "YOGYA", 2, True),
        ("Aula", "Magelang", 2, False),
        ("Aula", "Magelang", 1, True),
        ("Ruang 2", "Yogya", 1, False),
        ("", "Yogya", 1, False),
    ],
)
def test_the_same_room_is_one_of_that_name_in_the_same_house(room: str, place: str, batch: int, shared: bool) -> None:
    other = Slot(2, batch, NINE, NINE + timedelta(hours=1), room=room, place=place)

    assert slot(1, 0).shares_room_with(other) is shared
    assert not slot(3, 0, room="").shares_room_with(slot(4, 0, room=""))


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 120)), max_size=12), st.integers(0, 12))
def test_each_pair_that_meets_is_found_once(times: list[tuple[int, int]], own: int) -> None:
    slots = [slot(key, *time) for key, time in enumerate(times, start=1)]
    mine = slots[:own]
    wanted = {
        frozenset((one.key, other.key)) for one in mine for other in slots if one.key != other.key and one.meets(other)
    }

    found = [frozenset((one.key, other.key)) for one, other in meetings(mine, slots)]

    assert len(found) == len(set(found))
    assert set(found) == wanted
