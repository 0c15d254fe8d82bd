from datetime import time
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (Decimal("2.00"), "2", "2"),
        (Decimal("10.00"), "10", "10"),
        (Decimal("7.50"), "7,5", "7.5"),
        (Decimal("1.33"), "1,33", "1.33"),
        ("5.5", "5,5", "5.5"),
    ],
)
def test_figures_carry_no_needless_noughts(value: Decimal | str, indonesian: str, english: str) -> None:
    shown = Template("{% load figures %}{{ value|figure }}")
    for language, text in (("id", indonesian), ("en", english)):
        with translation.override(language):
            assert shown.render(Context({"value": value})) == text


@pytest.mark.parametrize("language", ["id", "en"])
def test_hours_have_two_digits(language: str) -> None:
    with translation.override(language):
        assert Template("{{ at|time }}").render(Context({"at": time(8, 0)})) == "08.00"
