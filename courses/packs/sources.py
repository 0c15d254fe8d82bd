"""What stands behind the addresses in a material's page, as files for the pack.

The app or module that serves such an address registers its source by the name of the route, in `ready()`:

    register_pack_source("courses:file", attachment_for_pack)  # (material, *, attachment_id, **rest)
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from core.models import Attachment, Picture
from courses.models import SlidePicture
from courses.selectors.material_page import referenced_ids
from courses.slides.check import SLIDE_WIDTHS

if TYPE_CHECKING:
    from courses.models import MaterialPage

# What a page shows on a phone and, on a desk, nearly as wide as its column.
READING_WIDTH = 640


class PackSourceError(Exception):
    """Two sources want the same route."""


@dataclass(frozen=True)
class PackFile:
    """`key` says which file it is, however many addresses lead to it; `open` gives a stream from its beginning."""

    key: str
    name: str
    size: int
    open: Callable[[], IO[bytes]]
    is_recording: bool = False
    inside: str = ""
    """Its media type, where it stands in the page itself: captions beside a page opened from a folder are refused."""

    @property
    def data_address(self) -> str:
        with self.open() as content:
            return f"data:{self.inside};base64,{b64encode(content.read()).decode()}"


# None for what is not this material's own: a link that an author wrote by hand opens no door.
PackSource = Callable[..., "PackFile | None"]

_sources: dict[str, PackSource] = {}


def register_pack_source(route: str, source: PackSource) -> None:
    if _sources.setdefault(route, source) is not source:
        raise PackSourceError(f"{route} has a source already")


def file_behind(material: MaterialPage, address: str) -> PackFile | None:
    """The file at this address of ours, if it belongs to `material`."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    source = _sources.get(match.view_name)
    details = dict(match.kwargs)
    if source is None or details.pop("uid", None) != material.uid:
        return None
    return source(material, **details)


def attachment_for_pack(material: MaterialPage, *, attachment_id: int, **rest: Any) -> PackFile | None:
    attachment = _offered(material, attachment_id)
    if attachment is None:
        return None
    storage, name = attachment.file.storage, str(attachment.file.name)
    return PackFile(name, attachment.filename, attachment.file.size, lambda: storage.open(name))


def light_file_for_pack(material: MaterialPage, *, attachment_id: int, **rest: Any) -> PackFile | None:
    attachment = _offered(material, attachment_id)
    light = attachment.light if attachment else None
    if light is None:
        return attachment_for_pack(material, attachment_id=attachment_id)
    storage, name = light.file.storage, str(light.file.name)
    return PackFile(name, light.filename, light.bytes, lambda: storage.open(name))


def _offered(material: MaterialPage, attachment_id: int) -> Attachment | None:
    if not any(attachment_id in referenced_ids(material, kind, "document") for kind in ("document", "slides")):
        return None
    found: Attachment | None = Attachment.objects.select_related("light_variant").filter(pk=attachment_id).first()
    return found


def picture_for_pack(material: MaterialPage, *, picture_id: int, **rest: Any) -> PackFile | None:
    """In the reading width, whatever width the page asks for."""
    if not any(picture_id in referenced_ids(material, kind, "image") for kind in ("picture", "gallery")):
        return None
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is None:
        return None
    rendition = picture.for_readers(f"width-{READING_WIDTH}")
    rendition.file.close()
    storage, name = rendition.file.storage, rendition.file.name
    return PackFile(name, PurePath(name).name, storage.size(name), lambda: storage.open(name))


def slide_for_pack(material: MaterialPage, *, deck_id: int, number: int, **rest: Any) -> PackFile | None:
    """In the width that a phone fetches; the PDF itself lies beside it."""
    picture = SlidePicture.objects.filter(deck=deck_id, number=number).select_related("deck").first()
    if picture is None or picture.deck.attachment_id not in referenced_ids(material, "slides", "document"):
        return None
    file = picture.file_for(SLIDE_WIDTHS[0])
    storage, name = file.storage, str(file.name)
    return PackFile(name, f"halaman-{deck_id}-{number:03d}.webp", storage.size(name), lambda: storage.open(name))
