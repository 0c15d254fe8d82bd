from datetime import date
from decimal import Decimal

import pytest

from certificates.choices import Seal
from certificates.wording import grouped_number, jp_words, period_words, proof_words, signed_words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2020, 9, 22), date(2020, 9, 22), "22 September 2020"),
        (date(2020, 9, 22), date(2020, 9, 24), "22 s.d. 24 September 2020"),
        (date(2020, 9, 30), date(2020, 10, 2), "30 September s.d. 2 Oktober 2020"),
        (date(2020, 12, 30), date(2021, 1, 2), "30 Desember 2020 s.d. 2 Januari 2021"),
    ],
)
def test_periods_read_as_on_paper(first: date, last: date, words: str) -> None:
    assert period_words(first, last) == words


@pytest.mark.parametrize(("value", "words"), [("8.00", "8"), ("7.50", "7,5"), ("10", "10"), ("0.25", "0,25")])
def test_hours_have_a_comma_and_no_needless_zeros(value: str, words: str) -> None:
    assert jp_words(Decimal(value)) == words


def test_a_nip_is_grouped() -> None:
    assert grouped_number("198703152010121003") == "19870315 201012 1 003"


@pytest.mark.parametrize(
    ("seal", "claims", "claims_not"),
    [
        (Seal.INTERNAL, "ditandatangani secara elektronik internal", "BSrE"),
        (Seal.BSRE, "menggunakan sertifikat elektronik yang diterbitkan oleh BSrE", "internal"),
    ],
)
def test_a_paper_claims_its_own_seal_only(seal: Seal, claims: str, claims_not: str) -> None:
    assert claims in proof_words(seal)
    assert claims_not not in proof_words(seal) + signed_words(seal)
