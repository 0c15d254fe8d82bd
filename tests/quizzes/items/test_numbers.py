import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.items.fractions import plain
from quizzes.items.numbers import read_number


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0", "0", ""),
        ("7", "7", ""),
        ("007", "7", ""),
        ("-7", "-7", ""),
        ("+7", "7", ""),
        ("−7", "-7", ""),
        ("1.500,25", "1500.25", ""),
        ("1.500", "1500", ""),
        ("1.500.000", "1500000", ""),
        ("1,500", "1.5", ""),
        ("1,500,000", "1500000", ""),
        ("1,500.25", "1500.25", ""),
        ("1.5", "1.5", ""),
        ("1.50", "1.5", ""),
        ("1.5000", "1.5", ""),
        ("0.500", "0.5", ""),
        ("0,5", "0.5", ""),
        (",5", "0.5", ""),
        (".5", "0.5", ""),
        ("1500,25", "1500.25", ""),
        ("1500.", "1500", ""),
        ("1 500 000", "1500000", ""),
        ("1 500,25", "1500.25", ""),
        ("1\u202f500", "1500", ""),
        ("  12  ", "12", ""),
        ("Rp 1.500", "1500", "Rp"),
        ("Rp1.500,-", "1500", "Rp"),
        ("Rp. 2.000.000,00", "2000000", "Rp"),
        ("rp 5", "5", "Rp"),
        ("IDR 5", "5", "Rp"),
        ("-Rp 5", "-5", "Rp"),
        ("25%", "25", "%"),
        ("25 %", "25", "%"),
        ("12,5 kg", "12.5", "kg"),
        ("12kg", "12", "kg"),
        ("3 mil laut", "3", "mil laut"),
        ("3 km/jam", "3", "km/jam"),
        ("5 eV", "5", "eV"),
        ("5 m²", "5", "m²"),
        ("1,5e3", "1500", ""),
        ("1.5E-3", "0.0015", ""),
        ("1.500e3", "1500", ""),
        ("1,5 × 10^3", "1500", ""),
        ("1,5x10^3", "1500", ""),
        ("1,5 · 10³ kg", "1500", "kg"),
        ("2*10^-2", "0.02", ""),
        ("10^6", "1000000", ""),
        ("10⁻²", "0.01", ""),
    ],
)
def test_read(text, value, unit):
    read = read_number(text)

    assert read is not None
    assert (plain(read.value), read.unit) == (value, unit)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", ",", ".", "abc", "dua belas", "1.50.3", "1.234.5", "1,2,3", "1.500,250,3", "12.34,5"),
        *("1,50.250", "12 34", "1 50", "--5", "-Rp -5", "1/2", "5-7", "5=5", "3 + 4", "1,5,", "1..5", "1,,5"),
        *("1e99", "10^999", "1e", "1" * 41, "9" * 500, "Rp", "Rp 5 kg", "1\n2 3", "٣", "Ⅷ", "NaN", "Infinity", "0x1F"),
        *("1_000", "2^3", "10²³⁴⁵", "5 5", "kg 5", "1.500,25.3", "0.500.000"),
    ],
)
def test_what_is_no_number_is_not_guessed(text):
    assert read_number(text) is None


@given(st.decimals(-(10**12), 10**12, places=3))
def test_every_number_is_read_back_from_indonesian_and_plain_writing(value):
    whole, _point, decimals = format(abs(value), "f").partition(".")
    sign = "-" if value < 0 else ""
    indonesian = f"{sign}{int(whole):,}".replace(",", ".") + f",{decimals}"

    assert read_number(indonesian).value == value
    assert read_number(format(value, "f").replace(".", ",")).value == value


@given(st.text(alphabet="0123456789.,-+eE ^x×Rp%k¹²³", max_size=30) | st.text(max_size=90))
def test_nothing_crashes_it(text):
    read = read_number(text)

    assert read is None or read.value.is_finite()
