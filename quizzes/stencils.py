"""A template that is drawn once, with holes where people and attempts differ."""

from __future__ import annotations

import re
import secrets
from collections.abc import Hashable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from quizzes.kept import Kept

_MARK = secrets.token_hex(12)
"""No text that is drawn can contain it: nobody knows it but this process."""
_HOLE = re.compile(rf"{_MARK}(\w+){_MARK}")

SOMEBODY = uuid4()
"""Stands for the attempt in addresses while they are drawn: a hole that looks like an id."""


MOST_PARTS = 128
_parts: Kept[tuple[object, ...], str] = Kept(MOST_PARTS)


def hole(name: str) -> Any:
    """Goes into a template in place of a value."""
    return mark_safe(f"{_MARK}{name}{_MARK}")  # noqa: S308


def stencil(template: str, **context: object) -> str:
    """What the template comes to, as a pattern for `filled`; whatever is no hole is escaped and translated for good."""
    markup: str = get_template(template).render(context)
    marked = markup.replace(str(SOMEBODY), hole("attempt"))
    return _HOLE.sub(r"%(\1)s", marked.replace("%", "%%"))


def drawn_part(template: str, *, attempt: UUID | None = None, token: str = "", **facts: Hashable) -> SafeString:
    """A part of a page that comes to the same for everybody of whom the same `facts` hold, but for the attempt in
    addresses and the token of forms."""
    key = (template, get_language(), tuple(sorted(facts.items())))
    drawn: dict[str, object] = {"attempt": {"uid": SOMEBODY}, "csrf_token": hole("token"), **facts}
    return filled(_parts.get(key, lambda: stencil(template, **drawn)), {"attempt": attempt, "token": token})


def filled(pattern: str, values: Mapping[str, object]) -> SafeString:
    """`values` are numbers, ids and ready markup: nothing is escaped here."""
    return mark_safe(pattern % values)  # noqa: S308
