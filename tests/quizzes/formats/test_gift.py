"""GIFT, by samples retyped from Moodle: documentation, examples.txt, giftformat_test.php (question/format/gift)."""

from decimal import Decimal

import pytest

from quizzes.choices import Marking
from quizzes.formats import Reading, read_questions
from quizzes.items import Essay, Item, Matching, MultipleChoice, Numeric, ShortText, SingleChoice, TrueFalse


def read(text: str) -> Reading:
    return read_questions(text.encode(), format="gift")


def only(text: str) -> Item:
    reading = read(text)
    assert reading.findings == ()
    return reading.items[0]


def choices(item: Item) -> list[tuple[str, str, str]]:
    assert isinstance(item, SingleChoice | MultipleChoice)
    return [(option.text, str(option.fraction), option.feedback) for option in item.options]


@pytest.mark.parametrize(
    ("text", "kind", "stem"),
    [
        ("Who's buried in Grant's tomb?{~Grant ~Jefferson =no one}", SingleChoice, "Who's buried in Grant's tomb?"),
        ("Grant is {~buried =entombed ~living} in Grant's tomb.", SingleChoice, "Grant is _____ in Grant's tomb."),
        ("Grant is buried in Grant's tomb.{FALSE}", TrueFalse, "Grant is buried in Grant's tomb."),
        ("The sun rises in the east.{T}", TrueFalse, "The sun rises in the east."),
        ("Who's buried?{=no one =nobody}", ShortText, "Who's buried?"),
        ("Two plus two equals {=four =4}.", ShortText, "Two plus two equals _____."),
        ("When was Grant born?{#1822:5}", Numeric, "When was Grant born?"),
        ("Match.{=Canada->Ottawa =Italy  -> Rome}", Matching, "Match."),
        ("Write an essay about Grant.{}", Essay, "Write an essay about Grant."),
        ("Write an essay about Grant.{ #### Long ago }", Essay, "Write an essay about Grant."),
        ("[plain]Is 1 < 2 <b>?{T}", TrueFalse, "Is 1 &lt; 2 &lt;b&gt;?"),
        ("[html]<p>Is <b>it</b><script>x</script>?</p>{T}", TrueFalse, "<p>Is <b>it</b>?</p>"),
        ("[markdown]Who's in **Grant's tomb**?{=no one}", ShortText, "<p>Who's in <strong>Grant's tomb</strong>?</p>"),
        ("Is 1 < 2 & 3 > 2?{T}", TrueFalse, "Is 1 &lt; 2 &amp; 3 &gt; 2?"),
    ],
)
def test_the_kind_follows_from_the_braces(text: str, kind: type, stem: str) -> None:
    item = read(text).items[0]

    assert (type(item), item.stem) == (kind, stem)


def test_choices_have_shares_and_remarks() -> None:
    item = only(
        "::Jesus' hometown::Jesus Christ was from {\n"
        "~Jerusalem#This was an important city, but the wrong answer.\n"
        "~%25%Bethlehem#He was born here, but not raised here.\n"
        "~%50%Galilee#You need to be more specific.\n"
        "=Nazareth#Yes! That's right!####The city}."
    )

    assert (item.name, item.feedback) == ("Jesus' hometown", "The city")
    assert choices(item) == [
        ("Jerusalem", "0", "This was an important city, but the wrong answer."),
        ("Bethlehem", "0.25", "He was born here, but not raised here."),
        ("Galilee", "0.5", "You need to be more specific."),
        ("Nazareth", "1", "Yes! That's right!"),
    ]


def test_without_an_equals_sign_several_answers_are_right() -> None:
    item = only("Two people are entombed. {\n~%-50%No one\n~%50%Grant\n~%50%Grant's wife\n~%-50%Grant's father }")

    assert isinstance(item, MultipleChoice)
    assert item.method == Marking.SUM_OF_FRACTIONS
    assert [share for _text, share, _said in choices(item)] == ["-0.5", "0.5", "0.5", "-0.5"]


def test_escaped_signs_are_text() -> None:
    item = only("::a\\:b::Which \\{ \\} \\~ \\= \\# \\\\ equals 5? {~ \\= 2 + 2 = \\= 2 \\+ 3#\\#1 ~ two\\nlines}")

    assert (item.name, item.stem) == ("a:b", "Which { } ~ = # \\ equals 5?")
    assert choices(item) == [("= 2 + 2", "0", ""), ("= 2 \\+ 3", "1", "#1"), ("two lines", "0", "")]


def test_true_or_false_says_the_remark_of_the_wrong_answer_first() -> None:
    item = only("Grant is buried in Grant's tomb.{FALSE#No one is buried there.#Right}")

    assert isinstance(item, TrueFalse)
    assert not item.statement_is_true
    assert {option.key: option.feedback for option in item.options} == {
        "true": "No one is buried there.",
        "false": "Right",
    }


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("#1822", [("1822", "0", "1")]),
        ("#3.1415:0.0005", [("3.1415", "0.0005", "1")]),
        ("#3.141..3.142", [("3.1415", "0.0005", "1")]),
        ("#\n=1822:0 #ok\n=%50%1822:2\n~#off", [("1822", "0", "1"), ("1822", "2", "0.5")]),
        ("#-1.5E2:.5", [("-1.5E+2", "0.5", "1")]),
    ],
)
def test_numbers_and_their_tolerances(answers: str, expected: list[tuple[str, str, str]]) -> None:
    item = only(f"When?{{{answers}}}")

    assert isinstance(item, Numeric)
    assert [(str(row.value), str(row.tolerance), str(row.fraction)) for row in item.answers] == expected
    assert item.otherwise == ("off" if "off" in answers else "")


def test_the_formats_of_a_question_and_of_its_answers_may_differ() -> None:
    item = only(
        "::Moodle activities::[html]Match the <b>activity</b>.{\n=[html]A <p>forum</p> -> Forum\n"
        "=[moodle]One & more -> Choice\n=[plain]A < b -> Database\n=[markdown]Pages -> Wiki\n= -> Chat\n}"
    )

    assert isinstance(item, Matching)
    assert [prompt.text for prompt in item.prompts] == ["A forum", "One & more", "A < b", "Pages"]
    assert len(item.choices) == 5


def test_a_pair_without_a_left_side_is_a_distractor() -> None:
    item = only("Match.{=Canada -> Ottawa =Italy -> Rome = -> Oslo}")

    assert isinstance(item, Matching)
    assert [prompt.text for prompt in item.prompts] == ["Canada", "Italy"]
    assert [choice.text for choice in item.choices] == ["Ottawa", "Rome", "Oslo"]


def test_categories_comments_codes_and_tags() -> None:
    reading = read(
        "// a comment\n\n$CATEGORY: $course$/top/Humas//PR/Hoaks\n\n"
        "// question: 1  name: x [id:H-7] [tag:mudah] [tag:a\\]b]\nBenar?{T}\n\n$CATEGORY: $course$/top\n\nLagi?{F}"
    )

    first, second = reading.items
    assert (first.topic, first.external_id, first.tags) == (("Humas/PR", "Hoaks"), "H-7", ("mudah", "a]b"))
    assert (second.topic, second.external_id, second.tags) == ((), "", ())


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("\nWhat?{=a", 2, "has no partner"),
        ("What? =a}", 1, "has no partner"),
        ("What?{=a}{=b}", 1, "more than one pair of braces"),
        ("Only a text.", 1, "no answers in braces"),
        ("What?{~a}", 1, "fewer than two options"),
        ("What?{#abc}", 1, "is not a number"),
        ("What?{#5..3}", 1, "begins above its end"),
        ("What?{~%200%a =b}", 1, "out of range"),
        ("Match{=a -> b =c}", 1, "no “->”"),
        ("{~a =b}", 1, "has no text"),
    ],
)
def test_a_question_that_cannot_be_read_is_refused_by_line(text: str, line: int, part: str) -> None:
    reading = read(text + "\n\nNext?{T}")

    refusal = reading.refusals[0]
    assert (len(reading.entries), len(reading.items), refusal.place.line) == (2, 1, line)
    assert part in refusal.sentence


def test_an_unclosed_brace_swallows_no_other_question() -> None:
    reading = read("One?{~a =b\n\nTwo?{T}\n\n::Three::{=c\n\n=d}")

    assert [entry.item is None for entry in reading.entries] == [True, False, True]


def test_blank_lines_inside_braces_are_told() -> None:
    reading = read("One?{\n~a\n\n=b\n}\n\nTwo?{T}")

    assert (len(reading.items), len(reading.refusals), len(reading.warnings)) == (2, 0, 1)


def test_what_keeps_a_question_from_being_used_is_a_warning() -> None:
    reading = read("One?{~%60%a ~%20%b}")

    assert len(reading.items) == 1
    assert "To be mended" in reading.warnings[0].sentence


def test_shares_keep_their_digits() -> None:
    item = only("Three?{~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d}")

    assert isinstance(item, MultipleChoice)
    assert item.options[0].fraction == Decimal("0.3333333")
    assert item.problems() == []
