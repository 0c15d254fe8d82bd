"""Moodle XML as Moodle 4 reads it. What Moodle has no place for stands in <dermaga> elements, which it passes over."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from quizzes.formats import topics
from quizzes.formats.findings import Notes
from quizzes.formats.moodle_xml.answers import answers_of
from quizzes.formats.moodle_xml.page import Page, text_node
from quizzes.formats.numbers import plain_number
from quizzes.formats.writing import Desk, Written, note_written_losses
from quizzes.items import Item

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'


def write_moodle_xml(items: Sequence[Item]) -> Written:
    desk = Desk()
    parts: list[str] = [HEAD]
    topic: tuple[str, ...] = ()
    for item, text in desk.each(items, _question):
        if item.topic != topic:
            topic = item.topic
            path = f"$course$/top/{topics.to_path(topic)}".rstrip("/")
            parts.append(f'<question type="category"><category><text>{escape(path)}</text></category></question>\n')
        parts.append(text)
    return desk.written("moodle-xml", "".join([*parts, "</quiz>\n"]).encode())


def _question(item: Item, notes: Notes) -> str:
    page = Page(item)
    kind, stem, answers = answers_of(item, page, notes)
    note_written_losses(item, notes)
    tags = "".join(f"<tag>{text_node(tag)}</tag>" for tag in item.tags)
    rows = [
        f'<question type="{kind}">',
        f"<name>{text_node(item.name)}</name>",
        page.rich("questiontext", stem),
        page.rich("generalfeedback", item.feedback),
        f"<defaultgrade>{plain_number(item.marks)}</defaultgrade>",
        "<hidden>0</hidden>",
        f"<idnumber>{escape(item.external_id)}</idnumber>",
        *answers,
        f"<tags>{tags}</tags>" if tags else "",
        "</question>",
    ]
    return "\n".join(row for row in rows if row) + "\n"
