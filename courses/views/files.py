"""What belongs to a material, served behind the material's own rule."""

from __future__ import annotations

import mimetypes
from pathlib import PurePath
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from core.models import Attachment, Picture
from core.private_files import private_file_response
from courses.models import MaterialPage
from courses.rules import may_edit_material
from courses.selectors import active_enrolment_for, unmet_gates
from courses.selectors.material_page import referenced_ids
from courses.views.access import turned_away

# Wide enough for a phone, a phone of today, and a desk; any other width is not made, so nobody fills the disk.
PICTURE_WIDTHS = (320, 640, 1280)


@require_safe
def material_file(request: HttpRequest, uid: UUID, attachment_id: int, filename: str) -> HttpResponseBase:
    if attachment_id not in _readable_ids(request, uid, "document", "document"):
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
def material_picture(request: HttpRequest, uid: UUID, picture_id: int, width: int) -> HttpResponseBase:
    if width not in PICTURE_WIDTHS or picture_id not in _readable_ids(request, uid, "picture", "image"):
        return turned_away(request)
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is None:
        return turned_away(request)
    rendition = picture.get_rendition(f"width-{width}")
    rendition.file.close()  # one that was just made still holds what it was written from
    name = PurePath(rendition.file.name).name
    response = private_file_response(
        request,
        file=rendition.file.storage.open(rendition.file.name),
        filename=name,
        content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        etag=f"{picture.get_file_hash()}-{width}",
        inline=True,
    )
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _readable_ids(request: HttpRequest, uid: UUID, block_type: str, key: str) -> set[int]:
    """What the blocks of the published state name, for its readers; of the latest draft too, for its authors."""
    published = MaterialPage.objects.visible_to(request.user).filter(uid=uid).first()
    ids = set()
    if published is not None and not _is_gated(request, published):
        ids |= referenced_ids(published, block_type, key)
    if not ids and request.user.is_authenticated:
        draft = MaterialPage.objects.filter(uid=uid).first()
        if draft is not None and may_edit_material(request.user, draft):
            ids |= referenced_ids(draft.get_latest_revision_as_object(), block_type, key)
    return ids


def _is_gated(request: HttpRequest, material: MaterialPage) -> bool:
    enrolment = active_enrolment_for(request.user, material.course)
    return enrolment is not None and bool(unmet_gates(enrolment))
