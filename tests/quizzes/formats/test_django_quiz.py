import json

import pytest

from quizzes.formats import Reading, read_questions
from quizzes.items import Essay, SingleChoice, TrueFalse
from tests.quizzes.formats.dumps import DUMP, Record, option, question

MC = "multichoice.mcquestion"


def read(*records: Record, dump: list[Record] | None = None) -> Reading:
    return read_questions(json.dumps([*(DUMP if dump is None else dump), *records]).encode())


def choice(pk: int, order: str = "none") -> Record:
    return {"model": MC, "pk": pk, "fields": {"answer_order": order}}


def test_the_three_kinds_of_questions_are_read() -> None:
    reading = read()

    first, second, third = reading.items
    assert (reading.format, reading.findings) == ("django-quiz", ())
    assert isinstance(first, SingleChoice)
    assert isinstance(second, TrueFalse)
    assert isinstance(third, Essay)
    assert (first.stem, first.feedback) == ("Apa &lt; itu &amp; ini?", "Karena<br>begitu.")
    assert (first.external_id, first.topic, first.tags) == ("django-quiz-1", ("Humas", "Hoaks"), ("Kuis awal",))
    assert [(row.text, row.fraction) for row in first.options] == [("a", 0), ("b", 1)]
    assert not second.statement_is_true


@pytest.mark.parametrize(
    ("order", "texts", "shuffle"),
    [("content", ["a", "b"], False), ("none", ["b", "a"], False), ("random", ["b", "a"], True)],
)
def test_options_stand_as_the_question_orders_them(order: str, texts: list[str], shuffle: bool) -> None:
    item = read(question(9, "Apa?"), choice(9, order), option(91, 9, "b", correct=True), option(92, 9, "a")).items[-1]

    assert isinstance(item, SingleChoice)
    assert ([row.text for row in item.options], item.shuffle) == (texts, shuffle)


def test_any_of_several_right_options_is_right_and_the_author_is_told() -> None:
    reading = read(
        question(9, "Apa?"),
        choice(9),
        option(91, 9, "a", correct=True),
        option(92, 9, "b", correct=True),
        option(93, 9, "c"),
    )

    item = reading.items[-1]
    assert isinstance(item, SingleChoice)
    assert [item.mark([row.key]).fraction for row in item.options] == [1, 1, 0]
    assert "More than one option is marked as right" in reading.warnings[0].sentence


@pytest.mark.parametrize(
    ("records", "part"),
    [
        ([question(9, "Apa?")], "does not say what kind"),
        ([choice(9)], "text is not in the dump"),
        ([question(9, "Apa?"), choice(9)], "fewer than two options|no right answer"),
        ([question(9, "Apa?"), choice(9), option(91, 9, "a"), option(92, 9, "b")], "no right answer"),
        ([question(9, ""), {"model": "essay.essay_question", "pk": 9, "fields": {}}], "no text"),
    ],
)
def test_what_is_incomplete_is_refused_by_its_model_and_number(records: list[Record], part: str) -> None:
    reading = read(*records)

    assert (len(reading.entries), len(reading.items)) == (4, 3)
    assert any(piece in reading.refusals[0].sentence for piece in part.split("|"))
    assert reading.refusals[0].place.file.endswith(" 9")


@pytest.mark.parametrize(
    ("record", "part"),
    [
        (option(91, 99, "a"), "Options whose question is not in the dump were left out: 1."),
        ({"model": "quiz.sitting", "pk": 1, "fields": {}}, "quiz.sitting (1) holds no questions and was left out."),
        ({"model": "auth.user", "pk": 1, "fields": {}}, "other programs were left out: auth.user"),
        ({"model": "quiz.question", "fields": {}}, "Records without a key or fields were left out: 1."),
        (question(1, "Lagi?"), "come twice"),
        (question(2, "Benar?", figure="uploads/peta.png"), "uploads/peta.png"),
    ],
)
def test_what_is_left_out_is_told(record: Record, part: str) -> None:
    assert any(part in warning.sentence for warning in read(record).warnings)


def test_natural_keys_and_texts_name_rows_too() -> None:
    category = {"model": "quiz.category", "pk": "umum", "fields": {"category": "Umum"}}
    reading = read(category, question(9, "Benar?", category=["umum"]), {**choice(9), "model": "essay.essay_question"})

    assert reading.items[-1].topic == ("Umum",)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b'[{"model": "quiz.question", ', "JSON is damaged"),
        (b'[{"model": "auth.user", "pk": 1}]', "without questions of django-quiz-app"),
        (b"[" * 100_000, ""),
    ],
)
def test_a_damaged_dump_is_refused(data: bytes, part: str) -> None:
    reading = read_questions(data)

    assert reading.items == ()
    assert part in reading.refusals[0].sentence


def test_deep_json_does_not_break_the_reader() -> None:
    assert "JSON is damaged" in read_questions(b"[" * 100_000, format="django-quiz").refusals[0].sentence


def test_letters_that_no_database_takes_are_left_out() -> None:
    reading = read(question(9, "Apa\ud800\x00?", category="\ud800"), {**choice(9), "model": "essay.essay_question"})

    assert reading.items[-1].stem == "Apa??"
