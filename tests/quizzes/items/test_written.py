from decimal import Decimal

import pytest

from quizzes.items import Criterion, Drill, Essay, Level, Rubric, State, Upload
from quizzes.items.rubric import Settled, settle

RUBRIC = Rubric(
    criteria=tuple(
        Criterion(
            key=key,
            title=key,
            levels=tuple(Level(points=Decimal(points), text=f"{points}") for points in (0, 1, 3)),
        )
        for key in ("tepat", "akurat")
    )
)


@pytest.mark.parametrize("kind", [Essay, Upload])
def test_a_person_marks_what_is_not_blank(kind):
    item = kind(stem="<p>Tulis.</p>", rubric=RUBRIC)

    assert (item.mark(["jawaban"]).fraction, item.mark(["jawaban"]).state) == (None, State.TO_MARK)
    assert (item.mark([" "]).fraction, item.mark([" "]).state) == (0, State.BLANK)
    assert item.best_value() is None
    assert item.problems() == []


@pytest.mark.parametrize(
    ("tepat", "akurat", "expected"), [(3, 3, "1"), (0, 0, "0"), (3, 1, "0.66667"), (1, 0, "0.16667")]
)
def test_a_rubric_adds_up(tepat, akurat, expected):
    scores = {"tepat": Decimal(tepat), "akurat": Decimal(akurat)}

    assert RUBRIC.missing(scores) == []
    assert RUBRIC.fraction(scores) == Decimal(expected)


def test_a_mark_without_every_criterion_is_a_draft():
    assert RUBRIC.missing({"tepat": Decimal(3)}) == ["akurat"]
    assert RUBRIC.missing({"tepat": Decimal(3), "akurat": Decimal(2)}) == ["akurat"]


@pytest.mark.parametrize(
    ("fractions", "markers", "threshold", "expected"),
    [
        ([], 1, "0.2", Settled(None)),
        (["0.7"], 1, "0.2", Settled(Decimal("0.7"))),
        (["0.7"], 2, "0.2", Settled(None)),
        (["0.7", "0.5"], 2, "0.2", Settled(Decimal("0.6"))),
        (["0.5", "0.7"], 2, "0.2", Settled(Decimal("0.6"))),
        (["0.33333", "0.33334"], 2, "0.2", Settled(Decimal("0.33334"))),
        (["0.7", "0.49999"], 2, "0.2", Settled(None, third=True)),
        (["0.7", "0.4", "0.9"], 2, "0.2", Settled(Decimal("0.9"), third=True)),
        (["0.7", "0.6", "0.1"], 2, "0.2", Settled(Decimal("0.65"))),
    ],
)
def test_two_markers_agree_or_a_third_decides(fractions, markers, threshold, expected):
    assert settle([Decimal(f) for f in fractions], markers=markers, threshold=Decimal(threshold)) == expected


DRILL = Drill(
    stem="<p>Tanggapi.</p>",
    scenario="<p>Sebuah video mengatakan feri tenggelam.</p>",
    target_seconds=120,
    limit_seconds=600,
    rubric=RUBRIC,
    speed_points=Decimal(3),
)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [("0", "1"), ("120", "1"), ("360", "0.5"), ("280", "0.66667"), ("600", "0"), ("900", "0")],
)
def test_speed_falls_in_a_straight_line(seconds, expected):
    assert DRILL.speed(Decimal(seconds)) == Decimal(expected)


def test_a_drill_joins_the_clock_and_the_markers():
    assert DRILL.fraction(seconds=Decimal(360), rubric=Decimal(1)) == Decimal("0.83333")
    assert DRILL.problems() == []


def test_the_scenario_is_not_delivered_with_the_paper():
    assert "feri" not in str(DRILL.body())
    assert "feri" in str(DRILL.key())
