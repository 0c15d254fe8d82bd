"""What is said about a score, and what participants see when: pure."""

from decimal import Decimal

import pytest
from django.utils import translation

from quizzes.bands import Band, bands_to_json, said_about
from quizzes.choices import Practice, Purpose
from quizzes.policies import DEFAULT_REVIEW, Policies, review_from_json
from quizzes.review_advice import advice_on_review

BANDS = bands_to_json(
    [Band(Decimal(80), "Siap bertugas."), Band(Decimal(0), "Baca lagi."), Band(Decimal(50), "Cukup.")]
)


@pytest.mark.parametrize(
    ("points", "said"),
    [("0", "Baca lagi."), ("4.99999", "Baca lagi."), ("5", "Cukup."), ("7.99999", "Cukup."), ("8", "Siap bertugas.")],
)
def test_the_highest_band_that_was_reached_is_said(points, said):
    assert said_about(BANDS, Decimal(points), Decimal(10)) == said


def test_below_the_lowest_band_and_before_marks_nothing_is_said():
    only = bands_to_json([Band(Decimal(50), "Cukup.")])

    assert said_about(only, Decimal(1), Decimal(10)) == ""
    assert said_about(only, None, None) == ""
    assert said_about([], Decimal(1), Decimal(10)) == ""


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def shown(**rows):
    return Policies(attempts_allowed=rows.pop("attempts_allowed", 1), review=review_from_json(rows))


def test_the_usual_rules_need_no_advice():
    assert advice_on_review(Policies(review=review_from_json(DEFAULT_REVIEW)), has_bands=True) == []


@pytest.mark.parametrize(
    ("policies", "words"),
    [
        (shown(just_after=["answers", "key"]), ["others are still writing"]),
        (shown(while_open=["answers", "key"], attempts_allowed=2), ["may try again"]),
        (shown(after_close=["key"]), ["after the test has closed"]),
        (shown(), ["never see anything"]),
        (shown(just_after=["marks"]), []),
    ],
)
def test_combinations_that_make_no_sense_are_told(policies, words):
    found = advice_on_review(policies)

    assert len(found) == len(words)
    assert all(word in sentence for word, sentence in zip(words, found, strict=True))


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"holds_results": True, "practice": Practice.BESIDE}, True),
        ({"holds_results": False, "practice": Practice.BESIDE}, False),
        ({"holds_results": True, "practice": Practice.NONE}, False),
        ({"holds_results": True, "practice": Practice.BESIDE, "purpose": Purpose.PRE_TEST}, False),
    ],
)
def test_practice_that_tells_what_a_kept_back_result_would_is_told(rules, told):
    found = advice_on_review(Policies(**rules))

    assert any("Results are kept back until they are published" in sentence for sentence in found) is told


def test_what_is_said_about_the_score_wants_a_moment():
    assert "shown nowhere" in advice_on_review(shown(just_after=["answers", "marks"]), has_bands=True)[0]
