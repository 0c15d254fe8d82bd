"""Reads the demo's plain files. Nothing here touches the database."""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FILES = FOLDER / "files"


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def roles() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((FOLDER / "data" / "roles.toml").read_text(encoding="utf-8"))


@cache
def course() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "data" / "course.toml").read_text(encoding="utf-8"))


@cache
def topics() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((FOLDER / "data" / "topics.toml").read_text(encoding="utf-8"))


@cache
def test(slug: str) -> dict[str, Any]:
    """`pre-test`, `post-test` or `latihan`; of `undian` the questions alone."""
    return tomllib.loads((FOLDER / "texts" / f"{slug}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class MaterialText:
    title: str
    slug: str
    summary: str
    speaker: str
    body: str
    topics: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    opens: str = "always"  # as in courses.choices.Opening
    revised: str = ""  # what the second version says about itself


def material(slug: str) -> MaterialText:
    """A text file: settings between two lines of `+++`, then the body in the markup of `markup.py`."""
    _nothing, head, body = (FOLDER / "texts" / f"{slug}.md").read_text(encoding="utf-8").split("+++\n", 2)
    return MaterialText(body=body.strip(), **tomllib.loads(head))


def titles_of(mark: str) -> set[str]:
    """Of all files that the texts name by this mark of `markup.py`."""
    texts = [path.read_text(encoding="utf-8") for path in (FOLDER / "texts").glob("*.md")]
    line = re.compile(rf'^{re.escape(mark)}\[[^]]+\]\(\S+ "([^"]+)"\)$', re.MULTILINE)
    return {title for text in texts for title in line.findall(text)}


def login_addresses() -> dict[str, str]:
    """Addresses of members.csv that have a log-in, with the address they log in by."""
    return {row["member"]: row["email"] for row in roles()["login"]}


def address_of(key: str) -> str:
    """The address of a person by the key in roles.toml."""
    for row in [*roles()["person"], *roles()["login"]]:
        if row["key"] == key:
            return str(row["email"])
    raise KeyError(key)
