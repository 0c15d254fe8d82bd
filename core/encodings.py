"""Bytes to text: UTF-8, UTF-16 and UTF-32 by their marks, UTF-16 without one, and what older Windows programs write."""

from __future__ import annotations

import codecs

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WINDOWS = "cp1252"


def decoded(data: bytes) -> tuple[str, str]:
    """The text and its encoding; `WINDOWS` is a guess, for what is nothing else. Raises UnicodeDecodeError."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding), encoding
    if guess := _without_mark(data):
        return data.decode(guess), guess
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode(WINDOWS), WINDOWS


def _without_mark(data: bytes) -> str:
    """UTF-16 of a mostly Latin text has a zero in every second byte."""
    start = data[:400]
    if len(start) < 4:
        return ""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) * 0.3 and even < len(start) * 0.05:
        return "utf-16-le"
    if even > len(start) * 0.3 and odd < len(start) * 0.05:
        return "utf-16-be"
    return ""
