"""Aiken: a question on its lines, options with a letter each, and `ANSWER: B`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quizzes.formats import making
from quizzes.formats.encodings import text_of
from quizzes.formats.findings import REASON, Gathering, Notes, Reading, RefusedError
from quizzes.formats.making import Common, Option
from quizzes.formats.texts import clean, from_plain

if TYPE_CHECKING:
    from quizzes.items import Item

FORMAT = "aiken"
OPTION = re.compile(r"([A-Za-z])[).][ \t]+(\S.*)")
REMARK = f"// {REASON}:"  # Aiken has no remarks of its own
ANSWER = re.compile(r"ANSWER[ \t]*:[ \t]*(.*)", re.IGNORECASE)


@dataclass
class Draft:
    line: int
    lines: list[str] = field(default_factory=list)
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    answer: str | None = None

    def item(self, notes: Notes) -> Item:
        letters = [letter for letter, _text in self.options]
        if self.answer is None:
            raise RefusedError(_("It has no line “ANSWER: …”. Add one with the letter of the right option."))
        if not self.stem:
            raise RefusedError(_("It has no text before its options. Write the question on the line above them."))
        if not self.options:
            raise RefusedError(_("It has no options. Write each on a line of its own, like “A. text”."))
        if len(set(letters)) < len(letters):
            raise RefusedError(_("Two options have the same letter. Give each its own."))
        if self.answer not in letters:
            raise RefusedError(
                _("The right answer “%(answer)s” is none of its options (%(letters)s).")
                % {"answer": self.answer[:20], "letters": ", ".join(letters)}
            )
        options = [
            Option(clean(from_plain(text), notes), Decimal(letter == self.answer)) for letter, text in self.options
        ]
        return making.choice(
            Common(stem=clean(from_plain("\n".join(self.stem)), notes)), options, multiple=False, notes=notes
        )


def read_aiken(data: bytes) -> Reading:
    gathering = Gathering(FORMAT)
    for draft in drafts_of(text_of(data, gathering.notes.warn)):
        gathering.take(draft.item, name=" ".join(draft.stem), line=draft.line)
    return gathering.reading()


def drafts_of(text: str) -> Iterator[Draft]:
    draft: Draft | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.strip()
        if not words or words.startswith(REMARK):
            continue
        option, answer = OPTION.fullmatch(words), ANSWER.fullmatch(words)
        if not (option or answer) and draft is not None and draft.options:
            yield draft  # it never said which option is right
            draft = None
        draft = draft or Draft(number)
        draft.lines.append(words)
        if answer:
            draft.answer = answer[1].strip().rstrip(".)").upper()
            yield draft
            draft = None
        elif option:
            draft.options.append((option[1].upper(), option[2].strip()))
        else:
            draft.stem.append(words)
    if draft is not None:
        yield draft
