"""WebVTT, read strictly and written anew. Pure.

A player drops a cue that it cannot read without a word, so what is wrong is said here, with its line and its cure. What
goes out is written anew from what was understood: nothing of the file that was sent reaches a reader unread.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import DomainError

MOST_BYTES = 1024 * 1024
LONGEST_LINE = 500
TIMESTAMP = re.compile(r"(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})", re.ASCII)
ARROW = "-->"
LINE_ENDS = re.compile(r"\r\n|\r|\n")
BLANK = re.compile(r"[ \t]*")
TAG = re.compile(r"<(/?)([a-z]*)((?:\.[^\s<>.]+)*)(?:[ \t]([^<>]*))?>|<(\d[\d:.]*)>")
TAGS = frozenset({"b", "i", "u", "c", "v", "lang", "ruby", "rt"})
ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": "\u00a0", "&lrm;": "\u200e", "&rlm;": "\u200f"}
ENTITY = re.compile("|".join(ENTITIES))

PERCENT = r"(?:100(?:\.0+)?|\d{1,2}(?:\.\d+)?)%"
SETTINGS = {
    "vertical": re.compile(r"rl|lr"),
    "line": re.compile(rf"(?:-?\d{{1,4}}|{PERCENT})(?:,(?:start|center|end))?"),
    "position": re.compile(rf"{PERCENT}(?:,(?:line-left|center|line-right))?"),
    "size": re.compile(PERCENT),
    "align": re.compile(r"start|center|end|left|right"),
}


class CaptionsRefused(DomainError):  # noqa: N818  names the refusal
    """The captions cannot be shown as they are; `details["line"]` says where, where it is one line's fault."""


@dataclass(frozen=True)
class Cue:
    """What stands on the screen from `start` to `end`, in thousandths of a second; `text` has WebVTT's own marks."""

    start: int
    end: int
    text: str
    settings: str = ""
    line: int = 0
    """Where it begins in the file that it was read from."""

    @property
    def plain(self) -> str:
        return ENTITY.sub(lambda found: ENTITIES[found[0]], TAG.sub("", self.text))

    @property
    def voice(self) -> str:
        """Who speaks, where the first mark says so."""
        found = TAG.match(self.text)
        return (found[4] or "").strip() if found and found[2] == "v" and not found[1] else ""


@dataclass(frozen=True)
class Captions:
    cues: tuple[Cue, ...]
    notes: tuple[str, ...] = ()
    """What was left out or looks strange, in sentences for whoever sent the file."""


def write_webvtt(cues: Iterable[Cue]) -> str:
    blocks = [f"{timestamp(cue.start)} {ARROW} {timestamp(cue.end)}{_spaced(cue.settings)}\n{cue.text}" for cue in cues]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def timestamp(thousandths: int) -> str:
    seconds, rest = divmod(thousandths, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{rest:03d}"


def lines_of(data: bytes) -> list[str]:
    if len(data) > MOST_BYTES:
        raise CaptionsRefused(_("The file is too large for captions: at most 1 MB."))
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CaptionsRefused(_("The file is written in UTF-16. Save it as UTF-8, then try again."))
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        number = len(LINE_ENDS.findall(data[: error.start].decode())) + 1
        raise refused(number, _("A character is not UTF-8. Save the file as UTF-8, then try again.")) from error
    if not text.strip():
        raise CaptionsRefused(_("The file is empty."))
    lines: list[str] = LINE_ENDS.split(text)
    for number, line in enumerate(lines, start=1):
        if "\0" in line:
            raise refused(number, _("The line holds a character that no text has. Is this a file of captions?"))
        if len(line) > LONGEST_LINE:
            raise refused(number, _("The line is too long for a screen. Break it into several cues."))
    return lines


def read_webvtt(lines: list[str]) -> Captions:
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise refused(1, _('The first line must be "WEBVTT" alone; put what follows it behind a space.'))
    cues: list[Cue] = []
    notes: list[str] = []
    for number, block in blocks(lines):
        if number == 1:
            if stray := next((offset for offset, line in enumerate(block) if ARROW in line), None):
                raise refused(number + stray, _('Leave an empty line between "WEBVTT" and the first cue.'))
        elif _is_named(block[0], "NOTE"):
            if stray := next((offset for offset, line in enumerate(block) if ARROW in line), None):
                raise refused(number + stray, _("A note holds a cue. Leave an empty line before the cue."))
        elif _is_named(block[0], "STYLE") or _is_named(block[0], "REGION"):
            notes.append(_about(number, _("colours and regions are left out; the player has its own.")))
        else:
            take(_webvtt_cue(number, block, notes), cues, notes)
    return collected(cues, notes)


def blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines between empty ones, each with the number of its first."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if BLANK.fullmatch(line):
            if block:
                yield number - len(block), block
            block = []
        else:
            block.append(line)


def _webvtt_cue(number: int, block: list[str], notes: list[str]) -> Cue:
    at = 0 if ARROW in block[0] else 1
    if at >= len(block) or ARROW not in block[at]:
        raise refused(number, _("A line of times is missing here, such as 00:00:05.000 --> 00:00:08.000."))
    number += at
    start, end, rest = times(number, block[at], _webvtt_time)
    text = text_of(number, block[at + 1 :])
    for offset, line in enumerate(text, start=1):
        _check_marks(number + offset, line)
    return Cue(start, end, "\n".join(text), _settings(number, rest, notes), number)


def times(number: int, line: str, read: Callable[[int, str], int]) -> tuple[int, int, str]:
    first, _arrow, rest = line.partition(ARROW)
    second, _space, settings = rest.strip().replace("\t", " ").partition(" ")
    start, end = read(number, first.strip()), read(number, second.strip())
    if end <= start:
        raise refused(
            number,
            _("The cue ends at %(end)s, not after its beginning at %(start)s. Correct one of the two times.")
            % {"start": timestamp(start), "end": timestamp(end)},
        )
    return start, end, settings


def _webvtt_time(number: int, text: str) -> int:
    found = TIMESTAMP.fullmatch(text)
    if found is None:
        if TIMESTAMP.fullmatch(text.replace(",", ".")):
            raise refused(number, _("%(time)s has a comma before the thousandths. Write a point.") % {"time": text})
        raise refused(
            number, _("%(time)s is not a time. Write hours:minutes:seconds.thousandths.") % {"time": shown(text)}
        )
    return thousandths(found[1] or "0", found[2], found[3], found[4])


def thousandths(hours: str, minutes: str, seconds: str, rest: str) -> int:
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(rest)


def text_of(number: int, lines: list[str]) -> list[str]:
    for offset, line in enumerate(lines, start=1):
        if ARROW in line:
            raise refused(number + offset, _("A cue begins inside another. Leave an empty line before it."))
    if not any(TAG.sub("", line).strip() for line in lines):
        raise refused(number, _("The cue has no text. Write what is said, or take the cue out."))
    return [line.strip() for line in lines]


def _check_marks(number: int, line: str) -> None:
    for mark in TAG.finditer(line):
        if mark[5] is None and mark[2] not in TAGS and (mark[2] or not mark[1]):
            raise refused(number, _("%(mark)s is not a mark of WebVTT. Take it out.") % {"mark": shown(mark[0])})
    bare = TAG.sub("", line)
    if "<" in bare:
        raise refused(number, _('A "<" stands alone, or its mark is not closed. Write "&lt;" for the sign itself.'))


def _settings(number: int, text: str, notes: list[str]) -> str:
    kept = []
    for setting in text.split():
        name, _colon, value = setting.partition(":")
        if name == "region":
            notes.append(_about(number, _("colours and regions are left out; the player has its own.")))
        elif name not in SETTINGS or not SETTINGS[name].fullmatch(value):
            raise refused(
                number, _("%(setting)s is not a setting of a cue. Take it out.") % {"setting": shown(setting)}
            )
        else:
            kept.append(setting)
    return " ".join(kept)


def take(cue: Cue, cues: list[Cue], notes: list[str]) -> None:
    if cues and cue.start < cues[-1].start:
        raise refused(
            cue.line,
            _("The cue begins before the one above it (line %(other)d). Put the cues in the order of their times.")
            % {"other": cues[-1].line},
        )
    if cues and cue.start < cues[-1].end:
        notes.append(_about(cue.line, _("the cue overlaps the one above it; both are shown at once.")))
    cues.append(cue)


def collected(cues: list[Cue], notes: list[str]) -> Captions:
    if not cues:
        raise CaptionsRefused(_("There is no cue in the file."))
    return Captions(tuple(cues), tuple(notes))


def _is_named(line: str, name: str) -> bool:
    return line == name or line.startswith((f"{name} ", f"{name}\t"))


def _spaced(settings: str) -> str:
    return f" {settings}" if settings else ""


def shown(text: str) -> str:
    return f"“{text[:40]}”"


def _about(number: int, sentence: str) -> str:
    return _("Line %(line)d: %(sentence)s") % {"line": number, "sentence": sentence}


def refused(number: int, sentence: str) -> CaptionsRefused:
    return CaptionsRefused(_about(number, sentence), line=number)
