"""A dump of django-quiz-app 0.5.1, retyped from its models: what `dumpdata` writes of each."""

from typing import Any

Record = dict[str, Any]


def question(pk: int, content: str, **fields: Any) -> Record:
    given = {"quiz": [1], "category": 1, "sub_category": None, "figure": "", "content": content, "explanation": ""}
    return {"model": "quiz.question", "pk": pk, "fields": {**given, **fields}}


def option(pk: int, of: int, content: str, correct: bool = False) -> Record:
    return {"model": "multichoice.answer", "pk": pk, "fields": {"question": of, "content": content, "correct": correct}}


DUMP: list[Record] = [
    {"model": "quiz.category", "pk": 1, "fields": {"category": "Humas"}},
    {"model": "quiz.subcategory", "pk": 1, "fields": {"sub_category": "Hoaks", "category": 1}},
    {"model": "quiz.quiz", "pk": 1, "fields": {"title": "Kuis awal", "url": "kuis-awal", "pass_mark": 60}},
    question(1, "Apa < itu & ini?", sub_category=1, explanation="Karena\nbegitu."),
    {"model": "multichoice.mcquestion", "pk": 1, "fields": {"answer_order": "content"}},
    option(1, 1, "b", correct=True),
    option(2, 1, "a"),
    question(2, "Benar?"),
    {"model": "true_false.tf_question", "pk": 2, "fields": {"correct": False}},
    question(3, "Jelaskan."),
    {"model": "essay.essay_question", "pk": 3, "fields": {}},
]
