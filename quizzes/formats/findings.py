"""What a reader hands back: each question of the file, taken or refused, with what there is to say about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quizzes.formats.limits import MOST_QUESTIONS

if TYPE_CHECKING:
    from quizzes.items import Item

NAME_LENGTH = 60
REASON = "Alasan"  # before what a file of refused questions says of them; content, so Indonesian; readers pass over it


class RefusedError(Exception):
    """This question cannot be taken; the text is a sentence for its author that names the cure."""


class FileRefusedError(Exception):
    """Nothing of this file can be taken; the text is a sentence for people."""


class Severity(StrEnum):
    WARNING = "warning"
    REFUSED = "refused"


@dataclass(frozen=True)
class Place:
    """Where a question stands: its number in the file from 1, and the line or row, as far as the format has such."""

    number: int = 0
    line: int = 0
    row: int = 0
    file: str = ""

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.row:
            parts.append(_("row %(row)d") % {"row": self.row})
        elif self.line:
            parts.append(_("line %(line)d") % {"line": self.line})
        if self.number:
            parts.append(_("question %(number)d") % {"number": self.number})
        return ", ".join(parts)


@dataclass(frozen=True)
class Finding:
    severity: Severity
    sentence: str
    place: Place = Place()
    name: str = ""

    def __str__(self) -> str:
        where = str(self.place)
        if self.name:
            where = f"{where} (“{self.name}”)" if where else f"“{self.name}”"
        return f"{where}: {self.sentence}" if where else self.sentence


@dataclass(frozen=True)
class Entry:
    """One question of the file. Without an item it was refused, and its last finding says why."""

    place: Place
    name: str
    item: Item | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Reading:
    format: str
    entries: tuple[Entry, ...] = ()
    about_file: tuple[Finding, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(entry.item for entry in self.entries if entry.item is not None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.about_file, *(finding for entry in self.entries for finding in entry.findings))

    @property
    def refusals(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == Severity.REFUSED)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == Severity.WARNING)


@dataclass
class Notes:
    """What comes up while one question is read; the same is said once."""

    sentences: list[str] = field(default_factory=list)

    def warn(self, sentence: str) -> None:
        if sentence not in self.sentences:
            self.sentences.append(sentence)


class Gathering:
    """Counts every question that a reader meets: `take` ends with an entry, whatever happens in between."""

    def __init__(self, format_name: str, *, most: int = MOST_QUESTIONS) -> None:
        self.format, self.most = format_name, most
        self.notes = Notes()
        self._entries: list[Entry] = []

    def take(
        self, make: Callable[[Notes], Item], *, name: str = "", line: int = 0, row: int = 0, file: str = ""
    ) -> Item | None:
        if len(self._entries) >= self.most:
            raise FileRefusedError(
                _("The file holds more than %(most)d questions. Split it into several files.") % {"most": self.most}
            )
        place = Place(len(self._entries) + 1, line, row, file)
        notes, item, refusal = Notes(), None, ""
        try:
            item = make(notes)
            for problem in item.problems():
                notes.warn(_("To be mended before it can be used: %(problem)s") % {"problem": problem})
        except RefusedError as error:
            item, refusal = None, str(error)
        name = shortened((item.name if item else "") or name)
        found = [Finding(Severity.WARNING, sentence, place, name) for sentence in notes.sentences]
        if item is None:
            found.append(Finding(Severity.REFUSED, refusal, place, name))
        self._entries.append(Entry(place, name, item, tuple(found)))
        return item

    def refuse(self, sentence: str, *, name: str = "", line: int = 0, row: int = 0, file: str = "") -> None:
        def refused(_notes: Notes) -> Item:
            raise RefusedError(sentence)

        self.take(refused, name=name, line=line, row=row, file=file)

    def reading(self, *, may_be_empty: bool = False) -> Reading:
        about = [Finding(Severity.WARNING, sentence) for sentence in self.notes.sentences]
        if not self._entries and not may_be_empty:
            about.append(Finding(Severity.REFUSED, _("No question was found in the file.")))
        return Reading(self.format, tuple(self._entries), tuple(about))


def refused_file(format_name: str, sentence: str) -> Reading:
    return Reading(format_name, (), (Finding(Severity.REFUSED, sentence),))


def shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= NAME_LENGTH else plain[: NAME_LENGTH - 1].rstrip() + "…"
