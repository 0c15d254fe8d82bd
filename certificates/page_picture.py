"""The front page as a picture for strangers: without any number of a person, rank, position or office."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from django.core.files.base import ContentFile

from certificates.facts import Facts, Holder
from certificates.rendering import render
from certificates.storage import private_storage

WIDTH = 1400


def page_picture(facts: dict[str, Any], content: dict[str, Any]) -> bytes:
    """Drawn anew from the frozen facts, not from the signed file: that prints the holder's number."""
    import pypdfium2  # here, so that the site starts without it
    from PIL import Image

    pdf = render(for_strangers(Facts.from_json(facts)), content)
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        picture = page.render(scale=WIDTH / page.get_width()).to_pil()
    out = io.BytesIO()
    picture.quantize(colors=128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def for_strangers(facts: Facts) -> Facts:
    holder = facts.holder
    return replace(
        facts,
        holder=Holder(holder.name, holder.title_before, holder.title_after),
        signatories=tuple(replace(row, number="") for row in facts.signatories),
    )


def picture_address(uid: object) -> str:
    return f"certificates/pictures/{uid}.png"


def has_picture(uid: object) -> bool:
    return private_storage().exists(picture_address(uid))


def keep_picture(uid: object, picture: bytes) -> None:
    if not has_picture(uid):
        private_storage().save(picture_address(uid), ContentFile(picture))


def remove_picture(uid: object) -> None:
    private_storage().delete(picture_address(uid))
