"""What a correction makes of answers and scores, without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.choices import Marking, QuestionType, RegradeAction
from quizzes.correcting import Correction, Score, actions_for, corrected_score, dropped_slots, shown_key
from quizzes.items import (
    MultipleChoice,
    Numeric,
    NumericAnswer,
    Option,
    ShortText,
    SingleChoice,
    TextAnswer,
    Unit,
    UnitRule,
)
from quizzes.items.choice import true_or_false

ONE, ZERO, HALF = Decimal(1), Decimal(0), Decimal("0.5")
SINGLE = SingleChoice(
    stem="<p>Apa?</p>",
    options=(Option(key="a", text="A", fraction=ONE), Option(key="b", text="B"), Option(key="c", text="C")),
)
MULTIPLE = MultipleChoice(
    stem="<p>Mana?</p>",
    method=Marking.ALL_OR_NOTHING,
    options=(
        Option(key="a", text="A", fraction=ONE),
        Option(key="b", text="B", fraction=ONE),
        Option(key="c", text="C"),
        Option(key="d", text="D"),
    ),
)
SHORT = ShortText(stem="<p>Di mana?</p>", answers=(TextAnswer(pattern="Bitung"),))
WEIGHT = Numeric(
    stem="<p>Berapa beratnya?</p>",
    answers=(NumericAnswer(value=Decimal(500)),),
    unit_rule=UnitRule.REQUIRED,
    units=(Unit(name="g"), Unit(name="kg", factor=Decimal("0.001")), Unit(name="lb", factor=Decimal("0.0022"))),
)
NUMBER = Numeric(stem="<p>Berapa?</p>", answers=(NumericAnswer(value=Decimal(10)),))


def corrected(item, correction, value):
    return correction.fraction(item.body(), item.key(), value)


@pytest.mark.parametrize(
    ("item", "accepted", "value", "earns"),
    [
        (SINGLE, ("b",), ["b"], ONE),
        (SINGLE, ("b",), ["a"], ONE),
        (SINGLE, ("b",), ["c"], ZERO),
        (SINGLE, ("b",), [], ZERO),
        (SINGLE, ("unknown",), ["unknown"], ZERO),
        (true_or_false(stem="<p>Benar?</p>", statement_is_true=True), ("false",), ["false"], ONE),
        (MULTIPLE, ("c",), ["a", "b", "c"], ONE),
        (MULTIPLE, ("c",), ["a", "b"], ONE),
        (MULTIPLE, ("c",), ["a", "b", "c", "d"], ZERO),
        (MULTIPLE, ("c",), ["c"], ZERO),
        (MULTIPLE, ("a",), ["b"], ZERO),  # what is right stays required
        (SHORT, ("Kota Bitung", "KSOP*"), ["kota  bitung"], ONE),
        (SHORT, ("Kota Bitung", "KSOP*"), ["KSOP Bitung"], ZERO),  # an accepted text is a text, no pattern
        (SHORT, ("Kota Bitung",), ["Bitung"], ONE),
        (NUMBER, ("10,5",), ["10.5"], ONE),
        (NUMBER, ("nonsense",), ["11"], ZERO),
        (WEIGHT, ("2 kg",), ["2", "kg"], ONE),
        (WEIGHT, ("2 kg",), ["2000", "g"], ONE),
        (WEIGHT, ("2 kg",), ["2", "g"], ZERO),  # the bare number would be another weight
        (WEIGHT, ("1 lb",), ["1", "lb"], ONE),  # a number of grams that never ends
        (WEIGHT, ("2 m",), ["2", "g"], ZERO),
    ],
)
def test_further_answers_are_accepted(item, accepted, value, earns):
    assert corrected(item, Correction(RegradeAction.ACCEPT, accepted), value) == earns


def test_the_key_of_today_marks_by_the_keys_of_parts_and_not_by_their_places():
    today = SingleChoice(
        stem="<p>Apa?</p>",
        options=(
            Option(key="new", text="D"),
            Option(key="c", text="C"),
            Option(key="b", text="B, benar", fraction=ONE),
        ),
    )
    apply = Correction(RegradeAction.APPLY_KEY, (), today.body(), today.key())

    assert [corrected(SINGLE, apply, [key]) for key in "abc"] == [ZERO, ONE, ZERO]
    assert corrected(SINGLE, apply, None) == ZERO


def test_dropping_and_full_marks_do_not_look_at_the_answer():
    assert corrected(SINGLE, Correction(RegradeAction.DROP), ["a"]) is None
    assert [corrected(SINGLE, Correction(RegradeAction.FULL_MARKS), value) for value in (["c"], None)] == [ONE, ONE]


def test_marks_of_people_are_no_matter_of_a_key():
    for kind in (QuestionType.ESSAY, QuestionType.UPLOAD, QuestionType.DRILL):
        assert actions_for(kind) == [RegradeAction.DROP, RegradeAction.FULL_MARKS]
    assert RegradeAction.ACCEPT not in actions_for(QuestionType.KPRIM)
    assert actions_for(QuestionType.SINGLE) == list(RegradeAction)


def score(*shares):
    marks = {slot: Decimal(slot) for slot in range(1, len(shares) + 1)}
    fractions = dict(enumerate(shares, start=1))
    return Score(fractions, marks, sum(marks.values(), ZERO))


def test_a_dropped_question_leaves_points_and_maximum_and_comes_back_with_another_correction():
    before = score(ONE, ZERO, HALF)
    dropped = before.after(2, None)

    assert (before.points, before.maximum) == (Decimal("2.5"), 6)
    assert (dropped.points, dropped.maximum, dropped.dropped) == (Decimal("2.5"), 4, {2})
    assert dropped.after(2, None) == dropped
    again = dropped.after(2, ONE)
    assert (again.points, again.maximum, again.dropped) == (Decimal("4.5"), 6, frozenset())


def test_the_last_question_that_counts_is_not_dropped():
    alone = score(ONE)

    assert corrected_score(alone, 1, None, upward_only=False) is alone


shares = st.sampled_from([ZERO, Decimal("0.33333"), HALF, ONE])


@given(st.lists(shares, min_size=2, max_size=6), st.data())
def test_only_upward_never_lowers_a_score_and_twice_is_once(fractions, data):
    before = score(*fractions)
    slot = data.draw(st.integers(1, len(fractions)))
    share = data.draw(st.one_of(st.none(), shares))

    once = corrected_score(before, slot, share, upward_only=True)

    assert not once.is_poorer_than(before)
    assert corrected_score(once, slot, share, upward_only=True) == once
    free = corrected_score(before, slot, share, upward_only=False)
    assert corrected_score(free, slot, share, upward_only=False) == free


def test_of_several_corrections_of_a_slot_the_latest_stands():
    rows = [{"slot": 1, "action": "drop"}, {"slot": 2, "action": "drop"}, {"slot": 1, "action": "full_marks"}]

    assert dropped_slots(rows) == {2}


def test_a_corrected_key_is_shown_where_it_fits_the_question_as_it_was_asked():
    body, key = SINGLE.body(), SINGLE.key()
    accepted = shown_key(Correction(RegradeAction.ACCEPT, ("b",)), body, key)
    assert {name for name, share in accepted["fractions"].items() if share == "1"} == {"a", "b"}
    other = SingleChoice(
        stem="<p>Apa?</p>", options=(Option(key="a", text="A"), Option(key="z", text="Z", fraction=ONE))
    )
    assert shown_key(Correction(RegradeAction.APPLY_KEY, (), other.body(), other.key()), body, key) == key
    assert shown_key(Correction(RegradeAction.DROP), body, key) == key
