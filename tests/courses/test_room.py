import pytest

from courses.room import Room, Seat

BITUNG, MANADO, GUEST = Seat(1, 71), Seat(2, 71), Seat()


@pytest.mark.parametrize(
    ("room", "seat", "taken", "takes"),
    [
        (Room(), BITUNG, [BITUNG] * 9, True),
        (Room(capacity=2), GUEST, [BITUNG], True),
        (Room(capacity=2), GUEST, [BITUNG, MANADO], False),
        (Room(of_office={1: 1}), BITUNG, [MANADO], True),
        (Room(of_office={1: 1}), BITUNG, [BITUNG], False),
        (Room(of_office={1: 1}), MANADO, [BITUNG], True),
        (Room(of_office={1: 0}), BITUNG, [], False),
        (Room(each_office=1), MANADO, [MANADO], False),
        (Room(each_office=1, of_office={2: 2}), MANADO, [MANADO], True),
        (Room(each_office=0), GUEST, [], True),
        (Room(of_province={71: 2}), BITUNG, [BITUNG, MANADO], False),
        (Room(of_province={71: 2}, of_office={1: 5}), BITUNG, [BITUNG, BITUNG], False),
        (Room(of_province={34: 0}), BITUNG, [], True),
    ],
)
def test_a_batch_takes_who_is_within_its_places_and_both_quotas(room, seat, taken, takes):
    for one in taken:
        room.take(one)

    assert room.takes(seat) is takes


def test_a_quota_lowered_under_what_is_taken_has_nothing_left():
    room = Room(of_office={1: 1}, of_province={71: 4})
    room.take(BITUNG, 3)

    assert (room.left_for_office(BITUNG), room.left_for_province(BITUNG)) == (0, 1)
    assert (room.left_for_office(MANADO), room.left_for_office(GUEST)) == (None, None)
