from decimal import Decimal

import pytest

from quizzes.items import Numeric, NumericAnswer, State, Tolerance, Unit, UnitRule, item_from_parts


def answer(value, tolerance="0", kind=Tolerance.ABSOLUTE, fraction="1", feedback=""):
    return NumericAnswer(
        value=Decimal(value), tolerance=Decimal(tolerance), kind=kind, fraction=Decimal(fraction), feedback=feedback
    )


def numeric(*answers, **fields):
    return Numeric(stem="<p>Berapa?</p>", answers=answers, **fields)


@pytest.mark.parametrize(
    ("rows", "given", "fraction", "state", "reading"),
    [
        ([answer("1500")], "1.500", "1", State.RIGHT, "1500"),
        ([answer("1500")], "Rp 1.500,-", "1", State.RIGHT, "1500 Rp"),
        ([answer("1500")], "1,500", "0", State.WRONG, "1.5"),
        ([answer("1500")], "seribu", "0", State.INVALID, ""),
        ([answer("1500")], "1500 kg", "0", State.INVALID, ""),
        ([answer("0")], "0", "1", State.RIGHT, "0"),
        ([answer("0")], " ", "0", State.BLANK, ""),
        ([answer("10", "0.1")], "9,9", "1", State.RIGHT, "9.9"),
        ([answer("10", "0.1")], "10,1", "1", State.RIGHT, "10.1"),
        ([answer("10", "0.1")], "10,1000000000000000000000000000001", "0", State.WRONG, None),
        ([answer("0.3", "0.1")], "0,2", "1", State.RIGHT, "0.2"),
        ([answer("200", "0.05", Tolerance.RELATIVE)], "210", "1", State.RIGHT, "210"),
        ([answer("200", "0.05", Tolerance.RELATIVE)], "190", "1", State.RIGHT, "190"),
        ([answer("200", "0.05", Tolerance.RELATIVE)], "189,99", "0", State.WRONG, "189.99"),
        ([answer("-200", "0.05", Tolerance.RELATIVE)], "-210", "1", State.RIGHT, "-210"),
        ([answer("0", "0.05", Tolerance.RELATIVE)], "0,01", "0", State.WRONG, "0.01"),
        ([answer("100", "0.25", Tolerance.GEOMETRIC)], "125", "1", State.RIGHT, "125"),
        ([answer("100", "0.25", Tolerance.GEOMETRIC)], "80", "1", State.RIGHT, "80"),
        ([answer("100", "0.25", Tolerance.GEOMETRIC)], "79,99", "0", State.WRONG, "79.99"),
        ([answer("-100", "0.25", Tolerance.GEOMETRIC)], "-125", "1", State.RIGHT, "-125"),
        ([answer("100", "2", Tolerance.GEOMETRIC)], "33,3333333333333333333", "0", State.WRONG, None),
        ([answer("10", "1", fraction="0.5"), answer("10")], "10", "1", State.RIGHT, "10"),
        ([answer("10", "1", fraction="0.5"), answer("10")], "9", "0.5", State.PARTLY, "9"),
    ],
)
def test_mark(rows, given, fraction, state, reading):
    marked = numeric(*rows).mark([given])

    assert (marked.fraction, marked.state) == (Decimal(fraction), state)
    assert reading is None or marked.reading == reading


LENGTH = (Unit(name="m"), Unit(name="cm", factor=Decimal(100)), Unit(name="km", factor=Decimal("0.001")))


@pytest.mark.parametrize(
    ("rule", "penalty", "given", "fraction", "state"),
    [
        (UnitRule.REQUIRED, "1", ["1,5 m"], "1", State.RIGHT),
        (UnitRule.REQUIRED, "1", ["1,5", "m"], "1", State.RIGHT),
        (UnitRule.REQUIRED, "1", ["150 cm"], "1", State.RIGHT),
        (UnitRule.REQUIRED, "1", ["0,0015 KM"], "1", State.RIGHT),
        (UnitRule.REQUIRED, "1", ["150", "m"], "0", State.WRONG),
        (UnitRule.REQUIRED, "1", ["1,5"], "0", State.WRONG),
        (UnitRule.REQUIRED, "1", ["1,5 kg"], "0", State.WRONG),
        (UnitRule.REQUIRED, "0.1", ["1,5"], "0.9", State.PARTLY),
        (UnitRule.REQUIRED, "1", ["1,5 m", "m"], "0", State.INVALID),
        (UnitRule.REQUIRED, "1", ["", "m"], "0", State.BLANK),
        (UnitRule.IGNORED, "1", ["1,5 ikan"], "1", State.RIGHT),
        (UnitRule.IGNORED, "1", ["1,5"], "1", State.RIGHT),
        (UnitRule.IGNORED, "1", ["150 cm"], "0", State.WRONG),
        (UnitRule.NONE, "1", ["1,5 m"], "0", State.INVALID),
    ],
)
def test_units(rule, penalty, given, fraction, state):
    item = numeric(answer("1.5"), unit_rule=rule, units=LENGTH, unit_penalty=Decimal(penalty))

    marked = item.mark(given)

    assert (marked.fraction, marked.state) == (Decimal(fraction), state)


def test_capitals_matter_where_two_units_differ_by_them_alone():
    power = (Unit(name="W"), Unit(name="MW", factor=Decimal("0.000001")), Unit(name="mW", factor=Decimal(1000)))
    item = numeric(answer("2"), unit_rule=UnitRule.REQUIRED, units=power)

    assert item.mark(["2000 mW"]).fraction == 1
    assert item.mark(["2000 MW"]).fraction == 0
    assert item.mark(["2000 Mw"]).fraction == 0
    assert item.mark(["2 w"]).fraction == 1


def test_feedback_of_the_answer_that_fits_or_of_none():
    item = numeric(
        answer("3", feedback="Tepat."), answer("30", fraction="0", feedback="Koma?"), otherwise="Hitung lagi."
    )

    assert item.mark(["3"]).feedback == ("Tepat.",)
    assert item.mark(["30"]).feedback == ("Koma?",)
    assert item.mark(["4"]).feedback == ("Hitung lagi.",)


@pytest.mark.parametrize(
    ("item", "codes"),
    [
        (numeric(answer("3")), []),
        (numeric(), ["no_full_answer"]),
        (numeric(answer("3", fraction="0.5")), ["no_full_answer"]),
        (numeric(answer("3", "-1")), ["bad_tolerance"]),
        (numeric(answer("3"), unit_rule=UnitRule.REQUIRED), ["no_unit"]),
        (numeric(answer("3"), units=(Unit(name="m"), Unit(name="m"))), ["bad_unit"]),
        (numeric(answer("3"), units=(Unit(name="m", factor=Decimal(0)),)), ["bad_unit"]),
    ],
)
def test_problems(item, codes):
    assert [problem.code for problem in item.problems()] == codes


def test_units_are_told_to_takers_only_where_one_is_asked_for():
    item = numeric(answer("1.5"), unit_rule=UnitRule.REQUIRED, units=LENGTH)

    assert item.body() == {
        "type": "numeric",
        "stem": "<p>Berapa?</p>",
        "unit_rule": "required",
        "units": ["m", "cm", "km"],
    }
    assert item_from_parts(item.body(), item.key()) == item
    assert numeric(answer("1.5"), unit_rule=UnitRule.IGNORED, units=LENGTH).body()["units"] == []
