import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.numbering import NumberParts, PatternError, check_pattern, format_number, preview_numbers

DAY = date(2020, 9, 30)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("{seq:03}/{class}/{series}/{month:roman}/{year}", "007/KL.301/SMRT/IX/2020"),
        ("{class}/{seq}/{month}-{year}", "KL.301/7/09-2020"),
        ("No. {seq:05} ({year})", "No. 00007 (2020)"),
    ],
)
def test_tokens_stand_for_their_parts(pattern: str, number: str) -> None:
    assert format_number(pattern, NumberParts(7, "SMRT", "KL.301", DAY)) == number


def test_a_padded_number_grows_when_it_must() -> None:
    assert format_number("{seq:03}/{year}", NumberParts(12345, "", "", DAY)) == "12345/2020"


@pytest.mark.parametrize(
    ("pattern", "advice"),
    [
        ("", "empty"),
        ("{year}", "exactly once"),
        ("{seq}/{seq:03}/{year}", "exactly once"),
        ("{seq}/{series}", "{year} is missing"),
        ("{seq}/{nomor}/{year}", "{nomor} is unknown"),
        ("{seq:3}/{year}", "{seq:3} is unknown"),
        ("{seq/{year}", "not closed"),
        ("{seq}{year}", "between {seq} and digits"),
        ("1{seq}/{year}", "between {seq} and digits"),
        ("{seq}/<b>/{year}", "may not stand"),
        ("{seq}/{year}" + "x" * 100, "longer than 100"),
    ],
)
def test_a_bad_pattern_is_refused_with_advice(pattern: str, advice: str) -> None:
    with pytest.raises(PatternError) as refusal:
        check_pattern(pattern)
    assert advice in str(refusal.value)


def test_the_editor_previews_the_next_three() -> None:
    assert preview_numbers("{seq:03}/{series}/{year}", series="SMRT", classification="", day=DAY, after=41) == [
        "042/SMRT/2020",
        "043/SMRT/2020",
        "044/SMRT/2020",
    ]


@given(
    st.lists(st.sampled_from(["{series}", "{class}", "{month}", "{month:roman}", "/", ".", "-"]), max_size=6),
    st.integers(1, 99999),
    st.integers(1, 99999),
    st.integers(2000, 2100),
    st.integers(2000, 2100),
)
def test_numbers_of_one_series_never_meet(
    between: list[str], first: int, second: int, year: int, other_year: int
) -> None:
    pattern = "{seq:03}/" + "".join(between) + "/{year}"

    one = format_number(pattern, NumberParts(first, "SMRT", "KL.301", date(year, 1, 1)))
    two = format_number(pattern, NumberParts(second, "SMRT", "KL.301", date(other_year, 1, 1)))

    assert (one == two) == ((first, year) == (second, other_year))


@given(st.text(max_size=40))
def test_any_text_is_either_a_pattern_or_refused(pattern: str) -> None:
    try:
        number = format_number(pattern, NumberParts(1, "S", "C", DAY))
    except PatternError:
        return
    assert not re.search(r"[{}]", number)
