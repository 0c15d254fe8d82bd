"""Addresses with arguments in templates. Which shape the address of a page has is asked once per process, and what goes
into it is then put there: a list of fifty people has a hundred addresses, each of which Django seeks anew.

Only keys are put in: identifiers, numbers, and words of letters, digits, `-` and `_`, which stand in an address as they
are. Whatever else is given, or a page whose address is made otherwise, stays with Django.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.template import Context, Node
from django.template.base import FilterExpression
from django.urls import NoReverseMatch, Resolver404, get_script_prefix, get_urlconf, resolve, reverse
from django.utils.html import conditional_escape

IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WORD = re.compile(r"[-a-zA-Z0-9_]+", re.ASCII)
# What a page may ask its arguments to be, by what they are; and what stands in for them to learn its shape.
MAY_BE: dict[str, frozenset[str]] = {
    "identifier": frozenset({"uuid", "slug", "str"}),
    "number": frozenset({"int", "slug", "str"}),
    "word": frozenset({"slug", "str"}),
}
NUMBER = 2_147_400_000
# A route that only names its arguments, and no pattern that would choose among them.
ROUTE = re.compile(r"(?:[-\w./]|<\w+:\w+>)*")
ASKS = re.compile(r"<(\w+):\w+>")


class AddressNode(Node):
    child_nodelists = ()

    def __init__(self, node: Any, name: str, arguments: Sequence[FilterExpression], variable: str | None) -> None:
        self.node, self.name, self.arguments, self.variable = node, name, arguments, variable
        self.shapes: dict[tuple[Any, ...], list[str] | None] = {}

    def render(self, context: Context) -> Any:
        values = [argument.resolve(context) for argument in self.arguments]
        kinds = tuple(map(_kind, values))
        if None in kinds:
            return self.node.render(context)
        key = (kinds, get_urlconf(), get_script_prefix())
        if key not in self.shapes:
            self.shapes[key] = _shape(self.name, kinds)
        shape = self.shapes[key]
        if shape is None:
            return self.node.render(context)
        address = shape[0] + "".join(f"{value}{part}" for value, part in zip(values, shape[1:], strict=True))
        if self.variable is None:
            return conditional_escape(address) if context.autoescape else address
        context[self.variable] = address
        return ""


def _kind(value: Any) -> str | None:
    kind = value.__class__
    if kind is UUID:
        return "identifier"
    if kind is int:
        return "number" if value >= 0 else None
    if not isinstance(value, str):
        return None
    if len(value) == 36 and IDENTIFIER.fullmatch(value):
        return "identifier"
    # A page may tell numbers from words.
    return "word" if WORD.fullmatch(value) and not value.isdecimal() else None


def _shape(name: str, kinds: Sequence[str | None]) -> list[str] | None:
    """What stands before, between and after the arguments."""
    stand_ins = [_stand_in(kind, place) for place, kind in enumerate(kinds)]
    prefix = get_script_prefix()
    try:
        address = reverse(name, args=stand_ins)
        found = resolve(f"/{address.removeprefix(prefix)}")
    except (NoReverseMatch, Resolver404):
        return None
    asked = ASKS.findall(found.route)
    if found.view_name != name or not ROUTE.fullmatch(found.route) or len(asked) != len(kinds):
        return None
    if any(one not in MAY_BE[kind or ""] for one, kind in zip(asked, kinds, strict=True)):
        return None
    parts, rest = [], address
    for stand_in in map(str, stand_ins):
        if rest.count(stand_in) != 1:
            return None
        part, _stand_in_itself, rest = rest.partition(stand_in)
        parts.append(part)
    return [*parts, rest]


def _stand_in(kind: str | None, place: int) -> Any:
    if kind == "identifier":
        return UUID(int=NUMBER + place)
    return NUMBER + place if kind == "number" else f"stands-in-for_{place}"
