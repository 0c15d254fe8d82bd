"""The pictures in a PDF, made lighter. Text, tags, links, masks, inks and drawings of few colours stay as they are."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream
from PIL import Image

from core.choices import LightReason
from core.light.pictures import LONGEST_SIDE, MOST_PIXELS, WORTH_IT, as_jpeg, opened_jpeg
from core.light.reasons import LeftAlone

CHANNELS = {"/DeviceRGB": 3, "/DeviceGray": 1, "/CalRGB": 3, "/CalGray": 1}
MODES = {1: "L", 3: "RGB"}
# What makes the numbers of a picture mean something else than its colours.
TOLD_OTHERWISE = ("/Decode", "/Mask", "/Alternates", "/OPI")


def lighten_pdf(source: str, target: str) -> None:
    """Raises LeftAlone where the file is signed, locked or damaged."""
    try:
        with pikepdf.open(source) as pdf:
            if pdf.is_encrypted:
                raise LeftAlone(LightReason.LOCKED)
            _lighten_pictures(pdf)
            count = len(pdf.pages)
            pdf.save(target, object_stream_mode=ObjectStreamMode.generate, compress_streams=True, deterministic_id=True)
        with pikepdf.open(target) as made:
            if len(made.pages) != count:
                raise LeftAlone(LightReason.DAMAGED)
    except pikepdf.PasswordError as refusal:
        raise LeftAlone(LightReason.LOCKED) from refusal
    except (pikepdf.PdfError, ValueError, RecursionError, OverflowError) as refusal:
        raise LeftAlone(LightReason.DAMAGED) from refusal


def _lighten_pictures(pdf: Pdf) -> None:
    pictures: list[Stream] = []
    masks: set[tuple[int, int]] = set()
    for found in pdf.objects:
        # Whichever way it hangs in the document, a signature names the bytes that it holds good for.
        if isinstance(found, Dictionary) and "/ByteRange" in found:
            raise LeftAlone(LightReason.SIGNED)
        if isinstance(found, Stream) and found.get("/Subtype") == Name.Image:
            pictures.append(found)
            masks |= {mask.objgen for mask in (found.get("/SMask"), found.get("/Mask")) if isinstance(mask, Stream)}
    for picture in pictures:
        if picture.objgen not in masks:
            _lighten(picture)


def _lighten(stored: Stream) -> None:
    channels = _channels(stored)
    if channels is None or not _is_plain(stored):
        return
    before = stored.read_raw_bytes()
    picture = _decoded(stored, before, MODES[channels])
    if picture is None or picture.mode != MODES[channels]:
        return
    content, width, height = as_jpeg(picture)
    if len(content) >= len(before) * WORTH_IT:
        return
    stored.write(content, filter=Name.DCTDecode)
    stored.Width, stored.Height, stored.BitsPerComponent = width, height, 8


def _is_plain(stored: Stream) -> bool:
    if stored.get("/ImageMask") or any(key in stored for key in TOLD_OTHERWISE):
        return False
    mask = stored.get("/SMask")
    if isinstance(mask, Stream) and "/Matte" in mask:  # its colours were mixed with the mask, point by point
        return False
    return int(stored.get("/BitsPerComponent", 0)) == 8 and min(int(stored.Width), int(stored.Height)) > 0


def _channels(stored: Stream) -> int | None:
    """1 for grey, 3 for RGB, None for inks, indexes and one colour alone."""
    space: Object | None = stored.get("/ColorSpace")
    if isinstance(space, Name):
        return CHANNELS.get(str(space))
    if not isinstance(space, Array) or not len(space):
        return None
    if space[0] == Name.ICCBased and isinstance(space[1], Stream):
        channels = int(space[1].get("/N", 0))
        return channels if channels in MODES else None
    return CHANNELS.get(str(space[0]))


def _decoded(stored: Stream, before: bytes, mode: str) -> Image.Image | None:
    filters = stored.get("/Filter")
    named = [str(name) for name in filters] if isinstance(filters, Array) else [str(filters)] if filters else []
    if named == ["/DCTDecode"]:
        return None if stored.get("/DecodeParms") else opened_jpeg(before)
    if named not in ([], ["/FlateDecode"], ["/LZWDecode"]):
        return None
    width, height = int(stored.Width), int(stored.Height)
    if width * height > MOST_PIXELS or width * height < LONGEST_SIDE:
        return None
    content = stored.read_bytes()
    if len(content) != width * height * len(mode):
        return None
    return Image.frombytes(mode, (width, height), content)
