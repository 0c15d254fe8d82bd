import pytest

from courses.self_checks import self_check_from

OPTIONS = [
    {"type": "item", "id": name, "value": {"text": name.upper(), "is_right": right, "feedback": ""}}
    for name, right in (("a", True), ("b", False), ("c", True))
]
RAW = {"question": "?", "explanation": ""}


@pytest.mark.parametrize(
    ("kind", "chosen", "known", "met"),
    [
        ("multiple", ["a", "c"], ["a", "c"], True),
        ("multiple", ["c", "a"], ["a", "c"], True),
        ("multiple", ["a"], ["a"], False),
        ("multiple", ["a", "b", "c"], ["a", "b", "c"], False),
        ("multiple", ["x"], [], False),
        ("single", ["a", "b"], ["a"], False),
    ],
)
def test_an_answer_is_the_whole_set_of_right_options(kind, chosen, known, met):
    check = self_check_from("block", {**RAW, "kind": kind, "options": OPTIONS})

    assert check.known(chosen) == known
    assert check.is_met_by(check.known(chosen)) is met


@pytest.mark.parametrize(("truth", "right"), [("true", {"true"}), ("false", {"false"})])
def test_true_or_false_brings_its_own_answers(truth, right):
    check = self_check_from("block", {**RAW, "kind": "true_false", "options": [], "truth": truth})

    assert [option.id for option in check.options] == ["true", "false"]
    assert check.right == right
    assert check.takes_many is False
