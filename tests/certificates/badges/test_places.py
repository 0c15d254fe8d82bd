import base64
import gzip
from itertools import pairwise

import pytest

from certificates.badges.places import LENGTH, encoded_list, new_secret, place_of
from certificates.models import BadgeStatusList
from certificates.sql import take_places


def bits(encoded: str) -> bytes:
    assert encoded[0] == "u"
    return gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))


def test_the_first_bit_is_the_leftmost() -> None:
    unpacked = bits(encoded_list([0, 10, LENGTH - 1]))

    assert len(unpacked) == 16_384
    assert (unpacked[0], unpacked[1], unpacked[-1]) == (0b1000_0000, 0b0010_0000, 0b0000_0001)
    assert sum(byte.bit_count() for byte in unpacked) == 3


def test_the_same_places_give_the_same_text() -> None:
    assert encoded_list([7, 3]) == encoded_list([3, 7])


def test_a_secret_moves_every_place_to_one_of_its_own() -> None:
    secret = new_secret()

    places = {place_of(turn, secret) for turn in range(LENGTH)}

    assert places == set(range(LENGTH))


def test_neighbours_tell_nothing_of_the_next() -> None:
    """With one step between all neighbours, two badges would have given away every other place."""
    secret = "00112233445566778899aabbccddeeff"
    places = [place_of(turn, secret) for turn in range(1000)]

    assert len({(after - before) % LENGTH for before, after in pairwise(places)}) > 900


def test_two_lists_scatter_differently() -> None:
    one, other = new_secret(), new_secret()

    assert len(bytes.fromhex(one)) == 16
    assert [place_of(turn, one) for turn in range(20)] != [place_of(turn, other) for turn in range(20)]


@pytest.mark.django_db
def test_a_full_list_is_followed_by_the_next() -> None:
    secret = new_secret()
    BadgeStatusList.objects.create(number=1, taken=LENGTH - 2, secret=secret)

    places = take_places(5)

    assert places[:2] == [LENGTH + place_of(LENGTH - 2, secret), LENGTH + place_of(LENGTH - 1, secret)]
    assert {place // LENGTH for place in places[2:]} == {2}
    assert len(set(places)) == 5
    assert list(BadgeStatusList.objects.values_list("number", "taken")) == [(1, LENGTH), (2, 3)]


@pytest.mark.django_db
def test_nothing_is_drawn_any_more_from_a_list_without_a_secret() -> None:
    BadgeStatusList.objects.create(number=1, taken=7, stride=3, start=5)

    places = take_places(3)

    drawn = BadgeStatusList.objects.get(number=2)
    assert places == [2 * LENGTH + place_of(turn, drawn.secret) for turn in range(3)]
    assert len(drawn.secret) == 32
    assert list(BadgeStatusList.objects.values_list("number", "taken")) == [(1, 7), (2, 3)]


@pytest.mark.django_db(transaction=True)
def test_places_are_drawn_with_what_carries_them() -> None:
    with pytest.raises(RuntimeError):
        take_places(1)
