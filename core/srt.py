"""SRT, the captions that most programs write: taken by converting. Pure."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from core.webvtt import (
    ARROW,
    Captions,
    Cue,
    blocks,
    collected,
    refused,
    shown,
    take,
    text_of,
    thousandths,
    times,
)

SRT_TIMESTAMP = re.compile(r"(\d{1,3}):([0-5]?\d):([0-5]?\d)[,.](\d{1,3})", re.ASCII)
SRT_TAG = re.compile(r"</?(?:font|span)\b[^<>]*>|\{\\[^{}]*\}", re.IGNORECASE)
SRT_KEPT = re.compile(r"</?[biu]>", re.IGNORECASE)


def read_srt(lines: list[str]) -> Captions:
    cues: list[Cue] = []
    notes: list[str] = []
    for number, block in blocks(lines):
        at = 1 if block[0].strip().isdecimal() and len(block) > 1 else 0
        take(_srt_cue(number + at, block[at:]), cues, notes)
    return collected(cues, notes)


def _srt_cue(number: int, block: list[str]) -> Cue:
    if ARROW not in block[0]:
        raise refused(number, _("A line of times is missing here, such as 00:00:05,000 --> 00:00:08,000."))
    start, end, _rest = times(number, block[0], _srt_time)
    text = [_srt_line(line) for line in text_of(number, block[1:])]
    return Cue(start, end, "\n".join(line for line in text if line), "", number)


def _srt_line(line: str) -> str:
    """Bold, italic and underlined stay; colours and positions go; everything else is text."""
    pieces = []
    bare = SRT_TAG.sub("", line).strip()
    last = 0
    for mark in SRT_KEPT.finditer(bare):
        pieces += [_escaped(bare[last : mark.start()]), mark[0].lower()]
        last = mark.end()
    return "".join([*pieces, _escaped(bare[last:])])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _srt_time(number: int, text: str) -> int:
    found = SRT_TIMESTAMP.fullmatch(text)
    if found is None:
        raise refused(
            number, _("%(time)s is not a time. Write hours:minutes:seconds,thousandths.") % {"time": shown(text)}
        )
    return thousandths(found[1], found[2], found[3], found[4].ljust(3, "0"))
