"""Makes the three texts of a message: of the files in templates/email, or of an administrator's own words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from members.message_kinds import MessageKind, message_kind
from members.models import MessageTemplate
from members.wording import FOOT, Wording, in_words, known_placeholders

SUBJECT_LENGTH = 200
FIRST_NUMBER = 71  # stands in no shipped text
Wordings = Mapping[str, Wording]


def own_wordings(template: str, languages: Collection[str]) -> Wordings:
    """By language; one query for however many letters."""
    rows = MessageTemplate.objects.filter(template=template, language__in=languages)
    return {row.language: Wording(row.subject, row.text) for row in rows}


def compose(template: str, language: str, context: Mapping[str, Any], own: Wordings) -> tuple[str, str, str]:
    """Subject, text and HTML in the language. A subject is one line, whatever a name in it holds."""
    with translation.override(language):
        values = {
            "SITE_NAME": settings.SITE_NAME,
            "SITE_URL": settings.SITE_URL,
            "LANGUAGE_CODE": language,
            **context,
        }
        if (wording := own.get(language)) is not None:
            subject, text, html = in_words(wording, message_kind(template), values)
        else:
            subject = " ".join(render_to_string(f"email/{template}.subject.txt", values).split())
            text = render_to_string(f"email/{template}.txt", values).strip() + "\n"
            html = render_to_string(f"email/{template}.html", values)
    return subject[:SUBJECT_LENGTH], text, html


def sample_texts(kind: MessageKind, language: str, own: Wordings) -> tuple[str, str, str]:
    """A message of this kind as it would come to somebody invented."""
    recipient = SimpleNamespace(full_name=known_placeholders(kind)["recipient"])
    return compose(kind.template, language, {"recipient": recipient, **kind.sample}, own)


def shipped_wording(kind: MessageKind, language: str) -> Wording:
    """The words of the files as a text to begin with: each value stands as its placeholder, without what only some
    messages say."""
    numbers = {name: FIRST_NUMBER + count for count, name in enumerate(kind.placeholders) if _is_number(kind, name)}
    values: dict[str, Any] = {**{name: f"{{{name}}}" for name in kind.placeholders}, **numbers}
    for name, value in kind.sample.items():
        if name not in values:
            values[name] = _emptied(value) if isinstance(value, SimpleNamespace) else ()
    recipient = SimpleNamespace(full_name="{recipient}")
    subject, text, _html = compose(kind.template, language, {"recipient": recipient, **values}, {})
    body = text.rpartition(FOOT)[0] or text
    for name, number in numbers.items():  # plurals are chosen by a number, so that one stood where its name belongs
        subject, body = (re.sub(rf"\b{number}\b", f"{{{name}}}", words) for words in (subject, body))
    return Wording(subject, re.sub(r"\n{3,}", "\n\n", body).strip())


def _is_number(kind: MessageKind, name: str) -> bool:
    return isinstance(kind.sample[name], int)


def _emptied(thing: SimpleNamespace) -> SimpleNamespace:
    """Its invented facts would stand in every message from then on."""
    return SimpleNamespace(**{name: value if name == "zone" else "" for name, value in vars(thing).items()})
