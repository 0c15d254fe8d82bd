from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from courses.choices import SlidesState
from courses.querysets import SlideDeckQuerySet
from courses.slides.check import SLIDE_WIDTHS


def private_storage() -> Storage:
    return storages["private"]


def picture_address(picture: SlidePicture, filename: str) -> str:
    """By content, so that making the same pictures twice leaves one file."""
    return str(PurePosixPath(picture.deck.folder, filename))


class SlideDeck(models.Model):
    """The pages of a PDF as pictures: one deck for each content that the attachment has had."""

    attachment = models.ForeignKey(
        "core.Attachment", verbose_name=_("file"), on_delete=models.CASCADE, related_name="slide_decks"
    )
    content_hash = models.CharField(_("digest of the file"), max_length=40)

    pages = models.PositiveIntegerField(_("pages"), default=0)
    bytes = models.PositiveBigIntegerField(
        _("size in bytes"), default=0, help_text=_("Of all pictures together, in the width that a phone fetches.")
    )

    state = models.CharField(_("state"), max_length=10, choices=SlidesState.choices, default=SlidesState.WAITING)
    reason = models.CharField(_("reason"), max_length=500, blank=True, help_text=_("Why no pictures can be made."))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)

    created_at = models.DateTimeField(_("begun"), default=clock.now, editable=False)
    ready_at = models.DateTimeField(_("ready since"), null=True, blank=True, editable=False)

    objects = SlideDeckQuerySet.as_manager()

    class Meta:
        verbose_name = _("slides")
        verbose_name_plural = _("slides")
        constraints = [
            models.UniqueConstraint(fields=["attachment", "content_hash"], name="courses_slidedeck_unique"),
            models.CheckConstraint(
                condition=~models.Q(state=SlidesState.READY) | models.Q(pages__gte=1, ready_at__isnull=False),
                name="courses_slidedeck_ready_has_pages",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attachment} · {self.get_state_display()}"

    @property
    def folder(self) -> str:
        return f"slides/{self.attachment_id}-{self.content_hash[:16]}"

    @property
    def job_key(self) -> str:
        return f"slides:{self.pk}:{self.tries}"

    @property
    def is_ready(self) -> bool:
        return self.state == SlidesState.READY

    @property
    def is_begun(self) -> bool:
        return self.state == SlidesState.MAKING

    @property
    def has_failed(self) -> bool:
        return self.state == SlidesState.FAILED


class SlidePicture(models.Model):
    """One page: what it shows in two widths, and what it says for those who cannot see it."""

    deck = models.ForeignKey(SlideDeck, on_delete=models.CASCADE, related_name="pictures")
    number = models.PositiveIntegerField(_("page"))

    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    small = models.FileField(_("picture for a phone"), storage=private_storage, upload_to=picture_address)
    large = models.FileField(_("picture for a desk"), storage=private_storage, upload_to=picture_address)

    class Meta:
        verbose_name = _("page of slides")
        verbose_name_plural = _("pages of slides")
        ordering = ["deck", "number"]
        constraints = [models.UniqueConstraint(fields=["deck", "number"], name="courses_slidepicture_unique")]

    def __str__(self) -> str:
        return f"{self.deck_id}:{self.number}"

    @property
    def heading(self) -> str:
        """What the outline calls the page, else its first line: short enough for a picture's alternative text."""
        first: str = self.text.split("\n", 1)[0]
        return self.title or (first if len(first) <= 120 else f"{first[:119]}…")

    def file_for(self, width: int) -> Any:
        return self.small if width == SLIDE_WIDTHS[0] else self.large
