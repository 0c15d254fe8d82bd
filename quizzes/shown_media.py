"""The pictures and sounds of a frozen text as a page shows them: `media:<sha256>` becomes an address behind a rule."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from quizzes.attached import ALT, TAG

AddressOf = Callable[[str], str]


def address_of_own(sha256: str, token: str) -> str:
    """For who may see its bank, or, with the token, for who has just sent it."""
    return f"{reverse('quizzes:media', args=[sha256])}?{urlencode({'own': token})}"


def facts_of(*rows: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The rows `media` of a body or a key, by the SHA-256 of each."""
    return {row["sha256"]: row for some in rows for row in some}


def holds(body: Mapping[str, Any], sha256: str) -> bool:
    """Whether a frozen question shows this file."""
    return any(row["sha256"] == sha256 for row in body.get("media", ()))


def with_media(markup: str, facts: Mapping[str, Mapping[str, Any]], address: AddressOf) -> SafeString:
    """`markup` was cleaned when it was frozen. A file that nothing is known of is left out, its words stay."""

    def shown(tag: re.Match[str]) -> str:
        written = ALT.search(tag[0])  # never the words of another use of the same file: they may tell the answer
        alt = html.unescape(written[1]) if written else ""
        return tag_for(tag[2], facts, address, alt) if tag[2] in facts else html.escape(alt)

    return mark_safe(TAG.sub(shown, markup))  # noqa: S308


def tag_for(sha256: str, facts: Mapping[str, Mapping[str, Any]], address: AddressOf, alt: str) -> SafeString:
    row = facts.get(sha256)
    if row is None:
        return SafeString("")
    if row["content_type"].startswith("audio/"):
        return format_html(
            '<audio controls preload="none" src="{}" aria-label="{}"></audio>', address(sha256), alt or _("Sound")
        )
    size = format_html(' width="{}" height="{}"', str(row["width"]), str(row["height"])) if row.get("width") else ""
    return format_html('<img src="{}" alt="{}"{} loading="lazy" decoding="async">', address(sha256), alt, size)


def is_sound(sha256: str, facts: Mapping[str, Mapping[str, Any]]) -> bool:
    return bool(facts.get(sha256, {}).get("content_type", "").startswith("audio/"))
