import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats.django_quiz import History, OldSitting, history_in, quizzes_in
from quizzes.formats.django_quiz.dump import Dump, load_dump
from quizzes.formats.django_quiz.given import answers_in
from quizzes.formats.django_quiz.lists import keys_in
from quizzes.formats.django_quiz.progress import scores_in
from quizzes.formats.django_quiz.remarks import SENTENCES, Remark, remark_from_json
from quizzes.formats.findings import Notes
from tests.quizzes.formats.dumps import DUMP, OLD_SITE, Record, option, question, sitting

JAKARTA = ZoneInfo("Asia/Jakarta")


def dump_of(*records: Record) -> Dump:
    return load_dump(json.dumps(records).encode(), Notes())


def history(*records: Record, zone: ZoneInfo = JAKARTA) -> History:
    return history_in(dump_of(*DUMP, *records), zone)


def read(**fields: Any) -> OldSitting:
    [row] = history(sitting(1, **fields)).sittings
    return row


def codes(row: OldSitting) -> list[str]:
    return [remark.code for remark in row.remarks]


def test_a_finished_sitting_keeps_texts_times_and_outcomes() -> None:
    row = read()

    assert (row.title, row.complete, row.score, row.most, row.pass_mark) == ("Kuis awal", True, 2, 3, 60)
    assert row.started_at == datetime(2015, 3, 2, 1, 30, tzinfo=UTC)
    assert [(answer.question, answer.kind, answer.text, answer.right) for answer in row.answers] == [
        ("Apa < itu & ini?", "choice", "b", True),
        ("Benar?", "true_false", "False", True),
        ("Jelaskan.", "essay", "Karena sumbernya jelas.", None),
    ]
    assert [str(remark) for remark in row.remarks] == [
        "Listed as wrong there, as every essay was until somebody marked it: 3. It is kept as not marked."
    ]


def test_an_essay_that_somebody_marked_as_right_is_right() -> None:
    row = read(incorrect_questions="", current_score=3)

    assert (row.answers[2].right, row.remarks) == (True, ())


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"question_order": ",,1,,2,3,"}, []),
        ({"question_order": "1,2,2,3,"}, ["order_repeats"]),
        ({"question_order": "1,zwei,2,3,"}, ["list_unreadable"]),
        ({"question_order": ""}, ["order_missing"]),
        ({"question_order": "1,2,"}, ["order_extended"]),
        ({"incorrect_questions": "3,,8,"}, ["wrong_strange"]),
        ({"current_score": 5}, ["score_too_high", "score_differs"]),
        ({"current_score": 1}, ["score_differs"]),
        ({"current_score": "2"}, []),
        ({"current_score": 10**12}, ["score_unreadable"]),
        ({"end": None}, ["end_missing"]),
        ({"end": "2015-03-01T01:50:00Z"}, ["times_reversed"]),
        ({"start": "0001-01-01T00:00:00"}, ["time_unreadable"]),
        ({"start": 20150302}, ["time_unreadable"]),
        ({"quiz": 9}, ["quiz_gone"]),
        ({"user_answers": "{}"}, ["answers_missing", "score_differs"]),
        ({"user_answers": '{"1": "1", "2": "False", "3": "Karena'}, ["answers_damaged"]),
        ({"user_answers": [1]}, ["answers_damaged", "answers_missing", "score_differs"]),
    ],
)
def test_what_is_doubtful_is_told_and_nothing_is_dropped(fields: dict[str, Any], found: list[str]) -> None:
    row = read(**fields)

    assert [code for code in codes(row) if code != "essay_unmarked"] == found
    assert {answer.key for answer in row.answers} >= {"1", "2", "3"}


def test_lists_that_the_column_cut_are_filled_from_the_answers() -> None:
    order = ",".join(str(number) for number in range(1, 1000))[:1024]
    asked = [question(number, f"Soal {number}?") for number in range(4, 400)]
    answered = json.dumps({"1": "1", "399": "x"})

    [row] = history(*asked, sitting(1, question_order=order, incorrect_questions="", user_answers=answered)).sittings

    assert order.endswith(",282,283,")
    assert [answer.key for answer in row.answers[-2:]] == ["283", "399"]
    assert "order_cut" in codes(row)


def test_answers_after_a_cut_list_of_wrong_ones_are_judged_by_the_key_or_not_at_all() -> None:
    wrong = ",".join(["90000"] * 200)
    given = json.dumps({"1": "2", "2": "False", "3": "x", "50": "y"})

    row = read(incorrect_questions=wrong, user_answers=given)

    assert [answer.right for answer in row.answers] == [False, True, None, None]
    assert "wrong_cut" in codes(row)


def test_options_and_questions_that_are_gone_stay_as_numbers() -> None:
    given = json.dumps({"1": "77", "2": "True", "50": "x"})
    row = read(question_order="1,2,50,", incorrect_questions="2,", user_answers=given)

    assert [(answer.key, answer.question, answer.text) for answer in row.answers] == [
        ("1", "Apa < itu & ini?", ""),
        ("2", "Benar?", "True"),
        ("50", "", "x"),
    ]
    assert codes(row) == ["option_gone", "question_gone"]


def test_an_option_that_moved_is_told() -> None:
    [row] = history(option(91, 9, "lain"), sitting(1, user_answers=json.dumps({"1": "91"}), complete=False)).sittings

    assert row.answers[0].text == "lain"
    assert "option_elsewhere" in codes(row)


@pytest.mark.parametrize(("zone", "hour"), [(JAKARTA, 1), (ZoneInfo("Asia/Makassar"), 0), (ZoneInfo("UTC"), 8)])
def test_times_without_a_zone_are_those_of_the_site(zone: ZoneInfo, hour: int) -> None:
    [row] = history(sitting(1, start="2015-03-02T08:30:00"), zone=zone).sittings

    assert row.started_at == datetime(2015, 3, 2, hour, 30, tzinfo=UTC)


def test_a_time_that_the_clock_had_twice_is_told() -> None:
    [row] = history(sitting(1, start="2015-10-25T02:30:00"), zone=ZoneInfo("Europe/Amsterdam")).sittings

    assert row.started_at == datetime(2015, 10, 25, 0, 30, tzinfo=UTC)
    assert "time_gap" in codes(row)


@pytest.mark.parametrize(
    ("user", "names", "name"),
    [
        (1, ("budi", "budi@example.go.id"), "Budi Santoso (budi)"),
        ("1", ("budi", "budi@example.go.id"), "Budi Santoso (budi)"),
        (["budi"], ("budi", "budi@example.go.id"), "Budi Santoso (budi)"),
        (["Wati"], ("Wati",), "Wati"),
        (2, (), ""),
        (None, (), ""),
    ],
)
def test_people_are_numbers_or_natural_keys(user: object, names: tuple[str, ...], name: str) -> None:
    from tests.quizzes.formats.dumps import account

    people = account(1, "budi", "budi@example.go.id", "Budi", "Santoso")
    [row] = history(people, sitting(1, user=user)).sittings

    assert (row.person.names, row.person.name) == (names, name)


def test_two_open_sittings_of_one_person_are_both_kept() -> None:
    rows = history(sitting(1, complete=False), sitting(2, complete=False), sitting(3)).sittings

    assert ["two_open" in codes(row) for row in rows] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "keys"),
    [("", ()), (",", ()), ("5,,6,", ("5", "6")), ("5,6", ("5", "6")), (" 5 , 6", ("5", "6")), ("٥,6", ("6",))],
)
def test_lists_of_numbers(text: str, keys: tuple[str, ...]) -> None:
    assert keys_in(text).keys == keys


@pytest.mark.parametrize(
    ("value", "answers"),
    [
        ('{"1": "a"}', {"1": "a"}),
        (json.dumps(json.dumps({"1": "a"})), {"1": "a"}),
        ({"1": 5, "2": True, "3": None}, {"1": "5", "2": "True", "3": ""}),
        ('{"1": "a", "2": "b\\"c', {"1": "a", "2": 'b\\"c'}),
        ("", {}),
        (None, {}),
        ("[" * 100_000, {}),
    ],
)
def test_answers_are_json_in_a_text(value: object, answers: dict[str, str]) -> None:
    assert answers_in(value).answers == answers


def test_a_second_answer_to_a_question_counts_and_is_told() -> None:
    assert (answers_in('{"1": "a", "1": "b"}').answers, answers_in('{"1": "a", "1": "b"}').repeated) == (
        {"1": "b"},
        ("1",),
    )


def test_progress_is_read_by_category_even_with_commas_in_its_name() -> None:
    remarks: list[Remark] = []

    rows = scores_in("Humas,3,5,Laut, pelabuhan,1,2,Baru,0,0,", ["Humas", "Laut, pelabuhan"], remarks)

    assert [(row.category, row.score, row.possible) for row in rows] == [
        ("Humas", 3, 5),
        ("Laut, pelabuhan", 1, 2),
        ("Baru", 0, 0),
    ]
    assert remarks == []
    assert scores_in("Humas,3", ["Humas"], remarks) == ()
    assert [remark.code for remark in remarks] == ["progress_unreadable"]


def test_quizzes_keep_their_rules_and_their_questions_in_order() -> None:
    first, second = quizzes_in(dump_of(*OLD_SITE))

    assert (first.title, first.max_questions, first.pass_mark, first.questions) == ("Kuis awal", 2, 60, ("1", "2", "3"))
    assert (first.random_order, first.single_attempt, first.exam_paper, first.answers_at_end) == (
        True,
        True,
        True,
        False,
    )
    assert (second.title, second.pass_mark, second.questions) == ("", 130, ())


@pytest.mark.parametrize("code", SENTENCES)
def test_every_remark_is_a_sentence_and_is_kept_by_its_code(code: str) -> None:
    values = dict.fromkeys(("key", "keys", "name", "parts", "stored", "counted", "most", "text"), "7")

    assert (
        remark_from_json(json.loads(json.dumps(Remark.of(code, **values).to_json()))) == str(SENTENCES[code]) % values
    )


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=8)
    | st.sampled_from(["1,2,", "{}", "2015-03-02"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
NAMES = [
    "user", "quiz", "question_order", "question_list", "incorrect_questions", "current_score", "complete", "start",
    "end", "user_answers", "score", "title", "pass_mark", "max_questions", "category", "content", "question",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_a_dump_says_every_sitting_is_kept(data: st.DataObject) -> None:
    records = json.loads(json.dumps(OLD_SITE))
    for _turn in range(data.draw(st.integers(1, 6))):
        row = data.draw(st.sampled_from(records))
        row["fields"][data.draw(st.sampled_from(NAMES))] = data.draw(VALUES)

    dump = dump_of(*records)
    found = history_in(dump, JAKARTA)
    quizzes = quizzes_in(dump)

    assert (len(found.sittings), len(found.progress), len(quizzes)) == (8, 2, 2)
    for row in (*found.sittings, *found.progress):
        assert all(isinstance(str(remark), str) for remark in row.remarks)
