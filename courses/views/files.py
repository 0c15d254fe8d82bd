"""What belongs to a material, served behind the material's own rule."""

from __future__ import annotations

import mimetypes
from pathlib import PurePath
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from core.models import Attachment, Picture
from core.private_files import private_file_response
from courses.views.access import readable_material, turned_away

# Wide enough for a phone, a phone of today, and a desk; any other width is not made, so nobody fills the disk.
PICTURE_WIDTHS = (320, 640, 1280)
DOCUMENT_BLOCKS = ("document", "slides")
PICTURE_BLOCKS = ("picture", "gallery")


@require_safe
def material_file(request: HttpRequest, uid: UUID, attachment_id: int, filename: str) -> HttpResponseBase:
    readable = readable_material(request, uid)
    if readable is None or not readable.shows(attachment_id, "document", *DOCUMENT_BLOCKS):
        return turned_away(request)
    attachment = Attachment.objects.filter(pk=attachment_id).first()
    if attachment is None or attachment.filename != filename:
        return turned_away(request)
    return private_file_response(
        request,
        file=attachment.file,
        filename=attachment.filename,
        content_type=attachment.content_type,
        etag=attachment.get_file_hash(),
    )


@require_safe
def material_light_file(request: HttpRequest, uid: UUID, attachment_id: int, filename: str) -> HttpResponseBase:
    """The light variant; where it is made anew just now, or a page is older than its going, the original."""
    readable = readable_material(request, uid)
    if readable is None or not readable.shows(attachment_id, "document", *DOCUMENT_BLOCKS):
        return turned_away(request)
    attachment = Attachment.objects.select_related("light_variant").filter(pk=attachment_id).first()
    if attachment is None:
        return turned_away(request)
    light = attachment.light
    if light is None:
        return redirect("courses:file", uid, attachment_id, attachment.filename)
    if light.filename != filename:
        return turned_away(request)
    return private_file_response(
        request,
        file=light.file,
        filename=light.filename,
        content_type=attachment.content_type,
        etag=f"{light.content_hash}-light-{light.bytes}",
    )


@require_safe
def material_picture(request: HttpRequest, uid: UUID, picture_id: int, width: int) -> HttpResponseBase:
    readable = readable_material(request, uid) if width in PICTURE_WIDTHS else None
    if readable is None or not readable.shows(picture_id, "image", *PICTURE_BLOCKS):
        return turned_away(request)
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is None:
        return turned_away(request)
    rendition = picture.for_readers(f"width-{width}")
    rendition.file.close()  # one that was just made still holds what it was written from
    name = PurePath(rendition.file.name).name
    response = private_file_response(
        request,
        file=rendition.file.storage.open(rendition.file.name),
        filename=name,
        content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        etag=f"{picture.get_file_hash()}-{width}-webp",
        inline=True,
    )
    response["Cache-Control"] = "private, max-age=86400"
    return response
