from datetime import date

import pytest

from core.tables import parse_date
from core.tables.values import digits_of_text, number_of

NIP = "198503122010031001"


@pytest.mark.parametrize(
    ("raw", "text", "is_sure"),
    [
        ("5", "5", True),
        ("5.0", "5", True),
        ("0.1", "0.1", True),
        ("3.3000000000000003", "3.3", True),
        ("-12", "-12", True),
        (NIP, NIP, True),  # another program wrote all its digits
        ("1.98503122010031001E+17", NIP, True),
        ("1.98503122010031E+17", "198503122010031000", False),  # what Excel leaves of it
        ("1.98503E17", "198503000000000000", False),
        ("198503122010031000", "198503122010031000", False),
        ("1e400", "1e400", True),
        ("NaN", "NaN", True),
    ],
)
def test_digits_are_those_of_the_file(raw: str, text: str, is_sure: bool) -> None:
    found, trouble = number_of(raw)

    assert (found, not trouble) == (text, is_sure)


@pytest.mark.parametrize(
    ("text", "digits", "is_sure"),
    [
        ("1,98503122010031001E+17", NIP, True),
        ("'1.98503122010031001e+17", NIP, True),
        ("1.98501E+17", "198501000000000000", False),
        ("1E5", "1E5", True),  # a class of something, not a long number
        ("19850312 201003 1 001", "19850312 201003 1 001", True),
    ],
)
def test_a_text_that_was_a_long_number(text: str, digits: str, is_sure: bool) -> None:
    found, trouble = digits_of_text(text)

    assert (found, not trouble) == (digits, is_sure)


@pytest.mark.parametrize(
    "text",
    [
        "22/09/2020", "22-9-2020", "22.09.2020", " 22 September 2020 ", "Selasa, 22 September 2020", "22 Sept 2020",
        "22-Sep-2020", "Jum'at, 22 sep. 2020", "2020-09-22", "2020-09-22T00:00:00", "2020/9/22",
    ],
)  # fmt: skip
def test_days_as_people_write_them(text: str) -> None:
    assert parse_date(text) == date(2020, 9, 22)


@pytest.mark.parametrize("text", ["09/22/2020", "31 Februari 2020", "22/09/20", "besok", "44096"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match="is no date that can be read"):
        parse_date(text)


def test_no_day_at_all() -> None:
    assert parse_date("  ") is None
    assert parse_date("-") is None
