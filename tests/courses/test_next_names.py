import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.next_names import from_roman, next_code, next_name, to_roman


@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("Angkatan III, Manado", "Angkatan IV, Manado"),
        ("Angkatan IX", "Angkatan X"),
        ("Angkatan 9 tahun 2020", "Angkatan 10 tahun 2020"),
        ("Bimtek 2020", "Bimtek 2020 (2)"),
        ("Bitung", "Bitung (2)"),
        ("Kelas IIII", "Kelas IIII (2)"),
    ],
)
def test_the_number_in_a_name_goes_one_on(name: str, following: str) -> None:
    assert next_name(name) == following


@given(st.integers(1, 399))
def test_roman_numbers_come_back(number: int) -> None:
    assert from_roman(to_roman(number)) == number


def test_a_code_is_one_that_nobody_has() -> None:
    assert next_code("smrt-2020-yk", {"smrt-2020-yk"}) == "smrt-2020-yk-2"
    assert next_code("smrt-2", {"smrt-2", "smrt-3"}) == "smrt-4"
    assert next_code("smrt-3", {"smrt-3"}) == "smrt-4"
    assert len(next_code("a" * 38 + "-99", ())) <= 40
    assert len(next_code("a" * 60, ())) <= 40
