"""The few sets of colours that a paper may have. Each was chosen dark enough to be read, and printed in grey. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Colours:
    """Six-digit colours. `ink` is for names and headings, `gold` for rules and ornaments alone, never for letters."""

    ink: str
    gold: str
    text: str
    quiet: str
    detail: str
    signed: str
    line: str
    pale_ink: str
    pale_gold: str
    rays: str

    @property
    def letters(self) -> tuple[str, ...]:
        """What text is set in."""
        return (self.ink, self.text, self.quiet, self.detail, self.signed)


NAVY = Colours(
    ink="#122f4d",
    gold="#a8823c",
    text="#1c2733",
    quiet="#47586a",
    detail="#33424f",
    signed="#5a6875",
    line="#d5dbe1",
    pale_ink="#e9eef2",
    pale_gold="#f5efe1",
    rays="#2a4c70",
)
MAROON = Colours(
    ink="#5c1626",
    gold="#a8823c",
    text="#2b1d20",
    quiet="#66504f",
    detail="#4a3838",
    signed="#6e5a59",
    line="#e3d9d7",
    pale_ink="#f4eaea",
    pale_gold="#f5efe1",
    rays="#7d3344",
)
GREEN = Colours(
    ink="#14402f",
    gold="#a8823c",
    text="#1b2a24",
    quiet="#4a5d54",
    detail="#34463d",
    signed="#586b61",
    line="#d6dfda",
    pale_ink="#e9f0ec",
    pale_gold="#f5efe1",
    rays="#2f5f4b",
)
GRAPHITE = Colours(
    ink="#23282f",
    gold="#7d858f",
    text="#22262b",
    quiet="#505861",
    detail="#3c434b",
    signed="#5f6770",
    line="#d9dce0",
    pale_ink="#eceef0",
    pale_gold="#f0f1f2",
    rays="#474f59",
)

COLOURS = {"navy": NAVY, "maroon": MAROON, "green": GREEN, "graphite": GRAPHITE}
COLOUR_CHOICES = (
    ("navy", _("navy and gold")),
    ("maroon", _("maroon and gold")),
    ("green", _("green and gold")),
    ("graphite", _("graphite and silver")),
)


def operands(colour: str) -> str:
    """As a PDF's drawing operators take it: `#122f4d` is `0.071 0.184 0.302`."""
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))
