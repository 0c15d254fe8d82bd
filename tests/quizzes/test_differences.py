from dataclasses import replace
from decimal import Decimal

import pytest

from quizzes.differences import changes_between, words_compared
from quizzes.items import (
    Item,
    Media,
    Numeric,
    NumericAnswer,
    Option,
    ShortText,
    SingleChoice,
    TextAnswer,
)
from tests.quizzes.formats.samples import EVERY_KIND

ONE = Decimal(1)
ITEM = SingleChoice(
    stem="<p>Apa langkah pertama?</p>",
    feedback="<p>Periksa dahulu.</p>",
    options=(
        Option(key="a", text="Periksa", fraction=ONE),
        Option(key="b", text="Sebarkan"),
        Option(key="c", text="Diamkan"),
    ),
)


def said(before: Item, after: Item) -> list[tuple[str, str]]:
    found = changes_between((before.body(), before.key()), (after.body(), after.key()))
    return [(change.label, str(change.text)) for change in found]


@pytest.mark.parametrize("name", EVERY_KIND)
def test_a_version_has_no_difference_to_itself(name: str) -> None:
    assert said(EVERY_KIND[name], EVERY_KIND[name]) == []


@pytest.mark.parametrize("old", EVERY_KIND)
def test_any_two_versions_can_be_compared(old: str) -> None:
    for new in EVERY_KIND.values():
        said(EVERY_KIND[old], new)


def test_words_that_went_and_came_are_marked_and_announced() -> None:
    text = words_compared("Apa langkah pertama?", "Apa langkah <kedua> Anda?")

    assert text == (
        'Apa langkah <del><span class="visually-hidden">deleted: </span>pertama?</del>'
        ' <ins><span class="visually-hidden">inserted: </span>&lt;kedua&gt; Anda?</ins>'
    )


def test_the_texts_of_question_and_explanation() -> None:
    found = said(ITEM, replace(ITEM, stem="<p>Apa langkah kedua?</p>", feedback="<p><b>Periksa</b> dahulu.</p>"))

    assert [label for label, _text in found] == ["Question", "Explanation"]
    assert "kedua?" in found[0][1]
    assert found[1][1] == "the same words, set differently"


def test_options_that_came_went_and_changed_sides() -> None:
    after = replace(
        ITEM,
        options=(
            Option(key="a", text="Periksa"),
            Option(key="b", text="Sebarkan", fraction=ONE, last=True),
            Option(key="d", text="Tanyakan"),
        ),
    )

    assert said(ITEM, after) == [
        ("Option “Periksa”", "it was right and is wrong"),
        ("Option “Sebarkan”", "it was wrong and is right"),
        ("Option “Sebarkan”", "it stands last now"),
        ("Option “Tanyakan”", "added, as wrong"),
        ("Option “Diamkan”", "removed; it was wrong"),
    ]


def test_a_share_an_order_and_a_picture() -> None:
    photo = Media("foto.png", "image/png", "f" * 64, alt="Kapal")
    first, second, third = ITEM.options
    after = replace(
        ITEM,
        stem=f'{ITEM.stem}<p><img src="media:{photo.sha256}" alt="Kapal"></p>',
        options=(replace(first, fraction=Decimal("0.5")), third, second),
        media=(photo,),
    )

    found = said(ITEM, after)

    assert ("Option “Periksa”", "its share was 100 % and is 50 %") in found
    assert ("Options", "in another order") in found
    assert ("Picture or sound", "added: Kapal") in found


def test_another_kind_is_said_first() -> None:
    text = ShortText(stem=ITEM.stem, feedback=ITEM.feedback, answers=(TextAnswer(pattern="Periksa"),))

    assert said(ITEM, text) == [("Kind", "it was “one right answer” and is “a short text”")]


def test_numbers_and_their_tolerance() -> None:
    old = Numeric(stem="<p>Berapa?</p>", answers=(NumericAnswer(value=Decimal(5)),))
    new = replace(old, answers=(NumericAnswer(value=Decimal(5), tolerance=Decimal("0.5")),))

    [(label, text)] = said(old, new)

    assert label == "Answers"
    assert "± 0.5" in text
