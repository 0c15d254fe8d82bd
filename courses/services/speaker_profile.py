from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from core import audit
from core.models import Picture
from core.uploads import UploadRefused, check_upload
from courses.errors import FilesRefusedError
from courses.models import SpeakerProfile
from members.models import User

SMALLEST_SIDE = 200


def describe_oneself(
    *,
    member: User,
    function: str,
    biography: str,
    photo: UploadedFile[Any] | None = None,
    removes_photo: bool = False,
) -> SpeakerProfile:
    """What participants read of a speaker. A new photo takes the place of the old one, whose file goes."""
    picture = None
    if photo is not None:
        _check_photo(photo)
        picture = Picture(
            title=member.full_name[:255],
            alt_text=member.full_name[:255],
            file=ImageFile(photo, name=photo.name),
            file_size=photo.size,
            uploaded_by_user=member,
        )
        picture.save()
    with transaction.atomic():
        profile, _made = SpeakerProfile.objects.get_or_create(member=member, defaults={"function": function})
        old = Picture.objects.filter(pk=profile.photo_id).first() if picture is not None or removes_photo else None
        profile.function, profile.biography = function.strip(), biography.strip()
        if picture is not None or removes_photo:
            profile.photo = picture
        profile.save()
        audit.record(action="speaker.described", actor=member, subject=f"member:{member.uid}")
        if old is not None and old.uploaded_by_user_id == member.pk:
            old.delete()
    return profile


def _check_photo(photo: UploadedFile[Any]) -> None:
    try:
        check_upload(photo, allowed=settings.WAGTAILIMAGES_EXTENSIONS)
    except UploadRefused as refusal:
        raise FilesRefusedError(str(refusal)) from refusal
    if (photo.size or 0) > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        most = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE // (1024 * 1024)
        raise FilesRefusedError(_("The file is larger than %(most)d MB. Make it smaller.") % {"most": most})
    with Image.open(photo) as picture:
        too_small = min(picture.size) < SMALLEST_SIDE
    photo.seek(0)
    if too_small:
        raise FilesRefusedError(
            _("The photo is too small: each side needs at least %(side)d pixels.") % {"side": SMALLEST_SIDE}
        )
