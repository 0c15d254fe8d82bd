"""Aiken, after Moodle's documentation and question/format/aiken/tests."""

import pytest

from quizzes.formats import read_questions
from quizzes.items import SingleChoice

GOOD = """What is the correct answer to this question?
A. Is it this one?
B. Maybe this answer?
C. Possibly this one?
ANSWER: C

Which LMS has the most quiz import formats?
A) Moodle
B) ATutor
answer: a"""


def test_questions_with_points_and_with_brackets() -> None:
    reading = read_questions(GOOD.encode())

    first, second = reading.items
    assert (reading.format, reading.findings) == ("aiken", ())
    assert isinstance(first, SingleChoice)
    assert isinstance(second, SingleChoice)
    assert [option.fraction for option in first.options] == [0, 0, 1]
    assert [(option.text, option.fraction) for option in second.options] == [("Moodle", 1), ("ATutor", 0)]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("What?\nA. a\nB. b", "no line “ANSWER"),
        ("A. a\nB. b\nANSWER: A", "no text before its options"),
        ("What?\nANSWER: A", "no options"),
        ("What?\nA. a\nB. b\nANSWER: C", "none of its options (A, B)"),
        ("What?\nA. a\nA. b\nANSWER: A", "same letter"),
        ("What?\nA. a\nANSWER: A", "fewer than two options"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, part: str) -> None:
    reading = read_questions(f"{text}\n\n{GOOD}".encode())

    assert (len(reading.items), reading.refusals[0].place.line) == (2, 1)
    assert part in reading.refusals[0].sentence


def test_a_question_without_its_key_does_not_take_the_next_one_along() -> None:
    reading = read_questions(f"What?\nA. a\nB. b\n{GOOD}".encode())

    assert [entry.item is None for entry in reading.entries] == [True, False, False]


def test_signs_of_html_are_text() -> None:
    item = read_questions(b"Is 1 < 2 & <b>?\nA. <i>\nB. & b\nANSWER: A").items[0]

    assert item.stem == "Is 1 &lt; 2 &amp; &lt;b&gt;?"
    assert isinstance(item, SingleChoice)
    assert [option.text for option in item.options] == ["<i>", "& b"]
