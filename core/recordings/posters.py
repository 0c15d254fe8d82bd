"""A poster is the first that a reader on a weak link gets of a video: small, and nothing of the camera left in it."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps

from core.uploads import PICTURES, check_upload

WIDEST = (960, 960)
QUALITY = 72
TAKEN = frozenset({*PICTURES, "jpeg"} - {"gif"})


def small_poster(file: File[Any]) -> ContentFile[bytes]:
    """As a JPEG of some 60 kB. Raises UploadRefused for what is no picture."""
    check_upload(file, allowed=TAKEN)
    with Image.open(file) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail(WIDEST)
        stream = io.BytesIO()
        upright.save(stream, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return ContentFile(stream.getvalue(), "poster.jpg")
