from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from members.choices import MessageCategory
from members.message_kinds import (
    ONE_TIME_LINK,
    MessageKind,
    message_kind,
    message_kinds,
    register_message_kind,
)
from members.models import User

MISSING = "(missing)"
PARTS = (".subject.txt", ".txt", ".html")


def test_every_template_of_a_mail_is_registered() -> None:
    shipped = {path.name.removesuffix(".subject.txt") for path in Path("templates/email").glob("*.subject.txt")}

    assert {kind.template for kind in message_kinds()} == shipped


def test_plain_texts_hold_no_escaped_signs() -> None:
    texts = Path("templates/email").glob("*.txt")

    assert [path.name for path in texts if "autoescape off" not in path.read_text()] == []


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", message_kinds(), ids=lambda kind: kind.template)
def test_a_sample_holds_all_that_the_texts_name(kind: MessageKind, language: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", MISSING)
    context = {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "LANGUAGE_CODE": language,
        "recipient": User(name="Budi Santoso"),
        **kind.sample,
    }

    with translation.override(language):
        texts = [
            render_to_string(f"email/{kind.template}{part}", context) for part in (".subject.txt", ".txt", ".html")
        ]

    assert [text for text in texts if MISSING in text] == []
    assert all(text.strip() for text in texts)
    assert all(kind.placeholders[name] in texts[1] for name in kind.links)


def test_placeholders_are_words_and_numbers_and_links_must_stay() -> None:
    kind = MessageKind(
        "x",
        MessageCategory.RESULT,
        "X",
        {"name": "Budi", "number": 4, "shows": True, "rows": [1], "url": "https://a.id/", "link": ONE_TIME_LINK},
        at_once=False,
    )

    assert kind.placeholders == {"name": "Budi", "number": "4", "url": "https://a.id/", "link": ONE_TIME_LINK}
    assert kind.links == {"url", "link"}


def test_what_cannot_wait_is_always_at_once() -> None:
    at_once = {kind.template for kind in message_kinds() if kind.at_once}

    assert {"password_reset", "certificate_issued", "speaker_invitation"} <= at_once
    assert at_once.isdisjoint({"result_published", "material_commented", "third_marker_wanted"})


def test_a_kind_is_registered_once_and_an_unknown_one_is_told() -> None:
    with pytest.raises(ImproperlyConfigured, match="registered twice"):
        register_message_kind("password_reset", category=MessageCategory.ACCOUNT, label="X", sample={})
    with pytest.raises(ImproperlyConfigured, match="No app registered"):
        message_kind("nobody")
