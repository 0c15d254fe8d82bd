"""Video and audio in the private storage, with what is said in them as captions and transcript."""

from __future__ import annotations

from functools import cached_property

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import AbstractMedia

from core.captions import paragraphs_of, transcript_of
from core.choices import CaptionLanguage
from core.models.media import private_storage
from core.webvtt import Cue, lines_of, read_webvtt


class Recording(AbstractMedia):
    """A film or a sound that belongs to materials: reachable only at their addresses, behind their rules.

    What it is and how long it plays is read from the file itself, never asked.
    """

    file = models.FileField(_("file"), storage=private_storage, upload_to="recordings")
    thumbnail = models.FileField(
        _("poster picture"),
        storage=private_storage,
        upload_to="recording_posters",
        blank=True,
        help_text=_("Shown before the video begins. A photo or a slide; it is made smaller by itself."),
    )
    transcript = models.TextField(
        _("transcript"),
        blank=True,
        help_text=_("What is said, as text. Leave empty to have it made from the captions."),
    )

    content_type = models.CharField(_("content type"), max_length=40, editable=False)
    file_size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    stamp = models.CharField(max_length=32, editable=False)

    class Meta(AbstractMedia.Meta):
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")

    def clean(self) -> None:
        """Not that of the class above: it compares names with a kind that the file itself tells."""
        models.Model.clean(self)

    @property
    def url(self) -> str:
        return reverse("core_admin:recording", args=[self.pk])

    @property
    def is_video(self) -> bool:
        return bool(self.type == "video")

    @property
    def seconds(self) -> float:
        return float(self.duration)

    @cached_property
    def all_captions(self) -> list[RecordingCaptions]:
        """Indonesian first, which is what a player shows by itself."""
        return sorted(self.captions.all(), key=lambda captions: CaptionLanguage.values.index(captions.language))

    @property
    def cues(self) -> list[Cue]:
        return self.all_captions[0].cues if self.all_captions else []

    @property
    def paragraphs(self) -> list[list[Cue]]:
        return paragraphs_of(self.cues)

    @property
    def words(self) -> str:
        """What is said: as it was written down, or as the captions have it."""
        return self.transcript or transcript_of(self.cues)


class RecordingCaptions(models.Model):
    """Captions in one language, as WebVTT that was read and written anew."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(_("language"), max_length=3, choices=CaptionLanguage.choices)
    text = models.TextField(_("captions"))

    class Meta:
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        constraints = [
            models.UniqueConstraint(fields=["recording", "language"], name="core_captions_one_for_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.recording} · {self.get_language_display()}"

    @property
    def cues(self) -> list[Cue]:
        return list(read_webvtt(lines_of(self.text.encode())).cues)
