"""A dump of django-quiz-app 0.5.1, retyped from its models: what `dumpdata` writes of each."""

import json
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


def sitting(pk: int, **fields: Any) -> Record:
    """Finished, everything right, by the person number 1."""
    given = {
        "user": 1, "quiz": 1, "question_order": "1,2,3,", "question_list": "", "incorrect_questions": "3,",
        "current_score": 2, "complete": True, "start": "2015-03-02T01:30:00Z", "end": "2015-03-02T01:50:00Z",
        "user_answers": json.dumps({"1": "1", "2": "False", "3": "Karena sumbernya jelas."}),
    }  # fmt: skip
    return {"model": "quiz.sitting", "pk": pk, "fields": {**given, **fields}}


def account(pk: int | None, username: str, email: str = "", first: str = "", last: str = "") -> Record:
    fields = {"username": username, "email": email, "first_name": first, "last_name": last, "password": "!"}
    return {"model": "auth.user", **({} if pk is None else {"pk": pk}), "fields": fields}


def progress(pk: int, score: str, user: object = 1) -> Record:
    return {"model": "quiz.progress", "pk": pk, "fields": {"user": user, "score": score}}


# A site as it stood after some years: each row has a trap of its own.
OLD_SITE: list[Record] = [
    account(1, "budi", "budi@example.go.id", "Budi", "Santoso"),
    account(2, "sari"),
    {"model": "quiz.category", "pk": 2, "fields": {"category": "Laut, pelabuhan"}},
    {
        "model": "quiz.quiz",
        "pk": 1,
        "fields": {
            "title": "Kuis awal", "url": "kuis-awal", "description": "Kerjakan\nsendiri.", "category": 1,
            "random_order": True, "max_questions": 2, "answers_at_end": False, "exam_paper": True,
            "single_attempt": True, "pass_mark": 60, "success_text": "Selamat!", "fail_text": "Coba lagi.",
            "draft": False,
        },
    },
    {"model": "quiz.quiz", "pk": 2, "fields": {"title": "", "url": "", "pass_mark": 130, "answers_at_end": True}},
    *[record for record in DUMP if record["model"] != "quiz.quiz"],
    sitting(1),
    sitting(2, user=["sari"], complete=False, question_list="2,3,", end=None, incorrect_questions="", current_score=1,
            user_answers=json.dumps({"1": "1"})),
    sitting(3, user=["sari"], complete=False, question_list="1,2,3,", end=None, incorrect_questions="",
            current_score=0, user_answers="{}"),
    sitting(4, user=99, question_order=",1,,2,50,,", incorrect_questions="2,,50,", current_score=1,
            user_answers=json.dumps({"1": "77", "2": "True", "50": "x"})),
    sitting(5, start="2015-03-02 08:30:00", end="2015-03-02 08:10:00", quiz=9),
    sitting(6, user_answers='{"1": "1", "2": "Fal', current_score=None),
    sitting(7, user_answers='{"1": "2", "2": "False", "1": "1"}', question_order="1,2,", incorrect_questions=""),
    sitting(8, question_order="1," * 511 + "23", incorrect_questions="", current_score=7, start="kemarin"),
    progress(1, "Humas,3,5,Laut, pelabuhan,1,2,"),
    progress(2, "Humas,3,5,rusak", user=2),
]  # fmt: skip
