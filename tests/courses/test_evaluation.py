from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from courses.choices import EvaluationOpening, EvaluationSection
from courses.evaluation import default_instrument, mean_of, spread, window_of


@pytest.mark.parametrize(
    ("points", "counts", "number", "mean"),
    [
        (5, {}, 0, None),
        (5, {5: 3}, 3, "5.00"),
        (5, {1: 1, 2: 1, 5: 1}, 3, "2.67"),
        (4, {4: 1, 3: 7}, 8, "3.13"),
    ],
)
def test_a_spread_tells_how_many_and_the_mean(points, counts, number, mean):
    found = spread(points, counts)

    assert (found.number, len(found.counts)) == (number, points)
    assert found.mean == (None if mean is None else Decimal(mean))


def test_the_mean_of_a_section_is_that_of_what_is_shown():
    assert mean_of([Decimal("4.50"), Decimal("3.25")]) == Decimal("3.88")
    assert mean_of([]) is None


@pytest.mark.parametrize(
    ("opens", "moment", "is_open"),
    [
        (EvaluationOpening.FIRST_SESSION, "2020-09-22 03:29", False),
        (EvaluationOpening.FIRST_SESSION, "2020-09-22 03:30", True),
        (EvaluationOpening.LAST_DAY, "2020-09-22 16:59", False),
        (EvaluationOpening.LAST_DAY, "2020-09-22 17:00", True),  # midnight in Yogyakarta
        (EvaluationOpening.LAST_DAY, "2020-09-30 16:58", True),
        (EvaluationOpening.LAST_DAY, "2020-09-30 16:59", False),
    ],
)
def test_the_window_lies_in_the_zone_of_the_batch(opens, moment, is_open):
    window = window_of(
        opens, 7, last_day=date(2020, 9, 23), zone="Asia/Jakarta", first_held=datetime(2020, 9, 22, 3, 30, tzinfo=UTC)
    )

    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    assert window.is_open(at) is is_open
    assert window.is_over(at) is (moment == "2020-09-30 16:59")


def test_without_a_session_nothing_opens():
    window = window_of("first_session", 7, last_day=date(2020, 9, 23), zone="Asia/Jakarta", first_held=None)

    assert not window.is_open(datetime(2020, 9, 24, tzinfo=UTC))


def test_the_default_asks_about_all_three_and_its_fingerprint_follows_the_words():
    asked = default_instrument()

    assert {question.section for question in asked.questions} == set(EvaluationSection.values)
    assert [question.order for question in asked.questions] == list(range(1, len(asked.questions) + 1))
    first, *rest = asked.questions
    reworded = replace(asked, questions=(replace(first, text="Lain"), *rest))
    assert reworded.fingerprint("speaker") != asked.fingerprint("speaker")
    assert reworded.fingerprint("course") == asked.fingerprint("course")
    assert replace(asked, points=4).fingerprint("course") != asked.fingerprint("course")
