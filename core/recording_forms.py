"""One form for a recording: a film from a phone and twenty minutes are enough."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.captions import check_against, read_captions
from core.choices import CaptionLanguage
from core.errors import DomainError
from core.models import Recording
from core.recordings.check import EXTENSIONS, check_recording
from core.recordings.facts import RecordingFacts
from core.recordings.posters import TAKEN, small_poster
from core.recordings.saving import save_recording
from core.webvtt import MOST_BYTES, Captions

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

ACCEPTED = ",".join(f".{extension}" for extension in EXTENSIONS)
ACCEPTED_POSTERS = ",".join(f".{extension}" for extension in sorted(TAKEN))


class RecordingForm(forms.ModelForm[Recording]):
    file = forms.FileField(
        label=_("Video or audio file"),
        help_text=_("MP4, WebM, MP3, M4A or OGG. A video of 720p is enough for a phone, and comes over a weak signal."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    title = forms.CharField(
        label=_("Title"), max_length=255, required=False, help_text=_("Left empty, the name of the file stands for it.")
    )
    thumbnail = forms.FileField(
        label=_("Poster picture"),
        required=False,
        help_text=_("Shown before the video begins. A photo or a slide; it is made smaller by itself."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED_POSTERS}),
    )

    class Meta:
        model = Recording
        fields = ["file", "title", "thumbnail", "transcript"]
        widgets = {"transcript": forms.Textarea(attrs={"rows": 8})}
        labels = {"transcript": _("Transcript")}

    def __init__(self, *args: Any, actor: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.facts: RecordingFacts | None = None
        self.found: dict[str, Captions] = {}
        self.poster: File[Any] | None = None
        self.fields["file"].widget.attrs["data-most-bytes"] = str(settings.RECORDING_MAX_BYTES)
        if self.instance.pk:
            self.fields["file"].required = False
            self.fields["file"].label = _("Another file in its place")
        self._add_captions_fields()
        self.order_fields(["file", "title", *(name for name in self.fields if "captions" in name), "thumbnail"])

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file and file is not self.instance.file:
            self.facts = _or_refused(check_recording, file)
        return file

    def clean_thumbnail(self) -> Any:
        file = self.cleaned_data.get("thumbnail")
        if file and file != self.instance.thumbnail:
            self.poster = _or_refused(small_poster, file)
        return self.instance.thumbnail

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("title") and data.get("file"):
            data["title"] = _title_from(data["file"].name)
        for language in CaptionLanguage:
            file = data.get(f"captions_{language}")
            if file:
                self._read(language, file)
        return data

    def _read(self, language: str, file: File[Any]) -> None:
        try:
            found = read_captions(file.read(MOST_BYTES + 1))
            seconds = self.facts.seconds if self.facts else self.instance.seconds
            if seconds:
                check_against(found, seconds)
        except DomainError as refusal:
            self.add_error(f"captions_{language}", str(refusal))
        else:
            self.found[language] = found

    @property
    def notes(self) -> list[str]:
        """What was left out of the captions, for whoever sent them."""
        return [note for captions in self.found.values() for note in captions.notes]

    def save(self, commit: bool = True) -> Recording:
        return save_recording(
            recording=self.instance,
            actor=self.actor,
            facts=self.facts,
            captions=self.found,
            without=[language for language in CaptionLanguage if self.cleaned_data.get(f"without_captions_{language}")],
            poster=self.poster,
        )

    def _add_captions_fields(self) -> None:
        present = {captions.language for captions in self.instance.captions.all()} if self.instance.pk else set()
        for language in CaptionLanguage:
            self.fields[f"captions_{language}"] = forms.FileField(
                label=format_lazy(_("Captions: {language}"), language=language.label),
                required=False,
                help_text=_("They are there. Another file takes their place.")
                if language in present
                else _("A WebVTT (.vtt) or SRT file: for those who cannot hear, or sit where it must be quiet."),
                widget=forms.FileInput(attrs={"accept": ".vtt,.srt,text/vtt"}),
            )
            if language in present:
                self.fields[f"without_captions_{language}"] = forms.BooleanField(
                    label=format_lazy(_("Take these captions away: {language}"), language=language.label),
                    required=False,
                )


def _or_refused(read: Any, file: File[Any]) -> Any:
    try:
        return read(file)
    except DomainError as refusal:
        raise ValidationError(str(refusal)) from refusal


def _title_from(name: str) -> str:
    return PurePath(name).stem.replace("_", " ").replace("-", " ").strip()[:255] or name[:255]
