"""The colours of static/css/tokens.css are computed, not judged by eye: WCAG 2.2 AA in both themes."""

import pytest
from django.conf import settings

from core.contrast import contrast, themes, tokens_in

TOKENS = settings.BASE_DIR / "static" / "css" / "tokens.css"

TEXT = 4.5
SHAPE = 3.0  # borders of controls, focus rings, icons that mean something
PAIRS = [
    *((ink, base, TEXT) for ink in ("ink", "ink-soft", "sea", "sea-deep") for base in ("ground", "surface", "sunk")),
    ("sea", "sea-wash", TEXT),
    ("sea-deep", "sea-wash", TEXT),
    ("ink", "sea-wash", TEXT),
    ("ink-soft", "sea-wash", TEXT),
    ("on-sea", "sea", TEXT),
    ("on-sea", "sea-deep", TEXT),
    ("on-danger", "danger", TEXT),
    ("on-danger", "danger-deep", TEXT),
    ("on-signal", "signal", TEXT),
    ("danger", "surface", TEXT),
    ("danger", "ground", TEXT),
    *((ink, ground, TEXT) for ink in ("on-hull", "on-hull-soft", "signal") for ground in ("hull", "hull-light")),
    *((tone, f"{tone}-wash", TEXT) for tone in ("success", "warning", "danger", "info")),
    *(("ink", f"{tone}-wash", TEXT) for tone in ("success", "warning", "danger", "info")),
    *((line, ground, SHAPE) for line in ("line-strong", "focus") for ground in ("ground", "surface")),
    ("success", "surface", SHAPE),
    ("line-strong", "sunk", SHAPE),
]


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_is_readable(theme: str) -> None:
    colours = themes()[theme]

    failing = {
        f"{one} on {other}": round(contrast(colours[one], colours[other]), 2)
        for one, other, least in PAIRS
        if contrast(colours[one], colours[other]) < least
    }

    assert failing == {}


def test_dark_by_choice_is_the_same_as_dark_by_system() -> None:
    source = TOKENS.read_text(encoding="utf-8")

    assert tokens_in(source, ':root[data-theme="dark"]') == tokens_in(source, ':root:not([data-theme="light"])')
    assert tokens_in(source, ':root[data-theme="dark"]').keys() < tokens_in(source, ":root").keys()
