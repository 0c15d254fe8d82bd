from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.recording_chooser import RecordingChooserBlock

SPEEDS = (0.75, 1, 1.25, 1.5, 1.75, 2)


class RecordingBlock(blocks.StructBlock):
    recording = RecordingChooserBlock(label=_("recording"))
    note = blocks.CharBlock(
        label=_("what to look out for"),
        required=False,
        max_length=255,
        help_text=_("One sentence before it is played, so that nobody fetches megabytes for nothing."),
    )

    class Meta:
        icon = "media"
        label = _("Recording")
        template = "courses/blocks/recording.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context=parent_context), "speeds": SPEEDS}

    def get_searchable_content(self, value: Any) -> list[str]:
        """What is said in it is found as what is written is."""
        recording = value.get("recording")
        found: list[str] = super().get_searchable_content(value)
        return [*found, recording.title, recording.words] if recording else found
