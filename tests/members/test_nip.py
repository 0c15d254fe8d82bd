from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from members import nip
from members.choices import NumberKind

TODAY = date(2026, 11, 23)


def faults(kind: str, value: str) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        nip.parse(kind, value, today=TODAY)
    return list(caught.value.messages)


def test_a_nip_is_taken_apart() -> None:
    parsed = nip.parse(NumberKind.NIP, "19850312 201003 1 004", today=TODAY)

    assert parsed == nip.ParsedNumber("198503122010031004", date(1985, 3, 12), 2010, 3, 1, "004")


def test_the_middle_of_a_contract_number_is_a_year_and_a_counter() -> None:
    parsed = nip.parse(NumberKind.NI_PPPK, "199001022023212015", today=TODAY)

    assert (parsed.start_year, parsed.second, parsed.serial) == (2023, 21, "015")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("19850312201003100", ["A NIP has 18 digits; this one has 17."]),
        ("1985031220100310041", ["A NIP has 18 digits; this one has 19."]),
        ("19850312201003100A", ["A NIP is made of 18 digits and nothing else."]),
        ("١٩٨٥٠٣١٢٢٠١٠٠٣١٠٠٤", ["A NIP is made of 18 digits and nothing else."]),
        (
            "198513122010031004",
            ["The first 8 digits must be a birth date, year, month and day: 19851312 is none."],
        ),
        (
            "208503122010031004",
            ["The first 8 digits must be a birth date, year, month and day: 20850312 is none."],
        ),
        (
            "198503122010131004",
            ["Digits 13 and 14 must be the month of appointment, 01 to 12: 13 is none."],
        ),
        (
            "198503121980031004",
            [
                "Digits 9 to 14 must be the month of appointment, after the birth year and not in the future: "
                "1980-03 is not."
            ],
        ),
        (
            "198503122026121004",
            [
                "Digits 9 to 14 must be the month of appointment, after the birth year and not in the future: "
                "2026-12 is not."
            ],
        ),
        ("198503122010033004", ["The 15th digit tells the sex: it must be 1 or 2, not 3."]),
        ("198503122010031000", ["The last three digits are a serial: they start at 001."]),
        (
            "198513122010133000",
            [
                "The first 8 digits must be a birth date, year, month and day: 19851312 is none.",
                "Digits 13 and 14 must be the month of appointment, 01 to 12: 13 is none.",
                "The 15th digit tells the sex: it must be 1 or 2, not 3.",
                "The last three digits are a serial: they start at 001.",
            ],
        ),
    ],
)
def test_each_fault_has_one_sentence(value: str, expected: list[str], english: None) -> None:
    assert faults(NumberKind.NIP, value) == expected


def test_a_contract_number_knows_no_month_but_a_year(english: None) -> None:
    assert faults(NumberKind.NI_PPPK, "199001022031212015") == [
        "Digits 9 to 12 must be the year of first appointment, after the birth year and not in the future: 2031 is not."
    ]


def test_no_number_is_asked_of_people_without_one() -> None:
    nip.validate(NumberKind.NONE, "")


def test_grouping_and_mask() -> None:
    assert nip.group("198503122010031004") == "19850312 201003 1 004"
    assert nip.group("") == ""
    assert nip.mask("198503122010031004") == "•••004"
    assert nip.mask("") == ""


births = st.dates(min_value=date(1940, 1, 1), max_value=date(2005, 12, 31))
starts = st.dates(min_value=date(2006, 1, 1), max_value=date(2026, 10, 31))


@given(births, starts, st.sampled_from("12"), st.integers(1, 999), st.sampled_from(["", " ", "-", "."]))
def test_every_well_made_nip_is_read_back(born: date, started: date, sex: str, serial: int, gap: str) -> None:
    written = gap.join([f"{born:%Y%m%d}", f"{started:%Y%m}", sex, f"{serial:03d}"])

    parsed = nip.parse(NumberKind.NIP, written, today=TODAY)

    assert parsed.birth_date == born
    assert (parsed.start_year, parsed.second, parsed.sex) == (started.year, started.month, int(sex))
    assert nip.normalise(nip.group(parsed.digits)) == parsed.digits


@given(st.text(max_size=30), st.sampled_from([NumberKind.NIP, NumberKind.NI_PPPK]))
def test_whatever_is_typed_is_read_or_refused(value: str, kind: str) -> None:
    try:
        digits = nip.parse(kind, value, today=TODAY).digits
    except ValidationError:
        digits = None

    assert digits is None or digits == nip.normalise(value)


@given(st.from_regex(r"[0-9]{18}", fullmatch=True))
def test_the_mask_keeps_birth_date_and_sex(number: str) -> None:
    assert nip.mask(number) == f"•••{number[-3:]}"
