"""Texts from outside: whatever they were written in, what comes out is HTML of the allow-list with our own media."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable
from urllib.parse import unquote

import nh3
from django.utils.translation import gettext as _

from quizzes.formats.findings import Notes, RefusedError
from quizzes.formats.limits import LONGEST_TEXT, MOST_TAGS
from quizzes.formats.media import Shelf
from quizzes.items import clean_html
from quizzes.items.html import ATTRIBUTES, TAGS

BLOCK = re.compile(
    r"<(/?)(?:div|h[1-6]|section|article|header|footer|figure|figcaption|caption|center|address|dl|dt|dd|main)\b[^<>]*>",
    re.IGNORECASE,
)
LOST_WITH_CONTENT = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "video",
    "svg",
    "math",
    "form",
    "input",
    "applet",
    "select",
    "textarea",
}
EMPTY_BLOCK = re.compile(r"<p>(?:\s|&nbsp;)*</p>")
TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]*>")
STRAY_OPEN = re.compile(r"<(?!/?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>)")
STRAY_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
EMPTY_MEDIA = re.compile(
    r"""<img(?![^>]*\ssrc=)(?:[^>]*?\salt="([^"]*)")?[^>]*>|<audio(?![^>]*\ssrc=)[^>]*>(?:</audio>)?"""
)
DATA = re.compile(r"data:[^,;]*(?:;[^,;]*)*;base64,(.*)", re.DOTALL)
BLOCKS = re.compile(r"</(?:p|li|tr|h3|h4|blockquote|pre|caption|ul|ol|table)>|<br>")


def clean(markup: str, notes: Notes, shelf: Shelf | None = None) -> str:
    """HTML of the allow-list; pictures become `media:<sha256>`, and what had to go is told."""
    not_too_long(markup)
    if markup.count("<") > MOST_TAGS:
        raise RefusedError(_("A text has too many tags. Simplify it."))
    gone = sorted({name.lower() for name in TAG.findall(markup)} & LOST_WITH_CONTENT)
    if gone:
        notes.warn(_("Parts that tests do not show were left out: %(names)s.") % {"names": ", ".join(gone)})

    if re.search(r"<a\s[^<>]*\bhref=", markup, re.IGNORECASE):
        notes.warn(_("Links were turned into plain words: a test leads nowhere else."))

    def attribute(tag: str, name: str, value: str) -> str | None:
        return _source(value, notes, shelf) if name == "src" and tag in ("img", "audio") else value

    cleaned = nh3.clean(
        BLOCK.sub(r"<\1p>", markup),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "data", "media"},
        link_rel=None,
    )
    cleaned = clean_html(EMPTY_BLOCK.sub("", EMPTY_MEDIA.sub(lambda match: match[1] or "", cleaned))).strip()
    if re.search(r"<img(?![^>]*\salt=\"[^\"])", cleaned):
        notes.warn(
            _("A picture has no alternative text. Add one, so that people who cannot see it know what it shows.")
        )
    return cleaned


def not_too_long(text: str, *, inline_files: bool = True) -> None:
    """Asked before any pattern runs over a text. Pictures written into it make it long, and are allowed to."""
    if len(text) > LONGEST_TEXT and not (inline_files and "data:" in text and len(text) <= 40 * LONGEST_TEXT):
        raise RefusedError(_("A text is longer than %(most)d characters. Shorten it.") % {"most": LONGEST_TEXT})


def _source(value: str, notes: Notes, shelf: Shelf | None) -> str | None:
    if shelf is not None and value.startswith("media:") and shelf.holds(value[6:]):
        return value
    if inline := DATA.fullmatch(value.strip()):
        data = unbase64(inline[1])
        found = shelf.keep("", data, notes) if shelf is not None and data is not None else None
        return f"media:{found}" if found else None
    if value.startswith(("http:", "https:", "//")):
        notes.warn(
            _("A picture from another site was left out: %(address)s. Put the file itself into the question.")
            % {"address": value[:120]}
        )
        return None
    name = unquote(value.split("?")[0].removeprefix("@@PLUGINFILE@@")).lstrip("/")
    found = shelf.find(name, notes) if shelf is not None else None
    if found is None:
        notes.warn(_("The file “%(name)s” is missing, so it was left out.") % {"name": name[-80:]})
        return None
    return f"media:{found}"


def unbase64(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def from_plain(text: str) -> str:
    """Blank lines part paragraphs, other ends of lines stay; one line alone is that line."""
    parts = [part for part in re.split(r"\n[ \t]*\n", text.strip()) if part.strip()]
    made = [html.escape(part.strip(), quote=False).replace("\n", "<br>") for part in parts]
    return made[0] if len(made) == 1 else "".join(f"<p>{part}</p>" for part in made)


def from_loose(text: str) -> str:
    """Moodle's own format: HTML where there are tags, and else ends of lines that stay."""
    mended = STRAY_AMPERSAND.sub("&amp;", STRAY_OPEN.sub("&lt;", text.strip()))
    return mended.replace("\n", " " if re.search(r"<(?:p|br|li|div|tr|h\d)\b", mended) else "<br>")


def from_markdown(text: str) -> str:
    """What questions use of it: paragraphs, lists, bold, italic, code and pictures; the rest stays as written."""
    parts = []
    for part in re.split(r"\n[ \t]*\n", text.strip()):
        lines = part.strip().split("\n")
        bullets = [re.fullmatch(r"[-*+] +(.*)", line.strip()) for line in lines]
        numbers = [re.fullmatch(r"\d{1,3}[.)] +(.*)", line.strip()) for line in lines]
        for found, tag in ((bullets, "ul"), (numbers, "ol")):
            if all(found):
                rows = "".join(f"<li>{_inline(match[1])}</li>" for match in found if match)
                parts.append(f"<{tag}>{rows}</{tag}>")
                break
        else:
            parts.append(f"<p>{_inline(' '.join(line.strip() for line in lines))}</p>")
    return "".join(parts)


PICTURE = re.compile(r"!\[([^\]\[]{0,500})\]\(([^)(\s]{1,2000})\)")
# A sign, what it makes of the words between two of it, and whether it counts inside a word.
SIGNS: tuple[tuple[re.Pattern[str], str, bool], ...] = (
    (re.compile(r"(?<!\*)\*\*(?!\*)"), "strong", True),
    (re.compile(r"(?<!_)__(?!_)"), "strong", False),
    (re.compile(r"(?<!\*)\*(?!\*)"), "em", True),
    (re.compile(r"(?<!_)_(?!_)"), "em", False),
    (re.compile(r"`"), "code", True),
)


def _inline(text: str) -> str:
    made = html.escape(text, quote=False).replace('"', "&quot;")
    made = PICTURE.sub(r'<img src="\2" alt="\1">', made)
    for sign, tag, inside_words in SIGNS:
        made = _between(made, sign, tag, inside_words)
    return made


def _between(text: str, sign: re.Pattern[str], tag: str, inside_words: bool) -> str:
    """One walk over the text: an opening sign waits for the next one that can close it."""
    parts, done, opened = [], 0, None
    for found in sign.finditer(text):
        before, after = text[max(found.start() - 1, 0) : found.start()], text[found.end() : found.end() + 1]
        closes = before.strip() and (inside_words or not after.isalnum())
        if opened is not None and closes and found.start() > opened.end():
            parts += [text[done : opened.start()], f"<{tag}>", text[opened.end() : found.start()], f"</{tag}>"]
            done, opened = found.end(), None
        elif after.strip() and (inside_words or not before.isalnum()):
            opened = opened or found
    return "".join([*parts, text[done:]])


READERS: dict[str, Callable[[str], str]] = {
    "html": lambda text: text.strip(),
    "plain": from_plain,
    "plain_text": from_plain,
    "moodle": from_loose,
    "moodle_auto_format": from_loose,
    "markdown": from_markdown,
}


def rich(text: str, written_in: str, notes: Notes, shelf: Shelf | None = None) -> str:
    not_too_long(text, inline_files=written_in != "markdown")
    return clean(READERS.get(written_in, from_loose)(text), notes, shelf)


def plain_of(markup: str) -> str:
    """The words of an HTML text, a line for each block; pictures by their alternative texts."""
    broken = BLOCKS.sub(lambda match: match[0] + "\n", markup)
    broken = re.sub(r"<img[^>]*?\salt=\"([^\"]*)\"[^>]*>", r"\1", broken)
    text = html.unescape(re.sub(r"<[^>]*>", "", broken))
    return "\n".join(line for line in (" ".join(row.split()) for row in text.split("\n")) if line)


def says_something(markup: str) -> bool:
    return bool(plain_of(markup)) or "<img" in markup or "<audio" in markup
