"""Pictures and attachments. Their files lie in the private storage: who may see one is asked of what it belongs to.

The addresses here are for the admin's own previews, open to those who may work with the collection; a material shows
its pictures and files at addresses of its own.
"""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    WagtailImageField,
    get_rendition_upload_to,
    get_upload_to,
)
from wagtail.images.models import Image as WagtailImage

from core.choices import LightReason
from core.uploads import UploadRefused, check_upload


def private_storage() -> Storage:
    return storages["private"]


class Picture(AbstractImage):
    """A picture with the text that a screen reader speaks; an empty text marks it as decoration."""

    file = WagtailImageField(
        _("file"), storage=private_storage, upload_to=get_upload_to, width_field="width", height_field="height"
    )
    alt_text = models.CharField(
        _("alternative text"),
        max_length=255,
        blank=True,
        help_text=_("What the picture shows, for those who cannot see it. Leave empty only for decoration."),
    )
    credit = models.CharField(_("credit"), max_length=120, blank=True)

    admin_form_fields = (*WagtailImage.admin_form_fields, "alt_text", "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def default_alt_text(self) -> str:
        return self.alt_text

    def for_readers(self, size: str) -> Any:
        """A rendition such as `width-640`, light and without what the camera wrote into the file: the place, the owner.

        Wagtail copies that into every JPEG and PNG that it makes; into WebP it does not.
        """
        return self.get_rendition(f"{size}|format-webp|webpquality-80")

    def clean(self) -> None:
        super().clean()
        _check_new_file(self.file, settings.WAGTAILIMAGES_EXTENSIONS)


class Rendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")
    file = WagtailImageField(
        storage=private_storage, upload_to=get_rendition_upload_to, width_field="width", height_field="height"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="core_rendition_unique")
        ]

    @property
    def url(self) -> str:
        # Where a picture's file is lost, Wagtail shows a rendition that was never saved: an address of nothing.
        return reverse("core_admin:rendition", args=[self.pk or 0])


class Attachment(AbstractDocument):
    """A file that belongs to a material: reachable only at its owner's address, behind its owner's rule."""

    file_size: int | None

    file = models.FileField(_("file"), storage=private_storage, upload_to="documents")

    admin_form_fields = WagtailDocument.admin_form_fields

    @property
    def url(self) -> str:
        return reverse("core_admin:attachment", args=[self.pk])

    @property
    def light(self) -> Any:
        """The light variant of what the file holds now, where one is ready."""
        variant = getattr(self, "light_variant", None)
        return variant if variant is not None and variant.is_ready else None

    @property
    def bytes_to_fetch(self) -> int:
        """What readers fetch first: the light variant, where there is one."""
        return self.light.bytes if self.light else self.file_size or 0

    @property
    def reason_without_light(self) -> str:
        """Why nothing lighter is offered, in words for its author; empty where nothing is to be said."""
        variant = getattr(self, "light_variant", None)
        if variant is None or variant.reason in ("", LightReason.LIGHT):
            return ""
        return str(variant.get_reason_display())

    def clean(self) -> None:
        super().clean()
        _check_new_file(self.file, settings.WAGTAILDOCS_EXTENSIONS)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Forms write the size down; whoever makes a row without one, a loader or a service, has it here too."""
        if self.file and self.file_size is None and not kwargs.get("update_fields"):
            self.file_size = self.file.size
        super().save(*args, **kwargs)


def _check_new_file(file: Any, allowed: Collection[str]) -> None:
    if not file or file._committed:
        return
    try:
        check_upload(file.file, allowed=allowed)
    except UploadRefused as refusal:
        raise ValidationError({"file": str(refusal)}) from refusal
