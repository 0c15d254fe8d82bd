"""Topics as paths: Moodle's categories with their escaped slashes, and what a cell of a table holds."""

from __future__ import annotations

import re

CONTEXTS = {"$course$", "$system$", "$cat1$", "$category$", "$module$", "top"}


def from_path(path: str) -> tuple[str, ...]:
    """`$course$/top/Kapal//Pelabuhan/Hoaks` is Kapal/Pelabuhan, then Hoaks: a doubled slash is a slash of the name."""
    parts = [part.replace("\x00", "/").strip() for part in path.replace("//", "\x00").split("/")]
    while parts and (parts[0] in CONTEXTS or re.fullmatch(r"\$\w+\$", parts[0]) or not parts[0]):
        parts.pop(0)
    return tuple(part[:200] for part in parts if part)


def to_path(topic: tuple[str, ...]) -> str:
    return "/".join(part.replace("/", "//") for part in topic)
