"""Numbers of questions as django-quiz-app keeps them: `5,,6,`, with empty entries, and cut where the column ended."""

from __future__ import annotations

from dataclasses import dataclass

COLUMN = 1024
LONGEST_KEY = 20


@dataclass(frozen=True)
class Keys:
    """`keys` once each, in order. Of a list that may be cut off a last number without a comma is left out."""

    keys: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    is_cut: bool = False


def keys_in(text: str) -> Keys:
    parts = text.split(",")
    is_cut = len(text) >= COLUMN
    if is_cut:
        parts.pop()  # nothing after a last comma; without one, a number that may have lost its end
    found: dict[str, None] = {}
    repeated, unreadable = [], []
    for part in map(str.strip, parts):
        if not part:
            continue
        if not (part.isascii() and part.isdecimal()) or len(part) > LONGEST_KEY:
            unreadable.append(part[:LONGEST_KEY])
        elif part in found:
            repeated.append(part)
        else:
            found[part] = None
    return Keys(tuple(found), tuple(dict.fromkeys(repeated)), tuple(unreadable), is_cut)
