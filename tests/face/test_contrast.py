"""The colours of static/css/tokens.css are computed, not judged by eye: WCAG 2.2 AA in both themes."""

import re

import pytest
from django.conf import settings

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


def block(source: str, selector: str) -> dict[str, str]:
    body = source.partition(selector + " {")[2].partition("}")[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


def themes() -> dict[str, dict[str, str]]:
    source = TOKENS.read_text(encoding="utf-8")
    light = block(source, ":root")
    return {"light": light, "dark": light | block(source, ':root[data-theme="dark"]')}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


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

    assert block(source, ':root[data-theme="dark"]') == block(source, ':root:not([data-theme="light"])')
    assert block(source, ':root[data-theme="dark"]').keys() < block(source, ":root").keys()
