"""The small markup of the demo's texts, turned into the blocks of a material.

## heading, ### heading, paragraphs, "- " and "1. " lists, **bold**, *italic*, [text](address)
::: tip Heading ... :::          a callout: info, tip, warning, example
> words, then > -- source        a quotation
| cell | cell |, |= caption      a table; its first row is the head
![alternative](file "caption")   a picture of `files/`
@[what is in it](file "title")   a document of `files/`, likewise % a recording and # slides
[] heading, then [ ] item        a checklist
?? question                      a self-check: (*) right :: feedback, ( ) wrong :: feedback, or ?! true;
                                 then ?= explanation
:: heading, then : term :: text  a definition list
-> kind | title | address | text a card that leads to another site
<<< left === right >>>           two columns, each mark on a line of its own
!! heading, then pictures        a gallery
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

Block = tuple[str, Any]
Finder = Callable[[str, str], Any]
FILE_LINE = re.compile(r'(?P<mark>[!@%#])\[(?P<text>[^]]+)\]\((?P<file>\S+) "(?P<title>[^"]+)"\)')
MARKS = {
    "::: ": "callout",
    "> ": "quote",
    "|": "table",
    "[] ": "checklist",
    "?? ": "self_check",
    ":: ": "definitions",
    "-> ": "link_card",
    "<<<": "columns",
    "!! ": "gallery",
}
FENCES = {"callout": ":::", "columns": ">>>"}  # the others end at an empty line
LIST_ITEM = re.compile(r"(?P<mark>-|\d+\.) (?P<text>.*)")


@dataclass(frozen=True)
class Finders:
    """Each gives the stored thing for a file's name: a picture by its alternative text, the others by title."""

    picture: Finder
    document: Finder
    recording: Finder


def blocks(text: str, find: Finders) -> list[Block]:
    found: list[Block] = []
    for kind, lines in _chunks(text.splitlines()):
        if kind == "file":
            found.extend(_file(line, find) for line in lines)
        elif kind == "columns":
            found.append(("columns", _columns(lines, find)))
        elif kind == "gallery":
            found.append(("gallery", _gallery(lines, find)))
        elif kind in PLAIN:
            found.append((kind, PLAIN[kind](lines)))
        elif found and found[-1][0] == "text":
            found[-1] = ("text", found[-1][1] + rich_text(lines))
        else:
            found.append(("text", rich_text(lines)))
    return found


def rich_text(lines: list[str]) -> str:
    """Headings, lists and paragraphs as HTML; a paragraph is one line."""
    html = []
    for tag, group in groupby((line for line in lines if line), key=_tag):
        inner = [_inline(_bare(line)) for line in group]
        if tag in ("ul", "ol"):
            html.append(f"<{tag}>" + "".join(f"<li>{item}</li>" for item in inner) + f"</{tag}>")
        else:
            html.extend(f"<{tag}>{item}</{tag}>" for item in inner)
    return "".join(html)


def _chunks(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    rest = iter(lines)
    plain: list[str] = []
    for line in rest:
        kind = _kind(line)
        if kind == "text":
            plain.append(line)
            continue
        if plain:
            yield "text", plain
            plain = []
        taken = [line]
        for following in rest:
            if kind in FENCES:
                if following.strip() == FENCES[kind]:
                    break
            elif kind == "file" or not following.strip() or (kind == "quote" and _kind(following) != kind):
                break
            taken.append(following)
        yield kind, taken
    if plain:
        yield "text", plain


def _kind(line: str) -> str:
    if FILE_LINE.fullmatch(line):
        return "file"
    return next((kind for mark, kind in MARKS.items() if line.startswith(mark)), "text")


def _tag(line: str) -> str:
    if line.startswith("### "):
        return "h3"
    if line.startswith("## "):
        return "h2"
    item = LIST_ITEM.match(line)
    if item:
        return "ul" if item["mark"] == "-" else "ol"
    return "p"


def _bare(line: str) -> str:
    item = LIST_ITEM.match(line)
    return item["text"] if item else line.lstrip("#").strip()


def _inline(text: str) -> str:
    html = escape(text, quote=False)
    html = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html)
    html = re.sub(r"\*(.+?)\*", r"<i>\1</i>", html)
    return re.sub(r"\[(.+?)\]\((https://\S+?)\)", r'<a href="\2">\1</a>', html)


def _callout(lines: list[str]) -> dict[str, str]:
    _mark, kind, heading = lines[0].split(" ", 2)
    return {"kind": kind, "heading": heading, "text": rich_text(lines[1:])}


def _quote(lines: list[str]) -> dict[str, str]:
    words = [line[2:] for line in lines]
    source = words.pop()[3:] if words[-1].startswith("-- ") else ""
    return {"text": " ".join(words), "source": source}


def _table(lines: list[str]) -> dict[str, Any]:
    caption = lines.pop()[2:].strip() if lines[-1].startswith("|=") else ""
    return {
        "data": [[cell.strip().replace("**", "") for cell in line.strip("|").split("|")] for line in lines],
        "table_caption": caption,
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "table_header_choice": "row",
        "cell": [],
        "className": [],
        "mergeCells": [],
    }


def _checklist(lines: list[str]) -> dict[str, Any]:
    return {"heading": lines[0][3:], "items": [line[4:] for line in lines[1:]]}


def _self_check(lines: list[str]) -> dict[str, Any]:
    options: list[dict[str, Any]] = []
    truth = explanation = ""
    for line in lines[1:]:
        mark, rest = line[:2], line[3:].strip()
        if mark == "?!":
            truth = rest
        elif mark == "?=":
            explanation = rest
        else:
            text, _mark, feedback = line[4:].partition(" :: ")
            options.append({"text": text, "is_right": line.startswith("(*)"), "feedback": feedback})
    several = sum(option["is_right"] for option in options) > 1
    return {
        "question": lines[0][3:],
        "kind": "true_false" if truth else "multiple" if several else "single",
        "options": options,
        "truth": truth,
        "explanation": explanation,
    }


def _definitions(lines: list[str]) -> dict[str, Any]:
    pairs = [line[2:].split(" :: ", 1) for line in lines[1:]]
    return {"heading": lines[0][3:], "entries": [{"term": term, "meaning": meaning} for term, meaning in pairs]}


def _link_card(lines: list[str]) -> dict[str, str]:
    kind, title, url, description = [cell.strip() for cell in lines[0][3:].split("|")]
    return {"kind": kind, "title": title, "url": url, "description": description, "size": ""}


def _columns(lines: list[str], find: Finders) -> dict[str, list[Block]]:
    middle = lines.index("===")
    return {
        "left": blocks("\n".join(lines[1:middle]), find),
        "right": blocks("\n".join(lines[middle + 1 :]), find),
    }


def _gallery(lines: list[str], find: Finders) -> dict[str, Any]:
    pictures = []
    for line in lines[1:]:
        _kind_of, value = _file(line, find)
        value.pop("decorative")
        pictures.append(value)
    return {"heading": lines[0][3:], "pictures": pictures}


PLAIN: dict[str, Callable[[list[str]], Any]] = {
    "callout": _callout,
    "quote": _quote,
    "table": _table,
    "checklist": _checklist,
    "self_check": _self_check,
    "definitions": _definitions,
    "link_card": _link_card,
}


def _file(line: str, find: Finders) -> Block:
    match = FILE_LINE.fullmatch(line)
    if match is None:
        raise ValueError(line)
    text, name, title = match["text"], match["file"], match["title"]
    if match["mark"] == "!":
        return "picture", {
            "image": find.picture(name, text),
            "alt_text": text[:255],
            "decorative": False,
            "caption": title,
        }
    if match["mark"] == "%":
        return "recording", {"recording": find.recording(name, title), "note": text}
    kind = "slides" if match["mark"] == "#" else "document"
    return kind, {"document": find.document(name, title), "note": text}
