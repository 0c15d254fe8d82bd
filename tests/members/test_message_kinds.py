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


# What a sample may hold that is no person; and kinds whose `name` is their recipient's own.
NO_PERSON = {
    "answer", "attached", "batch", "batch_name", "city", "comment", "count", "course", "day", "days", "decree",
    "edition", "enrolment", "expires_at", "accepted", "letter", "letter_date", "link", "new", "new_number", "nominator",
    "number", "old", "passes", "place", "province", "question", "reason", "session", "sessions", "shows", "starts",
    "swapped", "test", "text", "title", "until", "url", "verify_url", "zone",
}  # fmt: skip
OWN_NAME = {
    "certificate_issued", "correction_answered", "marks_corrected", "place_asked", "place_free", "question_answered",
    "result_published", "speaker_invitation",
}  # fmt: skip
OWN_TASKS = {"missing_reminder"}  # whose list holds what is to be done, not who


@pytest.mark.parametrize("kind", message_kinds(), ids=lambda kind: kind.template)
def test_a_text_that_may_name_a_colleague_is_blanked_with_that_account(kind: MessageKind) -> None:
    """A sample with a key that is not known here has to be looked at: does it name somebody?"""
    known = NO_PERSON | ({"name"} if kind.template in OWN_NAME else set())
    known |= {"items"} if kind.template in OWN_TASKS else set()

    assert kind.names_others is bool(set(kind.sample) - known), set(kind.sample) - known


def test_what_cannot_wait_is_always_at_once() -> None:
    at_once = {kind.template for kind in message_kinds() if kind.at_once}

    assert {"password_reset", "certificate_issued", "speaker_invitation"} <= at_once
    assert at_once.isdisjoint({"result_published", "material_commented", "third_marker_wanted"})


def test_a_kind_is_registered_once_and_an_unknown_one_is_told() -> None:
    with pytest.raises(ImproperlyConfigured, match="registered twice"):
        register_message_kind("password_reset", category=MessageCategory.ACCOUNT, label="X", sample={})
    with pytest.raises(ImproperlyConfigured, match="No app registered"):
        message_kind("nobody")
