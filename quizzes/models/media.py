from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from core.models.media import private_storage
from quizzes import rules
from quizzes.choices import MediaPlace

if TYPE_CHECKING:
    from members.models import User


class QuestionMediaQuerySet(models.QuerySet["QuestionMedia"]):
    def visible_to(self, user: User) -> QuestionMediaQuerySet:
        """What stands in a bank that the user may see, now or in a frozen version."""
        return self.filter(rules.media_visible_to(user))

    def unused(self) -> QuestionMediaQuerySet:
        """What no question shows, and none that was ever published."""
        return self.filter(attachments=None, options=None, versions=None)


class QuestionMedia(models.Model):
    """A picture or a sound of questions, named by its content: the same file is kept once, whoever brought it.

    Who brought it, and from where, is not kept. What it shows in words belongs to each use.
    """

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150, editable=False)
    content_type = models.CharField(_("content type"), max_length=40, editable=False)
    file = models.FileField(_("file"), storage=private_storage, upload_to="question_media", editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    seconds = models.PositiveIntegerField(default=0, editable=False)
    stored_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = QuestionMediaQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture or sound of a question")
        verbose_name_plural = _("pictures and sounds of questions")
        ordering = ["-stored_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_sound(self) -> bool:
        return self.content_type.startswith("audio/")

    @property
    def is_there(self) -> bool:
        """Its file may have been lost with a disk; a page then shows the words."""
        return bool(self.file.name) and self.file.storage.exists(self.file.name or "")

    @property
    def served_as(self) -> str:
        """Its author's name for the file may tell the answer; readers get another."""
        return f"{self.sha256[:12]}{PurePath(self.file.name or '').suffix}"


class QuestionAttachment(Orderable):
    """A picture or sound that a question shows: below its text, or where `[gambar 1]` or `[suara 2]` stands in it."""

    question = ParentalKey("quizzes.Question", on_delete=models.CASCADE, related_name="attachments")
    media = models.ForeignKey(
        QuestionMedia,
        verbose_name=_("picture or sound"),
        to_field="sha256",
        on_delete=models.PROTECT,
        related_name="attachments",
    )
    alt = models.CharField(
        _("what is seen or heard"),
        max_length=500,
        blank=True,
        help_text=_("For those who cannot see or hear it. Say what matters for the question, not the answer."),
    )
    is_decoration = models.BooleanField(
        _("only decoration"), default=False, help_text=_("The question can be answered without it.")
    )
    place = models.CharField(
        _("where it stands"), max_length=10, choices=MediaPlace.choices, default=MediaPlace.QUESTION
    )

    class Meta(Orderable.Meta):
        verbose_name = _("picture or sound")
        verbose_name_plural = _("pictures and sounds")

    def __str__(self) -> str:
        return self.alt
