"""A bank while a file is put into it: which questions it has, and how one of them takes what the file says."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.models import Topic
from quizzes.choices import FileOutcome
from quizzes.draft import body_of, content_hash, frozen_key_of
from quizzes.items import Item
from quizzes.models import Question, QuestionAttachment, QuestionBank, QuestionGap, QuestionOption
from quizzes.models.bank import new_option_key
from quizzes.rows import NotStorableError, Rows
from quizzes.services.question_media import StoredMedia, stored_media_of
from quizzes.stored import about_of, rows_of


@dataclass(frozen=True)
class Put:
    """What became of one question; `replaced`: how the one it renews began before."""

    outcome: FileOutcome
    question: Question
    remarks: list[str] = field(default_factory=list)
    replaced: str = ""


class Shelf:
    """The bank's questions by their codes and by what they say, read once. A rehearsal writes nothing."""

    def __init__(self, bank: QuestionBank, *, rehearse: bool = False) -> None:
        self.bank, self.rehearse = bank, rehearse
        questions: list[Question] = []
        if bank.pk is not None:
            questions = list(Question.objects.filter(bank=bank).with_parts().select_related("topic").order_by("pk"))
        self.by_code = {question.external_id: question for question in questions if question.external_id}
        self.by_code |= {str(question.uid): question for question in questions}
        self.brought: set[str] = set()
        self.contents = {content_of(question) for question in questions}
        self.state = content_hash(sorted((str(question.uid), *_state_of(question)) for question in questions))
        topics = Topic.objects.order_by("-pk")
        self.topics = {name.casefold(): topic for topic in topics for name in (topic.code, topic.name)}

    def put(self, item: Item) -> Put:
        stored = stored_media_of(item, rehearse=self.rehearse)
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
            _fill(question, rows, item, topic or question.topic, stored)
            if _state_of(question) == before:
                return Put(FileOutcome.UNCHANGED, question, rows.remarks, name)
            self._save(question)
            return Put(FileOutcome.RENEWED, question, rows.remarks, name)
        question = Question(bank=self.bank, external_id=item.external_id)
        _fill(question, rows, item, topic, stored)
        if not item.external_id and content_of(question) in self.contents:
            return Put(FileOutcome.UNCHANGED, question, rows.remarks)
        self._save(question)
        self.contents.add(content_of(question))
        if item.external_id:
            self.by_code[item.external_id] = question
        return Put(FileOutcome.ADDED, question, rows.remarks)

    def _save(self, question: Question) -> None:
        if not self.rehearse:
            question.save()


def _fill(question: Question, rows: Rows, item: Item, topic: Topic | None, stored: StoredMedia) -> None:
    """Options keep their rows, and with them their keys, as long as the key is the same or the text is."""
    _clear(question, but={"id", "uid", "bank", "external_id"})
    for name, value in rows.fields.items():
        setattr(question, name, value)
    question.topic, question.about = topic, about_of(item)
    old = list(question.options.all()) if question.pk else []
    by_text = {option.text: option for option in reversed(old)}
    texts = {values["text"] for values in rows.options}
    taken = {option.key for text, option in by_text.items() if text in texts}
    kept = []
    for place, values in enumerate(rows.options):
        option = by_text.pop(values["text"], None) or QuestionOption(key=_free_key(values.get("key", ""), taken))
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
