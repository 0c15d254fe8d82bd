"""The small markup of the demo's texts, turned into the blocks of a material.

## heading, ### heading, paragraphs, "- " and "1. " lists, **bold**, *italic*, [text](address)
::: tip Heading ... :::          a callout: info, tip, warning, example
> words, then > -- source        a quotation
| cell | cell |, |= caption      a table; its first row is the head
![alternative](file "caption")   a picture of `files/`
@[what is in it](file "title")   a document of `files/`
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby
from typing import Any

Block = tuple[str, Any]
Finder = Callable[[str, str], Any]
FILE_LINE = re.compile(r'(?P<mark>[!@])\[(?P<text>[^]]+)\]\((?P<file>\S+) "(?P<title>[^"]+)"\)')
LIST_ITEM = re.compile(r"(?P<mark>-|\d+\.) (?P<text>.*)")


def blocks(text: str, *, picture: Finder, document: Finder) -> list[Block]:
    """`picture(file, alternative text)` and `document(file, title)` give the stored thing for a file name."""
    found: list[Block] = []
    for kind, lines in _chunks(text.splitlines()):
        if kind == "callout":
            found.append(("callout", _callout(lines)))
        elif kind == "quote":
            found.append(("quote", _quote(lines)))
        elif kind == "table":
            found.append(("table", _table(lines)))
        elif kind == "file":
            found.extend(_file(line, picture, document) for line in lines)
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
            if (kind == "callout" and following.strip() != ":::") or (
                kind in ("quote", "table") and _kind(following) == kind
            ):
                taken.append(following)
            else:
                break
        yield kind, taken
    if plain:
        yield "text", plain


def _kind(line: str) -> str:
    if line.startswith("::: "):
        return "callout"
    if line.startswith("> "):
        return "quote"
    if line.startswith("|"):
        return "table"
    return "file" if FILE_LINE.fullmatch(line) else "text"


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


def _file(line: str, picture: Finder, document: Finder) -> Block:
    match = FILE_LINE.fullmatch(line)
    if match is None:
        raise ValueError(line)
    text, name, title = match["text"], match["file"], match["title"]
    if match["mark"] == "!":
        return "picture", {
            "image": picture(name, text),
            "alt_text": text[:255],
            "decorative": False,
            "caption": title,
        }
    return "document", {"document": document(name, title), "note": text}
