"""What all kinds of questions are made of: texts, options, answers, and how parts become plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from quizzes.formats.findings import Notes, RefusedError
from quizzes.formats.limits import MOST_PARTS
from quizzes.formats.media import Shelf
from quizzes.formats.texts import plain_of, says_something
from quizzes.items import Item, Media, Tolerance
from quizzes.items.fractions import ONE, ZERO

FORMATTING = re.compile(r"<(?!/|p\b|br\b|img\b|audio\b)([a-z0-9]+)")
MEDIUM = re.compile(r'<(?:img|audio)[^>]*?\ssrc="media:([0-9a-f]{64})"[^>]*>')
ALT = re.compile(r'\s(?:alt|title)="([^"]*)"')
Rows = TypeVar("Rows", bound=Sequence[Any])


@dataclass
class Common:
    """What every question has, its texts already HTML of the allow-list."""

    stem: str
    feedback: str = ""
    name: str = ""
    external_id: str = ""
    topic: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    marks: Decimal = ONE
    is_gap: bool = False  # a gap of a text has no text of its own
    shelf: Shelf = field(default_factory=Shelf)

    def for_item(self, *more: str) -> dict[str, Any]:
        if self.is_gap:
            return {"stem": ""}
        if not says_something(self.stem):
            raise RefusedError(_("The question has no text. Write one."))
        if self.marks <= ZERO or self.marks > 1000:
            raise RefusedError(
                _("It is worth %(marks)s marks. Give it more than 0 and at most 1,000.") % {"marks": self.marks}
            )
        texts = (self.stem, *more, self.feedback)  # the words of the first use: those of the explanation may tell
        alts: dict[str, re.Match[str] | None] = {}
        for match in (match for text in texts for match in MEDIUM.finditer(text)):
            alts.setdefault(match[1], ALT.search(match[0]))
        return {
            "stem": self.stem,
            "feedback": self.feedback,
            "name": " ".join(self.name.split())[:200],
            "external_id": self.external_id.strip()[:200],
            "topic": self.topic,
            "tags": tuple(dict.fromkeys(tag[:100] for tag in self.tags)),
            "marks": self.marks,
            "media": tuple(
                Media(name=name, content_type=kind, sha256=key, data=data, alt=alt[1] if (alt := alts.get(key)) else "")
                for key, name, kind, data in self.shelf.used_in(*texts)
            ),
        }


@dataclass(frozen=True)
class Option:
    """`text` and `said` are HTML of the allow-list."""

    text: str
    share: Decimal
    said: str = ""
    last: bool = False


@dataclass(frozen=True)
class Spoken:
    """An answer that people type, `*` for anything; `said` is HTML."""

    text: str
    share: Decimal = ONE
    said: str = ""


@dataclass(frozen=True)
class Target:
    value: Decimal
    tolerance: Decimal = ZERO
    kind: Tolerance = Tolerance.ABSOLUTE
    share: Decimal = ONE
    said: str = ""


@dataclass(frozen=True)
class MadeGap:
    """`key` stands in the stem as `[[key]]`; `item` was made with `GAP` as its common part."""

    key: str
    item: Item
    weight: Decimal = ONE


GAP = Common(stem="", is_gap=True)


def counted(rows: Sequence[object], least: int, sentence: str) -> None:
    if len(rows) < least:
        raise RefusedError(sentence)
    not_too_many(rows)


def not_too_many(rows: Rows) -> Rows:
    """Asked before each part is looked at, so that a file of nothing but parts takes no time."""
    if len(rows) > MOST_PARTS:
        raise RefusedError(
            _("It has %(count)d options or parts. At most %(most)d are possible.")
            % {"count": len(rows), "most": MOST_PARTS}
        )
    return rows


def part_of(markup: str, notes: Notes, *, with_media: bool = False) -> Any:
    """Parts of a question are plain text, with one picture or sound beside an option; what is lost is told."""
    if not markup:
        return ("", "") if with_media else ""
    found = MEDIUM.findall(markup)
    if FORMATTING.search(markup):
        notes.warn(
            _("Bold, lists and other formatting of options, parts and remarks were left out: they are plain text.")
        )
    if len(found) > (1 if with_media else 0):
        notes.warn(_("A picture or sound of an option or remark was left out: only options may have one each."))
    # A picture that is an option by itself has no words beside it: what is seen stays for who cannot see it.
    text = " ".join(plain_of(MEDIUM.sub("", markup) if with_media else markup).split())
    return (text, found[0] if found else "") if with_media else text
