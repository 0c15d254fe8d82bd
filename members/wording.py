"""An administrator's own words for a kind of message: `{name}` stands for a value of the message, and nothing else is
done with a text. No expression, no attribute, no tag: who edits a text cannot reach further than the values given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from members.message_kinds import MessageKind

PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
FOOT = "\n--\n"  # what follows is the frame, not the message
PARAGRAPHS = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Wording:
    subject: str
    text: str


def known_placeholders(kind: MessageKind) -> dict[str, str]:
    """What a text of this kind may name, with the value of the sample."""
    return {"recipient": "Budi Santoso, S.Sos.", "site": settings.SITE_NAME, **kind.placeholders}


def faults_in(kind: MessageKind, wording: Wording) -> dict[str, list[str]]:
    """What keeps these words from being sent, by field."""
    known = known_placeholders(kind)
    faults: dict[str, list[str]] = {"subject": [], "text": []}
    for field, words in (("subject", wording.subject), ("text", wording.text)):
        if not words.strip():
            faults[field].append(_("Write something, or go back to the text as it was delivered."))
        for name in PLACEHOLDER.findall(words):
            if name not in known:
                faults[field].append(
                    _("{%(name)s} is not known here. Known are: %(known)s.")
                    % {"name": name, "known": ", ".join(f"{{{one}}}" for one in known)}
                )
    if "\n" in wording.subject or "\r" in wording.subject:
        faults["subject"].append(_("The subject is one line."))
    named = set(PLACEHOLDER.findall(wording.text))
    for link in sorted(kind.links - named):
        faults["text"].append(_("{%(name)s} must stay: without it nobody finds the way.") % {"name": link})
    for link in sorted(kind.links & set(PLACEHOLDER.findall(wording.subject))):
        faults["subject"].append(_("{%(name)s} is a link: it belongs into the text.") % {"name": link})
    return {field: said for field, said in faults.items() if said}


def filled(words: str, values: Mapping[str, str]) -> str:
    """Each placeholder once: what a value holds is not looked through again."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), words)


def in_words(wording: Wording, kind: MessageKind, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML in the frame of the house; `context` is that of the message with the common values."""
    values = _values(kind, context)
    subject = " ".join(filled(wording.subject, values).split())
    text = filled(wording.text, values).replace("\r\n", "\n").strip()
    foot = _("Sent by %(SITE_NAME)s, %(SITE_URL)s. Answers to this address are not read.") % context
    body = _as_html(wording.text.replace("\r\n", "\n"), kind, values)
    html = render_to_string("email/own_words.html", {**context, "subject": subject, "body": body})
    return subject, f"{text}\n{FOOT}{foot}\n", html


def _values(kind: MessageKind, context: Mapping[str, Any]) -> dict[str, str]:
    recipient = context.get("recipient")
    values = {"recipient": recipient.full_name if recipient is not None else "", "site": context["SITE_NAME"]}
    return values | {name: str(context.get(name, "")) for name in kind.placeholders}


def _as_html(text: str, kind: MessageKind, values: Mapping[str, str]) -> SafeString:
    """Paragraphs as they were written. A link alone in its paragraph is a button, one among words a link."""
    parts: list[str] = []
    for paragraph in PARAGRAPHS.split(text.strip()):
        alone = PLACEHOLDER.fullmatch(paragraph.strip())
        if alone is not None and alone[1] in kind.links:
            parts.append(render_to_string("email/button.html", {"link": values[alone[1]], "text": _("Open")}))
        else:
            parts.append(f'<p style="margin:0 0 16px">{_line_html(paragraph.strip(), kind, values)}</p>')
    return mark_safe("\n".join(parts))  # noqa: S308  every part is escaped where it is made


def _line_html(words: str, kind: MessageKind, values: Mapping[str, str]) -> str:
    pieces: list[str] = []
    at = 0
    for found in PLACEHOLDER.finditer(words):
        pieces.append(escape(words[at : found.start()]))
        value = values.get(found[1], found[0])
        if found[1] in kind.links and value:
            pieces.append(format_html('<a href="{}" style="word-break:break-all">{}</a>', value, value))
        else:
            pieces.append(escape(value))
        at = found.end()
    pieces.append(escape(words[at:]))
    return "".join(pieces).replace("\n", "<br>")
