"""Which of Wagtail's English sentences a page of the administration still shows."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import wagtail
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, Comment

SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-w-tooltip-content-value")
UNSEEN = {"script", "style", "svg", "template"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


@cache
def english() -> tuple[frozenset[str], re.Pattern[str]]:
    """All msgids of Wagtail: whole ones, and one pattern for those with placeholders."""
    whole: set[str] = set()
    patterns: list[str] = []
    for file in sorted(Path(wagtail.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po")):
        with file.open("rb") as source:
            catalogue = read_po(source)
        for message in catalogue:
            for identifier in message.id if isinstance(message.id, tuple) else (message.id,):
                plain = squeezed(identifier)
                if PLACEHOLDER.search(plain):
                    parts = PLACEHOLDER.split(plain)
                    if any(re.search(r"[a-z]{2}", part) for part in parts):
                        patterns.append(".+".join(map(re.escape, parts)))
                elif re.search(r"[a-z]{2}", plain):
                    whole.add(plain)
    return frozenset(whole), re.compile("|".join(f"(?:{one})" for one in patterns), re.S)


def squeezed(text: str) -> str:
    return " ".join(BeautifulSoup(text, "html.parser").get_text().split()) if "<" in text else " ".join(text.split())


def seen(html: bytes | str) -> set[str]:
    """Every text that a reader sees or hears."""
    page = BeautifulSoup(html, "html.parser")
    for tag in page.find_all(UNSEEN):
        tag.decompose()
    texts = {squeezed(str(text)) for text in page.find_all(string=True) if not isinstance(text, Comment)}
    for name in SPOKEN:
        texts |= {squeezed(str(tag[name])) for tag in page.find_all(attrs={name: True})}
    texts |= {squeezed(str(tag["value"])) for tag in page.select("input[type=submit][value]")}
    return {text for text in texts if text}


def left_in_english(html: bytes | str) -> set[str]:
    whole, pattern = english()
    return {text for text in seen(html) if text in whole or pattern.fullmatch(text)}
