"""Formats that are one text: the refused parts of it, cut out with what they need around them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.etree.ElementTree import Comment, Element, tostring

from quizzes.formats.aiken import REMARK, drafts_of
from quizzes.formats.django_quiz.dump import CATEGORY, KINDS, OPTION, QUESTION, QUIZ, SUBCATEGORY, key_of
from quizzes.formats.encodings import text_of
from quizzes.formats.findings import REASON
from quizzes.formats.gift.scanner import blocks_of
from quizzes.formats.refused.parts import FileMade, Refused, unsaid
from quizzes.formats.xml import Node, children, root_of

PLAIN = "text/plain; charset=utf-8"
PARTS = {OPTION, *KINDS}
NEEDED = {CATEGORY, SUBCATEGORY, QUIZ}  # sittings and people are no part of what is to be mended


def gift_of(data: bytes, refused: Sequence[Refused]) -> FileMade:
    reasons = {row.line: row.reason for row in refused}
    parts, category = [], ""
    for block in blocks_of(text_of(data, unsaid)):
        if block.category is not None:
            category = f"$CATEGORY: {block.category}\n\n"
        elif block.line in reasons:
            comments = [*block.comments, *(f"// {REASON}: {line}" for line in reasons[block.line].splitlines())]
            parts.append(f"{category}{chr(10).join(comments)}\n{block.text}")
            category = ""
    return _text(parts, "gift.txt")


def aiken_of(data: bytes, refused: Sequence[Refused]) -> FileMade:
    reasons = {row.line: row.reason for row in refused}
    parts = [
        "\n".join([*(f"{REMARK} {line}" for line in reasons[draft.line].splitlines()), *draft.lines])
        for draft in drafts_of(text_of(data, unsaid))
        if draft.line in reasons
    ]
    return _text(parts, "txt")


def _text(parts: Sequence[str], extension: str) -> FileMade:
    return FileMade(("\n\n".join(parts) + "\n").encode() if parts else b"", extension, PLAIN)


def moodle_xml_of(data: bytes, refused: Sequence[Refused]) -> FileMade:
    """By number: several questions may stand on one line."""
    reasons = {row.number: row.reason for row in refused}
    quiz, category, number = Element("quiz"), None, 0
    for node in children(root_of(data, unsaid), "question"):
        if node.get("type", "").strip().lower() == "category":
            category = node
            continue
        number += 1
        if number not in reasons:
            continue
        if category is not None:
            quiz.append(category)
            category = None
        quiz.append(_remark(reasons[number]))
        quiz.append(node)
    if not len(quiz):
        return FileMade(b"", "", "")
    return FileMade(tostring(quiz, encoding="utf-8", xml_declaration=True), "xml", "application/xml")


def _remark(reason: str) -> Node:
    remark = Comment(f" {REASON}: {reason.replace('--', '- -')} ")
    remark.tail = "\n"
    return remark  # type: ignore[return-value]


def dump_of(data: bytes, refused: Sequence[Refused]) -> FileMade:
    """Their records without anything about people; the reason beside the fields, where no reader looks."""
    reasons = {row.file.partition(" ")[2]: row.reason for row in refused}
    kept = []
    for record in json.loads(text_of(data, unsaid)):
        fields = record.get("fields") if isinstance(record, dict) else None
        if not isinstance(fields, dict):
            continue
        model, key = str(record.get("model", "")).lower(), key_of(record.get("pk"))
        if model == OPTION:
            key = key_of(fields.get("question"))
        if model == QUESTION and key in reasons:
            kept.append({REASON.lower(): reasons[key], **record})
        elif model in NEEDED or (model in PARTS and key in reasons):
            kept.append(record)
    return FileMade(json.dumps(kept, ensure_ascii=False, indent=1).encode(), "json", "application/json")
