"""Can the words be read on what stands behind them? Pure, but for the frozen pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.utils.translation import gettext as _
from PIL import Image

from certificates.errors import ContentError
from certificates.paper.content import Design
from certificates.paper.pictures import picture_at, picture_url
from core.contrast import contrast

ENOUGH = 4.5
SMALLEST_EMBLEM = 200
# The darkest part of a background that still counts: less is a speck, which hides no letter.
DARKEST_PART = 0.02
SAMPLE = (297, 210)


def legibility_findings(design: Design) -> list[str]:
    """Sentences about pictures too dark or too coarse, and colours too pale."""
    return [*_colours(design), *_background(design), *_emblem(design)]


def _colours(design: Design) -> Iterator[str]:
    colours = design.palette
    grounds = ("#ffffff", colours.pale_ink, colours.pale_gold)
    if any(contrast(letters, ground) < ENOUGH for letters in colours.letters for ground in grounds):
        yield _("These colours are too pale to be read: choose another set.")


def _background(design: Design) -> Iterator[str]:
    if design.background_picture is None:
        return
    try:
        ground = _darkest(picture_at(picture_url(design.background_picture))[0])
    except ContentError as refusal:
        yield str(refusal)
        return
    if min(contrast(letters, ground) for letters in design.palette.letters) < ENOUGH:
        yield _("The background is too dark in places for the text on it: choose a paler picture.")
    if design.background_picture.width < design.background_picture.height:
        yield _("The background stands upright, but the page lies: choose a picture that is wider than high.")


def _emblem(design: Design) -> Iterator[str]:
    picture = design.emblem_picture
    if picture is None:
        return
    try:
        picture_at(picture_url(picture))
    except ContentError as refusal:
        yield str(refusal)
        return
    if max(picture.width, picture.height) < SMALLEST_EMBLEM:
        yield _("The emblem has only %(width)d × %(height)d pixels and would look coarse: upload a larger one.") % {
            "width": picture.width,
            "height": picture.height,
        }


def _darkest(data: bytes) -> str:
    """The grey below which only specks lie, as a colour."""
    with Image.open(io.BytesIO(data)) as picture:
        counts = picture.convert("L").resize(SAMPLE, Image.Resampling.BOX).histogram()
    seen = 0
    for grey, count in enumerate(counts):
        seen += count
        if seen > DARKEST_PART * SAMPLE[0] * SAMPLE[1]:
            return f"#{grey:02x}{grey:02x}{grey:02x}"
    return "#ffffff"
