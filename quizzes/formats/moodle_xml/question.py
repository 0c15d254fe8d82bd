"""One <question> of Moodle XML, asked for its parts."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from quizzes.formats.findings import Notes
from quizzes.formats.making import Common, not_too_many
from quizzes.formats.media import Shelf
from quizzes.formats.numbers import number_of
from quizzes.formats.texts import not_too_long, plain_of, rich, says_something, unbase64
from quizzes.formats.xml import Node, child, children

YES = {"1", "true", "yes"}
# Authors link to a sound that they attached; here it is played where the link stood.
SOUND_LINK = re.compile(
    r'<a\s[^<>]*href="(@@PLUGINFILE@@/[^"<>]+\.(?:mp3|m4a|ogg|wav))"[^<>]*>([^<]*)</a>', re.IGNORECASE
)
SOUND = r'\2 <audio src="\1" controls=""></audio>'
REMARKS = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


class Question:
    def __init__(self, node: Node, topic: tuple[str, ...]) -> None:
        self.node, self.topic = node, topic
        self.shelf = Shelf()
        self.name = words(child(node, "name"))

    def common(self, notes: Notes, stem: str | None = None) -> Common:
        """What all kinds share; `stem` where the kind has read it itself."""
        self._note_losses(notes)
        return Common(
            stem=self.rich(child(self.node, "questiontext"), notes) if stem is None else stem,
            feedback=self.rich(child(self.node, "generalfeedback"), notes),
            name=self.name,
            external_id=words(child(self.node, "idnumber")),
            topic=self.topic,
            tags=self.tags,
            marks=self.marks,
            shelf=self.shelf,
        )

    @property
    def tags(self) -> tuple[str, ...]:
        found = child(self.node, "tags")
        return tuple(tag for row in children(found, "tag") if (tag := words(row))) if found is not None else ()

    @property
    def marks(self) -> Decimal:
        written = words(child(self.node, "defaultgrade")) or words(child(self.node, "defaultmark"))
        return number_of(written) if written else Decimal(1)

    def rich(self, node: Node | None, notes: Notes, text: str | None = None) -> str:
        """The HTML of a text with its own files; `format` says what it, or `text` in its place, was written in."""
        if node is None:
            return ""
        for file in children(node, "file"):
            data = unbase64(file.text or "") if file.get("encoding", "base64") == "base64" else None
            path = f"{file.get('path', '/').strip('/')}/{file.get('name', '')}".lstrip("/")
            if data:
                self.shelf.add(path, data, notes)
            else:
                notes.warn(_("The file “%(name)s” is empty or damaged, so it was left out.") % {"name": path[-80:]})
        not_too_long(raw(node))
        markup = SOUND_LINK.sub(SOUND, raw(node) if text is None else text)
        return rich(markup, node.get("format", "moodle_auto_format"), notes, self.shelf)

    def flag(self, name: str, default: bool = False) -> bool:
        written = words(child(self.node, name)).lower()
        return written in YES if written else default

    def value(self, name: str) -> str:
        return words(child(self.node, name))

    def own(self, name: str) -> str:
        """What our own export adds; nothing of a file from elsewhere."""
        found = (node for node in children(self.node, "dermaga") if node.get("name") == name)
        return next(((node.text or "").strip() for node in found), "")

    def all(self, name: str) -> list[Node]:
        return not_too_many(list(children(self.node, name)))

    def _note_losses(self, notes: Notes) -> None:
        if any(words(hint) for hint in children(self.node, "hint")):
            notes.warn(_("Its hints for further tries were left out: a question is answered once."))
        for name in REMARKS:
            node = child(self.node, name)
            text = plain_of(raw(node)) if node is not None else ""
            if text and text not in STANDARD:
                notes.warn(_("What is said of right, partly right or wrong answers as a whole was left out."))
        if child(self.node, "image_base64") is not None or words(child(self.node, "image")):
            notes.warn(_("A picture in the way of Moodle 1 was left out. Add it to the question again."))


# What Moodle itself puts there: nobody wrote it for this question.
STANDARD = {
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
    "Jawaban Anda benar.",
    "Jawaban Anda benar sebagian.",
    "Jawaban Anda salah.",
}


def raw(node: Node) -> str:
    """What stands in <text>; older files have it in the element itself."""
    text = child(node, "text")
    if text is None:
        return (node.text or "").strip() if len(node) == 0 else ""
    return ("".join(text.itertext())).strip()


def words(node: Node | None) -> str:
    return " ".join(raw(node).split()) if node is not None else ""


def answer_words(node: Node, notes: Notes) -> str:
    """An answer that people type: its own characters unless it says that it is HTML."""
    text = raw(node)
    if node.get("format") == "html" and says_something(text) and "<" in text:
        return plain_of(rich(text, "html", notes))
    return text
