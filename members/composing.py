"""Makes the three texts of a message: of the files in templates/email, or of an administrator's own words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from members.message_kinds import message_kind
from members.models import MessageTemplate
from members.wording import Wording, in_words

SUBJECT_LENGTH = 200
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
