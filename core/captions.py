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
    """The words as running text."""
    return "\n\n".join(
        " ".join(filter(None, [f"{found[0].voice}:" if found[0].voice else "", *map(words_of, found)]))
        for found in paragraphs_of(cues)
    )


def paragraphs_of(cues: Sequence[Cue]) -> list[list[Cue]]:
    """A new one where another speaks, after a pause, and where one grows long."""
    paragraphs: list[list[Cue]] = []
    for cue in cues:
        if paragraphs and not _begins_anew(paragraphs[-1], cue):
            paragraphs[-1].append(cue)
        else:
            paragraphs.append([cue])
    return paragraphs


def words_of(cue: Cue) -> str:
    return " ".join(cue.plain.split())


def _begins_anew(paragraph: Sequence[Cue], cue: Cue) -> bool:
    before = paragraph[-1]
    if cue.voice and cue.voice != before.voice:
        return True
    has_ended = words_of(before).endswith((".", "?", "!", "…"))
    return has_ended and (cue.start - before.end >= 1500 or sum(len(cue.plain) for cue in paragraph) > 350)
