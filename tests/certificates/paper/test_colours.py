import pytest

from certificates.paper.colours import COLOUR_CHOICES, COLOURS, operands
from core.contrast import contrast


@pytest.mark.parametrize("name", COLOURS)
def test_every_letter_can_be_read_on_white_and_on_the_palest_ornament(name: str) -> None:
    colours = COLOURS[name]

    for letters in colours.letters:
        for ground in ("#ffffff", colours.pale_ink, colours.pale_gold):
            assert contrast(letters, ground) >= 4.5, (letters, ground)


def test_every_set_can_be_chosen() -> None:
    assert [name for name, _label in COLOUR_CHOICES] == list(COLOURS)


def test_colours_as_a_pdf_takes_them() -> None:
    assert operands("#122f4d") == "0.071 0.184 0.302"
