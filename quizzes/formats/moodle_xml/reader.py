"""Moodle XML, as Moodle 4 writes it (question/format/xml) and as older releases did."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quizzes.formats import topics
from quizzes.formats.findings import FileRefusedError, Gathering, Notes, Reading, RefusedError
from quizzes.formats.moodle_xml.kinds import KINDS
from quizzes.formats.moodle_xml.question import Question
from quizzes.formats.xml import Node, child, children, local_name, root_of

if TYPE_CHECKING:
    from quizzes.items import Item

FORMAT = "moodle-xml"


def read_moodle_xml(data: bytes) -> Reading:
    gathering = Gathering(FORMAT)
    root = root_of(data, gathering.notes.warn)
    if local_name(root) != "quiz":
        raise FileRefusedError(
            _("The file is XML, but not a question export of Moodle: its first element is not <quiz>.")
        )
    topic: tuple[str, ...] = ()
    for node in children(root, "question"):
        kind = node.get("type", "").strip().lower()
        if kind == "category":
            topic = topics.from_path(_category(node))
            continue
        question = Question(node, topic)
        gathering.take(partial(_made, kind, question), name=question.name, line=node.line)
    return gathering.reading()


def _category(node: Node) -> str:
    category = child(node, "category")
    text = child(category, "text") if category is not None else None
    return ((text.text if text is not None else category.text if category is not None else "") or "").strip()


def _made(kind: str, question: Question, notes: Notes) -> Item:
    make = KINDS.get(kind)
    if make is None:
        raise RefusedError(refusal_of(kind))
    return make(question, notes)


def refusal_of(kind: str) -> str:
    if kind == "description":
        return _("It is a text without a question (“description”). Put the text into the question it belongs to.")
    if kind == "random":
        return _("It draws questions at random. Export the questions themselves; a test draws its own.")
    return _("Questions of the kind “%(kind)s” are not supported. Rewrite it as another kind.") % {
        "kind": kind or _("unnamed")
    }
