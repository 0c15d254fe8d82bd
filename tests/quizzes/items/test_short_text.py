import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.items import ShortText, State, TextAnswer
from quizzes.items.short_text import Folding, matches


def short(*patterns, **fields):
    return ShortText(stem="<p>Apa?</p>", answers=tuple(TextAnswer(pattern=pattern) for pattern in patterns), **fields)


@pytest.mark.parametrize(
    ("item", "given", "expected"),
    [
        (short("Pasal 10"), "Pasal 10", "1"),
        (short("Pasal 10"), "  pasal   10 ", "1"),
        (short("Pasal 10"), "pasal\u00a010", "1"),
        (short("Pasal 10"), "Pasal 11", "0"),
        (short("Pasal 10"), "Pasal 1", "0"),
        (short("Pasal 10"), "Pasal 100", "0"),
        (short("Pasal 10"), "Pasal 10.", "0"),
        (short("Pasal 10", fold_punctuation=True), "Pasal 10.", "1"),
        (short("Pasal 10", fold_punctuation=True), "(pasal) 10", "1"),
        (short("10.5", fold_punctuation=True), "105", "0"),
        (short("KSOP", case_matters=True), "ksop", "0"),
        (short("KSOP", case_matters=True), "KSOP", "1"),
        (short("straße"), "STRASSE", "1"),
        (short("café"), "cafe\u0301", "1"),
        (short("café"), "cafe", "0"),
        (short("café", fold_accents=True), "CAFE", "1"),
        (short("0"), "0", "1"),
        (short("*hoaks*"), "ini hoaks besar", "1"),
        (short("*hoaks*"), "hoaks", "1"),
        (short("*hoaks*"), "hoak", "0"),
        (short("a*b*c"), "aXbYc", "1"),
        (short("a*b*c"), "acb", "0"),
        (short("ab*ba"), "aba", "0"),
        (short("ab*ba"), "abba", "1"),
        (short("Pasal *"), "pasal 12", "1"),
        (short("Pasal *"), "pasal", "0"),
        (short(r"5 \* 3"), "5 * 3", "1"),
        (short(r"5 \* 3"), "5 kali 3", "0"),
        (short("a.c"), "abc", "0"),
        (short("[ab]"), "a", "0"),
    ],
)
def test_mark(item, given, expected):
    assert item.mark([given]).fraction == Decimal(expected)


def test_blank_is_no_answer_and_two_texts_are_none_either():
    assert short("a").mark([" "]).state == State.BLANK
    assert short("a").mark(["a", "b"]).state == State.INVALID
    assert short("a").mark(["a" * 1001]).state == State.INVALID


def test_the_best_of_several_fitting_answers_counts():
    item = ShortText(
        stem="<p>?</p>",
        answers=(
            TextAnswer(pattern="*kabar*", fraction=Decimal("0.5"), feedback="Kurang tepat."),
            TextAnswer(pattern="kabar bohong", feedback="Tepat."),
        ),
        otherwise="Baca lagi.",
    )

    assert (item.mark(["kabar bohong"]).fraction, item.mark(["kabar bohong"]).feedback) == (1, ("Tepat.",))
    assert (item.mark(["kabar"]).fraction, item.mark(["kabar"]).feedback) == (Decimal("0.5"), ("Kurang tepat.",))
    assert item.mark(["berita"]).feedback == ("Baca lagi.",)


@pytest.mark.parametrize(
    ("item", "codes"),
    [
        (short("a"), []),
        (short(), ["no_full_answer"]),
        (short("*"), ["takes_everything"]),
        (short("* *"), ["takes_everything"]),
        (short("a", "A"), ["same_text"]),
        (short("a", "A", case_matters=True), []),
        (short("a", " "), ["empty_answer"]),
        (short("!", fold_punctuation=True), ["empty_answer"]),
        (short("a" * 1001), ["too_long"]),
    ],
)
def test_problems(item, codes):
    assert [problem.code for problem in item.problems()] == codes


def test_wildcards_take_no_longer_on_hostile_texts():
    """A backtracking expression would need hours for these."""
    started = time.process_time()

    assert not matches("*a" * 300 + "b", "a" * 1000, Folding())
    assert matches("*a" * 300 + "*", "a" * 1000, Folding())

    assert time.process_time() - started < 1


def slow_match(pattern, text):
    """By definition: every way to split the text."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(slow_match(pattern[1:], text[cut:]) for cut in range(len(text) + 1))
    return bool(text) and text[0] == pattern[0] and slow_match(pattern[1:], text[1:])


@given(st.text(alphabet="ab*", max_size=7), st.text(alphabet="ab", max_size=9))
def test_wildcards_match_what_the_definition_says(pattern, text):
    assert matches(pattern, text, Folding()) is slow_match(pattern, text)
