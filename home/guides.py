"""The guides of docs/guides: a small Markdown, turned into pages with anchors and a table of contents.

    # title, then one paragraph: the summary      ## heading, ### heading (each an anchor)
    paragraphs, "- " and "1. " lists              **bold**, *italic*, [text](address)
    > a remark                                    ![alternative](../../static/img/guides/name.webp)

They are Indonesian, as their readers are; one page sums them up in English. The text is ours, so what it says is
trusted; it is escaped all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from PIL import Image

FOLDER = Path(settings.BASE_DIR) / "docs" / "guides"
PICTURES = Path(settings.BASE_DIR) / "static" / "img" / "guides"
SLUGS = ("peserta", "narasumber", "penyelenggara", "koordinator", "english")
PICTURE = re.compile(r"!\[(?P<alt>[^]]+)\]\(\.\./\.\./static/img/guides/(?P<name>[a-z0-9-]+\.webp)\)")
ITEM = re.compile(r"(?P<mark>-|\d+\.) (?P<text>.*)")


@dataclass(frozen=True)
class Heading:
    anchor: str
    text: str


@dataclass(frozen=True)
class Guide:
    slug: str
    title: str
    summary: str
    contents: tuple[Heading, ...]
    html: SafeString

    @property
    def language(self) -> str:
        return "en" if self.slug == "english" else "id"


def guides() -> list[Guide]:
    return [guide for slug in SLUGS if (guide := guide_of(slug)) is not None]


@cache
def guide_of(slug: str) -> Guide | None:
    if slug not in SLUGS:
        return None
    title, _blank, summary, *lines = (FOLDER / f"{slug}.md").read_text(encoding="utf-8").splitlines()
    contents = tuple(Heading(anchor_of(line[3:]), line[3:]) for line in lines if line.startswith("## "))
    html = "".join(_html(lines))
    return Guide(slug, title.removeprefix("# "), summary, contents, mark_safe(html))  # noqa: S308  escaped piece by piece


def anchor_of(heading: str) -> str:
    return slugify(heading)


def _html(lines: list[str]) -> Iterator[str]:
    for tag, group in groupby((line for line in lines if line), key=_tag):
        if tag in ("ul", "ol"):
            items = "".join(f"<li>{_inline(ITEM.sub(lambda found: found['text'], line))}</li>" for line in group)
            yield f"<{tag}>{items}</{tag}>"
            continue
        for line in group:
            if tag == "figure":
                yield _figure(line)
            elif tag in ("h2", "h3"):
                text = line.lstrip("#").strip()
                yield f'<{tag} id="{anchor_of(text)}">{_inline(text)}</{tag}>'
            elif tag == "aside":
                yield f'<p class="guide__remark" role="note">{_inline(line[2:])}</p>'
            else:
                yield f"<p>{_inline(line)}</p>"


def _tag(line: str) -> str:
    if line.startswith("### "):
        return "h3"
    if line.startswith("## "):
        return "h2"
    if line.startswith("> "):
        return "aside"
    if PICTURE.fullmatch(line):
        return "figure"
    item = ITEM.match(line)
    if item:
        return "ul" if item["mark"] == "-" else "ol"
    return "p"


def _figure(line: str) -> str:
    found = PICTURE.fullmatch(line)
    if found is None:
        raise ValueError(line)
    if not (PICTURES / found["name"]).exists():  # not made yet: `make screenshots` visits these very pages
        return ""
    with Image.open(PICTURES / found["name"]) as picture:
        width, height = picture.size
    tall = " guide__figure--tall" if height > width else ""
    source, alternative = static(f"img/guides/{found['name']}"), escape(found["alt"])
    return (
        f'<figure class="guide__figure{tall}"><picture>{_on_a_phone(found["name"])}<img src="{source}"'
        f' alt="{alternative}" width="{width}" height="{height}" loading="lazy" decoding="async"></picture></figure>'
    )


def _on_a_phone(name: str) -> str:
    """The same screen as a telephone shows it: a wide one could not be read there."""
    tall = name.replace(".webp", "-telepon.webp")
    if not (PICTURES / tall).exists():
        return ""
    with Image.open(PICTURES / tall) as picture:
        width, height = picture.size
    return f'<source media="(width < 40rem)" srcset="{static(f"img/guides/{tall}")}" width="{width}" height="{height}">'


def _inline(text: str) -> str:
    html = escape(text, quote=False)
    html = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html)
    html = re.sub(r"\*(.+?)\*", r"<em>\1</em>", html)
    return re.sub(r"\[(.+?)\]\((\S+?)\)", lambda found: f'<a href="{_address(found[2])}">{found[1]}</a>', html)


def _address(target: str) -> str:
    """Another guide by its file, so that the sources can be read beside each other, too."""
    return escape(re.sub(r"^([a-z]+)\.md", r"/help/\1/", target))
