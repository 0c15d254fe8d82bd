"""Pictures of templates, frozen: checked, laid on white, made anew and kept once under the address of their content.

Workers read them from the private storage without a database. Nothing of the uploaded file survives but its pixels.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings

from django.core.files.base import ContentFile
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps, UnidentifiedImageError

from certificates.errors import ContentError
from certificates.paper.content import FrozenPicture
from certificates.storage import private_storage
from core.uploads import PICTURES, kind_of

# Pixels on the longer side: an emblem of 24 mm at 600 dpi, a page of 297 mm at 150 dpi.
EMBLEM_SIDE = 560
BACKGROUND_SIDE = 1754
MOST_PIXELS = 25_000_000
MOST_BYTES = 15 * 1024 * 1024
KINDS = ("PNG", "JPEG", "WEBP", "GIF")
URL = re.compile(r"picture:([0-9a-f]{64})\.(png|jpeg)")
MEDIA_TYPES = {"png": "image/png", "jpeg": "image/jpeg"}
UNREADABLE = gettext_lazy("The picture cannot be read: upload it again as PNG, JPEG or WebP, saved whole.")


def freeze_picture(file: bytes, *, longest_side: int, alt: str = "") -> FrozenPicture:
    """Keep what this file shows; the same file gives the same address. Raises ContentError that names the cure."""
    return keep_picture(*made_anew(file, longest_side), alt=alt)


def made_anew(file: bytes, longest_side: int, language: str = "") -> tuple[bytes, str, tuple[int, int]]:
    """The part that needs the memory of all its pixels: for a process of its own, told the reader's language."""
    with translation.override(language or translation.get_language()):
        picture = _opaque(file, longest_side)
    return *_encoded(picture), picture.size


def keep_picture(data: bytes, kind: str, size: tuple[int, int], *, alt: str = "") -> FrozenPicture:
    frozen = FrozenPicture(hashlib.sha256(data).hexdigest(), kind, *size, alt)
    if not is_kept(frozen):
        private_storage().save(address_of(frozen), ContentFile(data))
    return frozen


def is_kept(picture: FrozenPicture) -> bool:
    return private_storage().exists(address_of(picture))


def address_of(picture: FrozenPicture) -> str:
    return f"certificates/pictures/{picture.sha256[:2]}/{picture.sha256}.{picture.format}"


def picture_url(picture: FrozenPicture) -> str:
    """How the paper's HTML and style sheet name it: `picture:<hash>.png`. No other scheme leads to a picture."""
    return f"picture:{picture.sha256}.{picture.format}"


def picture_at(url: str) -> tuple[bytes, str]:
    """Bytes and media type behind such a name; raises ContentError where they are gone or were changed."""
    found = URL.fullmatch(url)
    if found is None:
        raise ContentError(_("A picture of the template lies outside our own storage: upload it here."))
    sha256, kind = found.groups()
    data = _read(f"certificates/pictures/{sha256[:2]}/{sha256}.{kind}")
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ContentError(_("A picture of the template is lost or was changed: publish the template again."))
    return data, MEDIA_TYPES[kind]


def _read(address: str) -> bytes:
    try:
        with private_storage().open(address) as file:
            return bytes(file.read())
    except OSError:
        return b""


def _opaque(file: bytes, side: int) -> Image.Image:
    """Upright, no larger than needed, three channels, on white."""
    if len(file) > MOST_BYTES:
        raise ContentError(_("The picture's file is larger than %(limit)d MB: save it smaller.") % {"limit": 15})
    if _looks_like_svg(file):
        raise ContentError(_("The picture is an SVG drawing, which may hold scripts: export it as PNG."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(file), formats=KINDS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise ContentError(_too_large())
                if kind_of(ContentFile(file)) not in PICTURES:
                    raise ContentError(str(UNREADABLE))
                picture.draft("RGB", (side, side))
                layered = _small(picture, side)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ContentError(_too_large()) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError):
        raise ContentError(str(UNREADABLE)) from None
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB")


def _small(picture: Image.Image, side: int) -> Image.Image:
    """Made small in the mode that it came in wherever that mode can be, so that no large copy stands beside it."""
    if picture.mode not in ("L", "LA", "RGB", "RGBA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    # What comes from a camera says in its own notes which side is up.
    return ImageOps.exif_transpose(picture).convert("RGBA")


def _too_large() -> str:
    return _("The picture has too many pixels: make it smaller than %(limit)d megapixels.") % {
        "limit": MOST_PIXELS // 1_000_000
    }


def _looks_like_svg(file: bytes) -> bool:
    return b"<svg" in file[:4096].lower()


def _encoded(picture: Image.Image) -> tuple[bytes, str]:
    """Drawings of few colours as PNG, which is exact; photographs as JPEG."""
    out = io.BytesIO()
    if picture.getcolors(maxcolors=256) is not None:
        picture.save(out, "PNG", optimize=True)
        return out.getvalue(), "png"
    picture.save(out, "JPEG", quality=88, subsampling=0, optimize=True)
    return out.getvalue(), "jpeg"
