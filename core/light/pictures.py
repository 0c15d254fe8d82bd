"""A picture inside a document, made no larger than a reader's screen: pure."""

from __future__ import annotations

import io

from PIL import Image, ImageFile

LONGEST_SIDE = 1400
QUALITY = 74
# Three bytes each while it is made smaller, twice.
MOST_PIXELS = 40_000_000
# What saves less than this is not worth another generation of compression.
WORTH_IT = 0.9
ORIENTATION = 0x0112
PLAIN_MODES = ("RGB", "L")


def as_jpeg(picture: Image.Image) -> tuple[bytes, int, int]:
    """In the mode that it has, which is RGB or L; with its width and height."""
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return stream.getvalue(), picture.width, picture.height


def opened_jpeg(content: bytes) -> Image.Image | None:
    """Decoded at the size that is wanted, which spares memory; None where it is not plain grey or RGB."""
    try:
        picture = Image.open(io.BytesIO(content), formats=["JPEG"])
        if picture.mode not in PLAIN_MODES or picture.width * picture.height > MOST_PIXELS * 4:
            return None
        picture.draft(picture.mode, (LONGEST_SIDE, LONGEST_SIDE))
        return picture if _is_whole(picture) else None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None


def lighter_picture(content: bytes) -> bytes | None:
    """The same picture in the same format, JPEG or PNG; None where it is neither, or hardly lighter."""
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as found:
            kind, frames = found.format, getattr(found, "n_frames", 1)
        made = _lighter_jpeg(content) if kind == "JPEG" else _lighter_png(content) if frames == 1 else None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    return made if made and len(made) < len(content) * WORTH_IT else None


def _lighter_jpeg(content: bytes) -> bytes | None:
    picture = opened_jpeg(content)
    if picture is None:
        return None
    told, profile = picture.getexif().get(ORIENTATION), picture.info.get("icc_profile")
    exif = Image.Exif()
    if told:
        exif[ORIENTATION] = told
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=QUALITY, optimize=True, exif=exif, icc_profile=profile)
    return stream.getvalue()


def _lighter_png(content: bytes) -> bytes | None:
    """A drawing of few colours keeps them, unless it is larger than a screen; one of 16 bits is left alone."""
    picture: Image.Image = Image.open(io.BytesIO(content), formats=["PNG"])
    if picture.mode not in ("RGB", "RGBA", "L", "LA", "P", "1") or picture.width * picture.height > MOST_PIXELS:
        return None
    if not _is_whole(picture):
        return None
    if max(picture.size) > LONGEST_SIDE:
        if picture.mode in ("P", "1"):
            picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _is_whole(picture: Image.Image) -> bool:
    """WeasyPrint, once imported, tells Pillow to take what stops half way; here its place stays with the original."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        picture.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
    return True
