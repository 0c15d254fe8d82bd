"""Captions of either kind, and the running text that is made of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.srt import read_srt
from core.webvtt import ARROW, Captions, Cue, lines_of, read_webvtt, refused, timestamp


def read_captions(data: bytes) -> Captions:
    """WebVTT, or SRT where the file is one. Raises CaptionsRefused with the first fault."""
    lines = lines_of(data)
    if lines[0].startswith("WEBVTT"):
        return read_webvtt(lines)
    if any(ARROW in line and "," in line for line in lines[:20]):
        return read_srt(lines)
    raise refused(1, _('The first line must be "WEBVTT", and nothing may stand before it.'))


def check_against(captions: Captions, seconds: float) -> None:
    """Refuses captions that go on after the recording has ended: they belong to another one."""
    for cue in captions.cues:
        if cue.start > seconds * 1000:
            raise refused(
                cue.line,
                _("The cue begins at %(time)s, but the recording ends at %(end)s. Are these captions of another one?")
                % {"time": timestamp(cue.start), "end": timestamp(round(seconds * 1000))},
            )


def transcript_of(cues: Sequence[Cue]) -> str:
    """The words as running text: a new paragraph where another speaks, after a pause, and where one grows long."""
    paragraphs: list[list[str]] = []
    before: Cue | None = None
    for cue in cues:
        words = " ".join(cue.plain.split())
        if before is None or _begins_anew(before, cue, paragraphs[-1]):
            paragraphs.append([f"{cue.voice}: {words}" if cue.voice else words])
        else:
            paragraphs[-1].append(words)
        before = cue
    return "\n\n".join(" ".join(words) for words in paragraphs)


def _begins_anew(before: Cue, cue: Cue, paragraph: Sequence[str]) -> bool:
    if cue.voice and cue.voice != before.voice:
        return True
    has_ended = paragraph[-1].endswith((".", "?", "!", "…"))
    return has_ended and (cue.start - before.end >= 1500 or sum(map(len, paragraph)) > 350)
