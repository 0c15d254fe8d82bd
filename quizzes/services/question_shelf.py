"""A bank while a file is put into it: which questions it has, and how one of them takes what the file says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.search import index

from courses.models import Topic
from quizzes.choices import FileOutcome
from quizzes.draft import body_of, content_hash, frozen_key_of
from quizzes.items import Item
from quizzes.models import (
    Question,
    QuestionAttachment,
    QuestionBank,
    QuestionCriterion,
    QuestionGap,
    QuestionOption,
)
from quizzes.models.bank import new_option_key
from quizzes.rows import NotStorableError, Rows
from quizzes.services.question_media import StoredMedia, stored_media_of
from quizzes.stored import about_of, rows_of

CHUNK = 200
RUBRIC_FIELDS = frozenset({"markers", "threshold_percent", "criteria_shown"})
Part = TypeVar("Part", QuestionOption, QuestionGap, QuestionAttachment, QuestionCriterion)


@dataclass(frozen=True)
class Put:
    """What became of one question; `replaced`: how the one it renews began before."""

    outcome: FileOutcome
    question: Question
    remarks: list[str] = field(default_factory=list)
    replaced: str = ""


class Shelf:
    """The bank's questions by their codes and by what they say, read once. A rehearsal writes nothing."""

    def __init__(
        self, bank: QuestionBank, *, rehearse: bool = False, ahead: Mapping[int, StoredMedia] | None = None
    ) -> None:
        self.bank, self.rehearse, self.ahead = bank, rehearse, ahead or {}
        questions: list[Question] = []
        if bank.pk is not None:
            questions = list(Question.objects.filter(bank=bank).with_parts().select_related("topic").order_by("pk"))
        self.by_code = {question.external_id: question for question in questions if question.external_id}
        self.by_code |= {str(question.uid): question for question in questions}
        self.brought: set[str] = set()
        self.new: list[Question] = []
        self.changed: dict[int, Question] = {}
        self.contents = {content_of(question) for question in questions}
        self.state = content_hash(sorted((str(question.uid), *_state_of(question)) for question in questions))
        topics = Topic.objects.order_by("-pk")
        self.topics = {name.casefold(): topic for topic in topics for name in (topic.code, topic.name)}

    def put(self, item: Item) -> Put:
        stored = self.ahead.get(id(item)) or stored_media_of(item, rehearse=self.rehearse)
        item, rows = stored.item, rows_of(stored.item)
        rows.remarks += stored.remarks
        if item.external_id:
            if item.external_id in self.brought:
                raise NotStorableError(
                    _("The code “%(code)s” stands at another question of this file, too. Give each its own.")
                    % {"code": item.external_id}
                )
            self.brought.add(item.external_id)
        topic = next((found for name in reversed(item.topic) if (found := self.topics.get(name.casefold()))), None)
        if item.topic and topic is None:
            rows.remarks.append(
                _("The topic “%(topic)s” is not in the list of topics. Add it there, then import again.")
                % {"topic": "/".join(item.topic)}
            )
        question = self.by_code.get(item.external_id) if item.external_id else None
        if question is not None:
            before, name = _state_of(question), str(question)
            fill(question, rows, item, topic or question.topic, stored)
            if _state_of(question) == before:
                return Put(FileOutcome.UNCHANGED, question, rows.remarks, name)
            self.changed[question.pk] = question  # by its code and by its own, a file may name one twice
            return Put(FileOutcome.RENEWED, question, rows.remarks, name)
        question = Question(bank=self.bank, external_id=item.external_id)
        fill(question, rows, item, topic, stored)
        if not item.external_id and content_of(question) in self.contents:
            return Put(FileOutcome.UNCHANGED, question, rows.remarks)
        self.new.append(question)
        self.contents.add(content_of(question))
        if item.external_id:
            self.by_code[item.external_id] = question
        return Put(FileOutcome.ADDED, question, rows.remarks)

    def write(self) -> None:
        """All at once: while a file of 2,000 questions is written row by row, nobody else can save an answer."""
        Question.objects.bulk_create(self.new, batch_size=CHUNK)
        names = [column.name for column in Question._meta.concrete_fields if column.name not in ("id", "uid", "bank")]
        Question.objects.bulk_update(self.changed.values(), names, batch_size=CHUNK)
        written = [*self.new, *self.changed.values()]
        _write_parts(QuestionOption, [(row, list(row.options.all())) for row in written])
        _write_parts(QuestionGap, [(row, list(row.gaps.all())) for row in written])
        _write_parts(QuestionAttachment, [(row, list(row.attachments.all())) for row in written])
        _write_parts(QuestionCriterion, [(row, list(row.criteria.all())) for row in written])
        transaction.on_commit(lambda: _index(written))


def _write_parts(model: type[Part], parts: Sequence[tuple[Question, list[Part]]]) -> None:
    """Rows that stay keep their ids, and with them their keys; those that the file no longer has go."""
    kept: list[Part] = []
    new: list[Part] = []
    for question, rows in parts:
        for row in rows:
            row.question = question
            (kept if row.pk else new).append(row)
    manager: Any = model._default_manager
    changed = [question.pk for question, _rows in parts]
    staying, gone = {row.pk for row in kept}, []
    for start in range(0, len(changed), CHUNK):
        ids = manager.filter(question__in=changed[start : start + CHUNK]).values_list("pk", flat=True)
        gone += [pk for pk in ids if pk not in staying]
    for start in range(0, len(gone), CHUNK):
        manager.filter(pk__in=gone[start : start + CHUNK]).delete()
    names = [column.name for column in model._meta.concrete_fields if column.name not in ("id", "question", "key")]
    manager.bulk_update(kept, names, batch_size=CHUNK)
    manager.bulk_create(new, batch_size=CHUNK)


def _index(questions: Sequence[Question]) -> None:
    """What saving one by one tells the search by itself."""
    for start in range(0, len(questions), CHUNK):
        for question in questions[start : start + CHUNK]:
            index.insert_or_update_object(question)


def fill(
    question: Question, rows: Rows, item: Item, topic: Topic | None, stored: StoredMedia, *, by_keys: bool = False
) -> None:
    """Options keep their rows, and with them their keys, as long as text and picture are the same, or the key is.

    `by_keys`: the item comes from here, so that its keys tell which option is which, whatever they say now.
    """
    # No format of files carries a rubric: one that stands here is not lost to a file that cannot tell it.
    keeps_rubric = bool(question.pk) and question.type == item.type and not rows.criteria
    kept_fields = RUBRIC_FIELDS if keeps_rubric else frozenset()
    _clear(question, but={"id", "uid", "bank", "external_id", "is_archived", *kept_fields})
    for name, value in rows.fields.items():
        if name not in kept_fields:
            setattr(question, name, value)
    question.topic, question.about = topic, about_of(item)
    old = list(question.options.all()) if question.pk else []
    staying = _rows_that_stay(old, rows.options, by_keys=by_keys)
    taken = {row.key for row in staying if row is not None}
    kept = []
    for place, (row, values) in enumerate(zip(staying, rows.options, strict=True)):
        option = row or QuestionOption(key=_free_key(values.get("key", ""), taken))
        taken.add(option.key)
        _clear(option, but={"id", "question", "key"})
        for name, value in values.items():
            if name == "media":
                option.media = stored.files[value]
            elif name != "key":
                setattr(option, name, value)
        option.sort_order = place
        kept.append(option)
    question.options.set(kept)
    question.gaps.set([QuestionGap(sort_order=place, **values) for place, values in enumerate(rows.gaps)])
    question.attachments.set(
        [
            QuestionAttachment(sort_order=place, **{**values, "media": stored.files[values["media"]]})
            for place, values in enumerate(rows.attachments)
        ]
    )
    if not keeps_rubric:
        criteria = [QuestionCriterion(sort_order=place, **values) for place, values in enumerate(rows.criteria)]
        question.criteria.set(criteria)


Alike = Callable[[QuestionOption, Mapping[str, Any]], bool]


def _rows_that_stay(
    old: Sequence[QuestionOption], wanted: Sequence[Mapping[str, Any]], *, by_keys: bool
) -> list[QuestionOption | None]:
    """For each option of the new state its row. Pictures without words are told apart by their files alone."""
    tests: list[Alike] = [_shows_the_same, _says_the_same]
    left, found = list(old), dict[int, QuestionOption]()
    for alike in [_has_the_key, *tests] if by_keys else tests:
        for place, values in enumerate(wanted):
            row = next((row for row in left if place not in found and alike(row, values)), None)
            if row is not None:
                found[place] = row
                left.remove(row)
    return [found.get(place) for place in range(len(wanted))]


def _has_the_key(row: QuestionOption, values: Mapping[str, Any]) -> bool:
    return bool(values.get("key") == row.key)


def _shows_the_same(row: QuestionOption, values: Mapping[str, Any]) -> bool:
    return (row.text, row.media_id or "") == (values["text"], values.get("media", ""))


def _says_the_same(row: QuestionOption, values: Mapping[str, Any]) -> bool:
    return bool(row.text) and row.text == values["text"]


def _free_key(wanted: str, taken: set[str]) -> str:
    """An author may have given the option that has this key another text."""
    return wanted if wanted and wanted not in taken else new_option_key()


def _clear(row: Question | QuestionOption, *, but: set[str]) -> None:
    """What the new state does not say is as in a new row: nothing of another kind stays behind."""
    for column in row._meta.concrete_fields:
        if column.name not in but:
            setattr(row, column.attname, column.get_default())


def content_of(question: Question) -> str:
    """The same for the same words, marks and places, wherever a question stands."""
    body, key = body_of(question), frozen_key_of(question)
    options = {option["key"]: option for option in body.get("options", ())}
    return content_hash({name: value for name, value in body.items() if name not in ("item", "options")}, options, key)


def _state_of(question: Question) -> tuple[object, ...]:
    order = [option.text for option in question.options.all()]
    return content_of(question), order, question.topic_id or 0, question.about
