"""What an administrator writes in place of the shipped words: no code, no markup, no way further."""

from types import SimpleNamespace

import pytest

from members.choices import MessageCategory
from members.composing import sample_texts, shipped_wording
from members.message_kinds import MessageKind, message_kinds
from members.wording import Wording, faults_in, filled, in_words

KIND = MessageKind(
    "result_published", MessageCategory.RESULT, "X", {"name": "B", "url": "https://x.id/"}, at_once=False
)
HOUSE = {"SITE_NAME": "Dermaga", "SITE_URL": "https://d.id", "LANGUAGE_CODE": "id"}


@pytest.mark.parametrize(
    ("subject", "text", "wrong"),
    [
        ("Hasil {name}", "Buka {url}", set()),
        ("Hasil", "Buka {url} { bukan nama", set()),
        ("", "Buka {url}", {"subject"}),
        ("Hasil", " ", {"text"}),
        ("Hasil", "Tanpa jalan", {"text"}),
        ("Hasil {nama}", "Buka {url}", {"subject"}),
        ("Hasil", "{name.__class__} {url}", {"text"}),
        ("Hasil", "{0} {url}", {"text"}),
        ("Hasil\nBcc: x@x.id", "{url}", {"subject"}),
        ("Hasil {url}", "{url}", {"subject"}),
    ],
)
def test_only_what_can_be_sent_is_taken(subject: str, text: str, wrong: set[str]) -> None:
    assert set(faults_in(KIND, Wording(subject, text))) == wrong


def test_a_value_is_text_and_never_looked_through_again() -> None:
    values = {"a": "{b}", "b": "<b>", "c": "x\r\nBcc: x@x.id"}

    assert filled("{a} {b} {{a}} {% if %} {d}", values) == "{b} <b> {{b}} {% if %} {d}"


def test_markup_stays_text_a_subject_one_line_and_a_link_becomes_a_button() -> None:
    said = {
        **HOUSE,
        "recipient": SimpleNamespace(full_name="Budi"),
        "name": "<i>Budi</i>\nBcc: a@b.id",
        "url": "https://x.id/?a=1&b=2",
    }

    subject, text, html = in_words(
        Wording("Halo {name}", "<u>Yth.</u> {name}\nbaris\n\n{url}\n\nAtau: {url}"), KIND, said
    )

    assert subject == "Halo <i>Budi</i> Bcc: a@b.id"
    assert text.startswith("<u>Yth.</u> <i>Budi</i>")
    assert "&lt;u&gt;Yth.&lt;/u&gt; &lt;i&gt;Budi&lt;/i&gt;" in html
    assert "<i>" not in html
    assert html.count('class="mail__button" href="https://x.id/?a=1&amp;b=2"') == 1
    assert 'Atau: <a href="https://x.id/?a=1&amp;b=2"' in html


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", [kind for kind in message_kinds() if kind.editable], ids=lambda kind: kind.template)
def test_the_shipped_words_are_a_good_beginning(kind: MessageKind, language: str) -> None:
    words = shipped_wording(kind, language)
    _subject, text, html = sample_texts(kind, language, {language: words})

    assert faults_in(kind, words) == {}
    assert "{" not in text
    assert [
        fact for fact in ("Budi", "Siti", "Yogyakarta", "2020", "Post-test", "dermaga.example") if fact in words.text
    ] == []
    assert all(kind.placeholders[link] in html for link in kind.links)
