"""The answers of one sitting, question by question, with the texts as the dump still has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quizzes.formats.django_quiz.dump import (
    CHOICE,
    ESSAY,
    OPTION,
    QUESTION,
    TRUE_FALSE,
    Dump,
    Fields,
    flag_in,
    key_of,
    text_in,
)
from quizzes.formats.django_quiz.given import answers_in
from quizzes.formats.django_quiz.lists import Keys, keys_in
from quizzes.formats.django_quiz.questions import kind_of
from quizzes.formats.django_quiz.remarks import Remark

KINDS = {CHOICE: "choice", TRUE_FALSE: "true_false", ESSAY: "essay"}


@dataclass(frozen=True)
class OldAnswer:
    """`text`: the words chosen or written. `right`: none where nobody can tell."""

    key: str
    question: str
    kind: str
    text: str
    right: bool | None
    was_answered: bool

    @property
    def is_essay(self) -> bool:
        return self.kind == "essay"


@dataclass
class _Doubts:
    """Numbers of questions or options by what is doubtful about them; each doubt is one sentence."""

    rows: dict[str, list[str]]

    def add(self, code: str, key: str) -> None:
        self.rows.setdefault(code, []).append(key)

    def remarks(self) -> list[Remark]:
        return [Remark.of(code, keys=", ".join(keys)) for code, keys in self.rows.items()]


def answers_of(dump: Dump, fields: Fields, complete: bool, remarks: list[Remark]) -> tuple[OldAnswer, ...]:
    order, wrong, left = (
        keys_in(text_in(fields.get(name))) for name in ("question_order", "incorrect_questions", "question_list")
    )
    given = answers_in(fields.get("user_answers"))
    doubts = _Doubts({})
    remarks += _said_of_lists(order, wrong, left)
    if given.is_damaged:
        remarks.append(Remark.of("answers_damaged"))
    for key in given.repeated:
        doubts.add("answers_repeat", key)
    asked = _asked(order, wrong, left, given.answers, doubts, remarks)
    if complete:
        for key in asked:
            if key not in given.answers:
                doubts.add("answers_missing", key)
    found = tuple(_answer(dump, key, given.answers.get(key), key in wrong.keys, wrong.is_cut, doubts) for key in asked)
    remarks += doubts.remarks()
    return found


def _said_of_lists(order: Keys, wrong: Keys, left: Keys) -> list[Remark]:
    said = [
        Remark.of(code)
        for code, keys in (("order_cut", order), ("wrong_cut", wrong), ("left_cut", left))
        if keys.is_cut
    ]
    if unreadable := (*order.unreadable, *wrong.unreadable, *left.unreadable):
        said.append(Remark.of("list_unreadable", parts=", ".join(unreadable)))
    if order.repeated:
        said.append(Remark.of("order_repeats", keys=", ".join(order.repeated)))
    return said


def _asked(
    order: Keys, wrong: Keys, left: Keys, given: Iterable[str], doubts: _Doubts, remarks: list[Remark]
) -> tuple[str, ...]:
    """The list as it stands, and after it what other lists and answers show to have been asked."""
    found = dict.fromkeys(order.keys)
    if not order.keys and not order.is_cut:
        remarks.append(Remark.of("order_missing"))
    for key in given:
        if key not in found and order.keys and not order.is_cut:
            doubts.add("order_extended", key)
        found[key] = None
    if order.is_cut or not order.keys:
        found |= dict.fromkeys((*wrong.keys, *left.keys))
    for key in wrong.keys:
        if key not in found:
            doubts.add("wrong_strange", key)
    return tuple(found)


def _answer(dump: Dump, key: str, said: str | None, is_wrong: bool, may_be_wrong: bool, doubts: _Doubts) -> OldAnswer:
    question, kind = dump.of(QUESTION).get(key), kind_of(dump, key)
    if question is None:
        doubts.add("question_gone", key)
    text, by_key = _in_words(dump, key, kind, said, doubts)
    right: bool | None = not is_wrong
    if said is None:
        right = False if is_wrong else None
    elif kind == ESSAY and is_wrong:
        doubts.add("essay_unmarked", key)
        right = None
    elif not is_wrong and may_be_wrong:
        right = by_key
    return OldAnswer(
        key=key,
        question=text_in((question or {}).get("content")),
        kind=KINDS.get(kind, ""),
        text=text,
        right=right,
        was_answered=said is not None,
    )


def _in_words(dump: Dump, key: str, kind: str, said: str | None, doubts: _Doubts) -> tuple[str, bool | None]:
    """The words of the answer, and what the key in the dump says of it."""
    if said is None:
        return "", None
    if kind == TRUE_FALSE:
        truth = flag_in(dump.of(kind)[key].get("correct"))
        return said, {"true": truth, "false": not truth}.get(said.lower(), False)
    if kind != CHOICE:
        return said, None
    option = dump.of(OPTION).get(said)
    if option is None:
        doubts.add("option_gone", said)
        return "", None
    if key_of(option.get("question")) != key:
        doubts.add("option_elsewhere", said)
    return text_in(option.get("content")), flag_in(option.get("correct"))
