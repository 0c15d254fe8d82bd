"""What all kinds of questions share. Pure: no database, no clock; the same answer gets the same mark for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Self, TypeGuard

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from quizzes.choices import QuestionType
from quizzes.items.fractions import ONE, ZERO, plain

MOST_PARTS = 100
LONGEST_TEXT = 20_000


class State(StrEnum):
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    BLANK = "blank"
    INVALID = "invalid"  # cannot be read; earns nothing, and whoever wrote it is told so
    TO_MARK = "to_mark"  # a person must read it


@dataclass(frozen=True)
class Media:
    """A picture or a sound, named by its content: a stem's `src` is `media:<sha256>`."""

    name: str
    content_type: str
    sha256: str
    data: bytes = b""
    alt: str = ""
    width: int = 0
    height: int = 0

    @classmethod
    def of(cls, name: str, content_type: str, data: bytes, alt: str = "") -> Self:
        return cls(name, content_type, hashlib.sha256(data).hexdigest(), data, alt)

    def to_json(self) -> dict[str, Any]:
        names = ("name", "content_type", "sha256", "alt", *(("width", "height") if self.width else ()))
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Marked:
    """What an answer earned. `reading`: what was understood ("1500.25 kg", a point before the decimals);
    `feedback`: what is said about this answer, the question's own explanation apart; `parts`: the same for each gap,
    statement, or pair, by its key."""

    fraction: Decimal | None
    state: State
    reading: str = ""
    feedback: tuple[str, ...] = ()
    parts: tuple[tuple[str, Marked], ...] = ()


BLANK = Marked(ZERO, State.BLANK)
INVALID = Marked(ZERO, State.INVALID)
TO_MARK = Marked(None, State.TO_MARK)


@dataclass(frozen=True)
class Problem:
    """Why an item cannot be published: a code for programs, a sentence for people."""

    code: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question. `body` is what takers get; `key` is all the rest; both are JSON, and `from_parts` joins them."""

    stem: str
    feedback: str = ""
    name: str = ""
    external_id: str = ""
    topic: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    marks: Decimal = ONE
    media: tuple[Media, ...] = ()

    type: ClassVar[QuestionType]

    def mark(self, value: Sequence[str] | None) -> Marked:
        """Never raises, whatever the value; what is not this question's kind of answer earns nothing."""
        if is_blank(value):
            return BLANK
        return self._marked(tuple(value or ()))

    def problems(self) -> list[Problem]:
        """Why this cannot be published; none when it can."""
        found = [] if has_text(self.stem) or self.media else [Problem("no_text", _("The question has no text."))]
        return [*found, *self._problems()]

    def advice(self) -> list[str]:
        """What is allowed and yet gives an answer away, or traps a good participant."""
        return []

    def body(self) -> dict[str, Any]:
        data: dict[str, Any] = {"type": str(self.type.value), "stem": self.stem}
        if self.marks != ONE:
            data["marks"] = plain(self.marks)
        if shown := [file.to_json() for file in self.media if not self._tells(file)]:
            data["media"] = shown
        return {**data, **self._body()}

    def key(self) -> dict[str, Any]:
        about: dict[str, Any] = {"name": self.name, "external_id": self.external_id}
        about |= {"topic": list(self.topic), "tags": list(self.tags)}
        about = {name: value for name, value in about.items() if value}
        data: dict[str, Any] = {"feedback": self.feedback, **({"about": about} if about else {})}
        if told := [file.to_json() for file in self.media if self._tells(file)]:
            data["media"] = told
        return {**data, **self._key()}

    def _tells(self, file: Media) -> bool:
        """Only the explanation shows it, so that takers must not get it."""
        source = f"media:{file.sha256}"
        return source in self.feedback and source not in self.stem and file.sha256 not in self._media_of_parts()

    def _media_of_parts(self) -> frozenset[str]:
        return frozenset()

    @classmethod
    def from_parts(
        cls, body: Mapping[str, Any], key: Mapping[str, Any], files: Mapping[str, bytes] | None = None
    ) -> Self:
        """The inverse of `body` and `key`. Bytes of media are kept elsewhere: `files` gives them by their SHA-256."""
        about = key.get("about", {})
        return cls(
            stem=body["stem"],
            feedback=key.get("feedback", ""),
            name=about.get("name", ""),
            external_id=about.get("external_id", ""),
            topic=tuple(about.get("topic", ())),
            tags=tuple(about.get("tags", ())),
            marks=Decimal(body.get("marks", 1)),
            media=tuple(
                Media(**row, data=(files or {}).get(row["sha256"], b""))
                for row in (*body.get("media", ()), *key.get("media", ()))
            ),
            **cls._own(body, key),
        )

    @classmethod
    def accepts(cls, body: Mapping[str, Any], value: object) -> bool:
        """Whether a value may be stored as an answer to this body; an empty list is a blank and always may."""
        return is_texts(value) and (not value or cls._accepts(body, value))

    def best_value(self) -> list[str] | None:
        """An answer that earns 1; None where only a person can say so."""
        raise NotImplementedError

    def _marked(self, value: tuple[str, ...]) -> Marked:
        raise NotImplementedError

    def _problems(self) -> list[Problem]:
        raise NotImplementedError

    def _body(self) -> dict[str, Any]:
        raise NotImplementedError

    def _key(self) -> dict[str, Any]:
        raise NotImplementedError

    @classmethod
    def _own(cls, body: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    @classmethod
    def _accepts(cls, body: Mapping[str, Any], value: list[str]) -> bool:
        raise NotImplementedError


def has_text(html: str) -> bool:
    return bool(strip_tags(html).replace("&nbsp;", " ").strip())


def is_blank(value: Sequence[str] | None) -> bool:
    """Nothing, or nothing but blanks. "0" is an answer."""
    return not value or not any(part.strip() for part in value)


def is_texts(value: object) -> TypeGuard[list[str]]:
    return (
        isinstance(value, list)
        and len(value) <= MOST_PARTS
        and all(isinstance(part, str) and len(part) <= LONGEST_TEXT for part in value)
    )


def state_of(fraction: Decimal) -> State:
    if fraction == ONE:
        return State.RIGHT
    return State.PARTLY if fraction else State.WRONG


def keys_for(texts: Sequence[str]) -> tuple[str, ...]:
    """Keys for parts that have none yet: the same for the same texts, and telling nothing of their order."""
    seen: dict[str, int] = {}
    keys = []
    for text in texts:
        seen[text] = seen.get(text, 0) + 1
        keys.append(hashlib.sha256(f"{seen[text]}\x00{text}".encode("utf-8", "surrogatepass")).hexdigest()[:8])
    return tuple(keys)


def pairs_in(value: Sequence[str]) -> dict[str, str] | None:
    """`["a:x", …]` by what stands before the first colon; None where a part has no colon or one comes twice."""
    found: dict[str, str] = {}
    for part in value:
        if not part.strip():
            continue
        name, colon, rest = part.partition(":")
        if not colon or name in found:
            return None
        found[name] = rest
    return found


def problems_of_keys(keys: Sequence[str]) -> list[Problem]:
    """Keys name parts in answers, where a colon ends them."""
    if len(set(keys)) < len(keys) or any(not key or ":" in key for key in keys):
        return [Problem("bad_keys", _("The parts of this question cannot be told apart; please save it anew."))]
    return []


def problems_of_texts(texts: Sequence[str], sentence: str) -> list[Problem]:
    """Two parts that read the same, or one that says nothing."""
    known = [text.strip().casefold() for text in texts]
    found = [Problem("empty_part", _("A part of this question has no text."))] if not all(known) else []
    return [*found, Problem("same_text", sentence)] if len(set(known)) < len(known) else found
