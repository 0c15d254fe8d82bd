from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.choices import Marking
from quizzes.items import Option, SingleChoice, State, item_from_parts, true_or_false
from quizzes.items.choice import ItemKey, KeyProblem, equal_fractions, fraction_for, problems_of
from quizzes.items.fractions import clamped

ONE, SUM, ALL, MINUS = (
    Marking.ONE_RIGHT,
    Marking.SUM_OF_FRACTIONS,
    Marking.ALL_OR_NOTHING,
    Marking.RIGHT_MINUS_WRONG,
)
THIRDS = {"a": Decimal("0.33333"), "b": Decimal("0.33333"), "c": Decimal("0.33333"), "d": Decimal("-1")}
TWO_OF_FOUR = {"a": Decimal(1), "b": Decimal(1), "c": Decimal(0), "d": Decimal(0)}


@pytest.mark.parametrize(
    ("method", "fractions", "answer", "expected"),
    [
        (ONE, {"a": Decimal(1), "b": Decimal(0)}, ["a"], "1"),
        (ONE, {"a": Decimal(1), "b": Decimal(0)}, ["b"], "0"),
        (ONE, {"a": Decimal(1), "b": Decimal("0.5")}, ["b"], "0.50000"),
        (ONE, {"a": Decimal(1), "b": Decimal("-0.5")}, ["b"], "0"),
        (ONE, {"a": Decimal(1), "b": Decimal(0)}, ["a", "b"], "0"),
        (ONE, {"a": Decimal(1), "b": Decimal(0)}, ["unknown"], "0"),
        (ONE, {"a": Decimal(1), "b": Decimal(0)}, [], "0"),
        (ONE, {"a": Decimal(1), "b": Decimal(0)}, None, "0"),
        (ALL, TWO_OF_FOUR, ["a", "b"], "1"),
        (ALL, TWO_OF_FOUR, ["b", "a"], "1"),
        (ALL, TWO_OF_FOUR, ["a"], "0"),
        (ALL, TWO_OF_FOUR, ["a", "b", "c"], "0"),
        (ALL, TWO_OF_FOUR, ["a", "b", "unknown"], "0"),
        (SUM, THIRDS, ["a", "b", "c"], "1"),
        (SUM, THIRDS, ["a", "b"], "0.66666"),
        (SUM, THIRDS, ["a", "b", "c", "d"], "0"),
        (SUM, THIRDS, ["d"], "0"),
        (MINUS, TWO_OF_FOUR, ["a", "b"], "1"),
        (MINUS, TWO_OF_FOUR, ["a"], "0.50000"),
        (MINUS, TWO_OF_FOUR, ["a", "b", "c"], "0.50000"),
        (MINUS, TWO_OF_FOUR, ["a", "b", "c", "d"], "0"),
        (MINUS, TWO_OF_FOUR, ["c", "d"], "0"),
    ],
)
def test_fraction(method, fractions, answer, expected):
    assert fraction_for(ItemKey(method, fractions), answer) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.999985", "1"),
        ("0.99999", "1"),
        ("0.999984", "0.99998"),
        ("1.2", "1"),
        ("-0.2", "0"),
        ("0.333335", "0.33334"),
        ("0.333334", "0.33333"),
    ],
)
def test_clamped(value, expected):
    assert clamped(Decimal(value)) == Decimal(expected)


@pytest.mark.parametrize(
    ("method", "fractions", "expected"),
    [
        (ONE, {"a": Decimal(1), "b": Decimal(0)}, []),
        (ONE, {"a": Decimal(0), "b": Decimal(0)}, [KeyProblem.NO_RIGHT_OPTION]),
        (ONE, {"a": Decimal("0.5"), "b": Decimal(0)}, [KeyProblem.BEST_IS_NOT_ONE]),
        (ONE, {}, [KeyProblem.NO_RIGHT_OPTION]),
        (ALL, TWO_OF_FOUR, []),
        (ALL, {"a": Decimal(1), "b": Decimal(1)}, [KeyProblem.ALL_TICKED_IS_ONE]),
        (SUM, THIRDS, []),
        (SUM, {"a": Decimal("0.5"), "b": Decimal("0.5"), "c": Decimal(0)}, [KeyProblem.ALL_TICKED_IS_ONE]),
        (SUM, {"a": Decimal("0.5"), "b": Decimal("0.4"), "c": Decimal("-1")}, [KeyProblem.BEST_IS_NOT_ONE]),
        (SUM, {"a": Decimal("0.7"), "b": Decimal("0.7"), "c": Decimal("-1")}, [KeyProblem.BEST_IS_NOT_ONE]),
        (MINUS, TWO_OF_FOUR, []),
        (MINUS, {"a": Decimal(1), "b": Decimal(1)}, [KeyProblem.ALL_TICKED_IS_ONE]),
    ],
)
def test_problems(method, fractions, expected):
    assert problems_of(ItemKey(method, fractions)) == expected


multiple_methods = st.sampled_from([SUM, ALL, MINUS])
right_and_wrong = st.lists(st.booleans(), min_size=2, max_size=12).filter(lambda row: any(row) and not all(row))


@given(multiple_methods, right_and_wrong)
def test_an_author_who_only_says_right_or_wrong_gets_a_sound_key(method, row):
    options = {str(number): is_right for number, is_right in enumerate(row)}
    key = ItemKey(method, equal_fractions(options))

    assert problems_of(key) == []
    assert fraction_for(key, [name for name, is_right in options.items() if is_right]) == 1
    assert fraction_for(key, options) < 1


@given(
    st.sampled_from(list(Marking)),
    st.dictionaries(st.text(max_size=3), st.decimals(-1, 1, places=5), max_size=8),
    st.lists(st.text(max_size=3), max_size=9),
)
def test_a_fraction_is_always_within_bounds_and_no_order_matters(method, fractions, answer):
    key = ItemKey(method, fractions)

    result = fraction_for(key, answer)

    assert 0 <= result <= 1
    assert result == fraction_for(key, list(reversed(answer)))
    assert fraction_for(ItemKey.from_json(key.to_json()), answer) == result


# What databases hold since the first release; the marks must stay what they were.
SINGLE = (
    {
        "item": "0199c0de-0000-7000-8000-000000000001",
        "type": "single",
        "stem": "<p>Apa yang pertama diperiksa?</p>",
        "options": [
            {"key": "k3f9qd", "text": "Sumber kabar", "last": False},
            {"key": "m7x2ab", "text": "Jumlah pengikut", "last": False},
            {"key": "p0zz11", "text": "Semua benar", "last": True},
        ],
        "shuffle": True,
        "slot": 1,
        "marks": "2",
    },
    {
        "method": "one_right",
        "fractions": {"k3f9qd": "1", "m7x2ab": "0.5", "p0zz11": "-0.5"},
        "feedback": "<p>Sumber dahulu.</p>",
        "option_feedback": {"m7x2ab": "Pengikut dapat dibeli."},
    },
)
MULTIPLE = (
    {
        "item": "0199c0de-0000-7000-8000-000000000002",
        "type": "multiple",
        "stem": "<p>Pilih tiga.</p>",
        "options": [{"key": key, "text": key.upper(), "last": False} for key in "abcd"],
        "shuffle": False,
        "slot": 2,
        "marks": "1",
    },
    {
        "method": "sum_of_fractions",
        "fractions": {"a": "0.3333333", "b": "0.3333333", "c": "0.3333333", "d": "-1"},
        "feedback": "",
        "option_feedback": {},
    },
)
TRUE_FALSE = (
    {
        "item": "0199c0de-0000-7000-8000-000000000003",
        "type": "true_false",
        "stem": "<p>Hoaks boleh dibalas dengan marah.</p>",
        "options": [{"key": "true", "text": "", "last": False}, {"key": "false", "text": "", "last": False}],
        "shuffle": False,
        "slot": 3,
        "marks": "1",
    },
    {"method": "one_right", "fractions": {"true": "0", "false": "1"}, "feedback": "", "option_feedback": {}},
)


@pytest.mark.parametrize(
    ("stored", "answer", "fraction", "state"),
    [
        (SINGLE, ["k3f9qd"], "1", State.RIGHT),
        (SINGLE, ["m7x2ab"], "0.5", State.PARTLY),
        (SINGLE, ["p0zz11"], "0", State.WRONG),
        (SINGLE, ["gone"], "0", State.WRONG),
        (SINGLE, ["k3f9qd", "m7x2ab"], "0", State.WRONG),
        (SINGLE, [], "0", State.BLANK),
        (SINGLE, None, "0", State.BLANK),
        (MULTIPLE, ["a", "b", "c"], "1", State.RIGHT),
        (MULTIPLE, ["a", "b"], "0.66667", State.PARTLY),
        (MULTIPLE, ["a", "b", "c", "d"], "0", State.WRONG),
        (TRUE_FALSE, ["false"], "1", State.RIGHT),
        (TRUE_FALSE, ["true"], "0", State.WRONG),
    ],
)
def test_what_is_stored_is_marked_as_ever(stored, answer, fraction, state):
    marked = item_from_parts(*stored).mark(answer)

    assert (marked.fraction, marked.state) == (Decimal(fraction), state)


@pytest.mark.parametrize("stored", [SINGLE, MULTIPLE, TRUE_FALSE])
def test_what_is_stored_comes_back_as_it_was(stored):
    body, key = stored
    item = item_from_parts(body, key)

    own = {name: value for name, value in body.items() if name not in {"item", "slot", "marks"}}
    assert {name: value for name, value in item.body().items() if name != "marks"} == own
    assert item.key() == key
    assert item.marks == Decimal(body["marks"])


def test_what_is_said_is_about_the_options_chosen():
    assert item_from_parts(*SINGLE).mark(["m7x2ab"]).feedback == ("Pengikut dapat dibeli.",)
    assert item_from_parts(*SINGLE).mark(["k3f9qd"]).feedback == ()


def test_true_or_false_knows_its_statement():
    item = true_or_false(statement_is_true=False, stem="<p>?</p>", feedback_for_true="Tidak.")

    assert not item.statement_is_true
    assert item.problems() == []
    assert item.mark(["true"]).feedback == ("Tidak.",)
    assert item.body()["options"] == TRUE_FALSE[0]["options"]


@pytest.mark.parametrize(
    ("fractions", "codes"),
    [
        ("10", []),
        ("11", ["more_than_one_right"]),
        ("00", ["no_right_option"]),
        ("1", ["too_few_options"]),
    ],
)
def test_one_right_answer_and_no_more(fractions, codes):
    options = tuple(Option(key=f"k{n}", text=f"t{n}", fraction=Decimal(f)) for n, f in enumerate(fractions))

    assert [problem.code for problem in SingleChoice(stem="<p>?</p>", options=options).problems()] == codes
