"""The tests of a dump with their rules, and which questions stood in them."""

from __future__ import annotations

from dataclasses import dataclass

from quizzes.formats.django_quiz.dump import QUESTION, QUIZ, Dump, Fields, flag_in, key_of, text_in, whole_in


@dataclass(frozen=True)
class OldQuiz:
    key: str
    title: str
    url: str
    description: str
    random_order: bool
    max_questions: int | None
    answers_at_end: bool
    exam_paper: bool
    single_attempt: bool
    pass_mark: int | None
    success_text: str
    fail_text: str
    draft: bool
    questions: tuple[str, ...]


def quizzes_in(dump: Dump) -> list[OldQuiz]:
    asked = _questions_by_quiz(dump)
    return [_quiz(key, fields, asked.get(key, ())) for key, fields in dump.of(QUIZ).items()]


def _quiz(key: str, fields: Fields, questions: tuple[str, ...]) -> OldQuiz:
    most = whole_in(fields.get("max_questions"))
    return OldQuiz(
        key=key,
        title=" ".join(text_in(fields.get("title")).split()),
        url=text_in(fields.get("url")),
        description=text_in(fields.get("description")),
        random_order=flag_in(fields.get("random_order")),
        max_questions=most if most is not None and 0 < most < len(questions) else None,
        answers_at_end=flag_in(fields.get("answers_at_end")),
        exam_paper=flag_in(fields.get("exam_paper")) or flag_in(fields.get("single_attempt")),
        single_attempt=flag_in(fields.get("single_attempt")),
        pass_mark=0 if fields.get("pass_mark") in (None, "") else whole_in(fields.get("pass_mark")),
        success_text=text_in(fields.get("success_text")),
        fail_text=text_in(fields.get("fail_text")),
        draft=flag_in(fields.get("draft")),
        questions=questions,
    )


def _questions_by_quiz(dump: Dump) -> dict[str, tuple[str, ...]]:
    """In the order in which it asked them where it did not shuffle: by category, then as they were written."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for place, (key, fields) in enumerate(dump.of(QUESTION).items()):
        listed = fields.get("quiz")
        number, category = whole_in(key), whole_in(fields.get("category"))
        row = (-1 if category is None else category, place if number is None else number, key)
        for quiz in {key_of(one) for one in listed} if isinstance(listed, list) else ():
            found.setdefault(quiz, []).append(row)
    return {quiz: tuple(key for _category, _number, key in sorted(rows)) for quiz, rows in found.items()}
