from __future__ import annotations

from pathlib import PurePath, PurePosixPath

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.choices import LightReason, LightState
from core.models.media import Attachment, private_storage


def light_address(variant: LightVariant, filename: str) -> str:
    """By content, so that making the same file twice leaves one."""
    name = f"{variant.attachment_id}-{variant.content_hash[:16]}{PurePath(filename).suffix.lower()}"
    return str(PurePosixPath("light", name))


class LightVariantQuerySet(models.QuerySet["LightVariant"]):
    def ready(self) -> LightVariantQuerySet:
        """Those that a reader may be given: made, and of what the attachment holds now."""
        return self.filter(state=LightState.READY, content_hash=models.F("attachment__file_hash"))

    def unfinished(self) -> LightVariantQuerySet:
        return self.filter(state=LightState.WAITING)


class LightVariant(models.Model):
    """A lighter file of a heavy attachment, made by itself, or why there is none. Goes with the attachment."""

    attachment = models.OneToOneField(
        Attachment, verbose_name=_("file"), on_delete=models.CASCADE, related_name="light_variant"
    )
    content_hash = models.CharField(_("digest of the file"), max_length=40)

    file = models.FileField(_("light file"), storage=private_storage, upload_to=light_address, blank=True)
    bytes = models.PositiveBigIntegerField(_("size in bytes"), default=0)

    state = models.CharField(_("state"), max_length=10, choices=LightState.choices, default=LightState.WAITING)
    reason = models.CharField(_("reason"), max_length=10, choices=LightReason.choices, blank=True)
    tries = models.PositiveIntegerField(_("tries"), default=0, editable=False)

    created_at = models.DateTimeField(_("begun"), default=clock.now, editable=False)

    objects = LightVariantQuerySet.as_manager()

    class Meta:
        verbose_name = _("light variant")
        verbose_name_plural = _("light variants")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=LightState.READY) | models.Q(bytes__gte=1),
                name="core_lightvariant_ready_has_bytes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.attachment_id} · {self.get_state_display()}"

    @property
    def job_key(self) -> str:
        return f"light:{self.pk}:{self.tries}"

    @property
    def is_waiting(self) -> bool:
        return self.state == LightState.WAITING

    @property
    def is_ready(self) -> bool:
        return self.state == LightState.READY and self.content_hash == self.attachment.file_hash

    @property
    def filename(self) -> str:
        """As it is saved on a device, beside the original."""
        name = PurePath(self.attachment.filename)
        return f"{name.stem}-ringan{name.suffix}"
