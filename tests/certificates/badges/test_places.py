import base64
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.badges.places import LENGTH, encoded_list, new_scatter, scattered
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


@given(stride=st.integers(0, LENGTH // 2 - 1), start=st.integers(0, LENGTH - 1))
def test_every_turn_has_a_place_of_its_own(stride: int, start: int) -> None:
    turns = range(0, LENGTH, 61)
    places = {scattered(turn, 2 * stride + 1, start) for turn in turns}

    assert len(places) == len(turns)
    assert all(0 <= place < LENGTH for place in places)


def test_strides_are_odd() -> None:
    assert all(new_scatter()[0] % 2 for _try in range(50))


@pytest.mark.django_db
def test_a_full_list_is_followed_by_the_next() -> None:
    BadgeStatusList.objects.create(number=1, taken=LENGTH - 2, stride=1, start=0)

    places = take_places(5)

    assert places[:2] == [LENGTH + LENGTH - 2, LENGTH + LENGTH - 1]
    assert {place // LENGTH for place in places[2:]} == {2}
    assert len(set(places)) == 5
    assert list(BadgeStatusList.objects.values_list("number", "taken")) == [(1, LENGTH), (2, 3)]


@pytest.mark.django_db(transaction=True)
def test_places_are_drawn_with_what_carries_them() -> None:
    with pytest.raises(RuntimeError):
        take_places(1)
