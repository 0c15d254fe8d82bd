from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from courses.models import Topic
from quizzes.authored import item_of
from quizzes.draft import body_of, content_hash, frozen_key_of
from quizzes.formats import Entry, Finding, Reading, Severity, Written, write_questions
from quizzes.items import Item
from quizzes.models import Question, QuestionBank, QuestionGap, QuestionOption
from quizzes.models.bank import new_option_key
from quizzes.rows import NotStorableError, Rows
from quizzes.stored import about_of, rows_of

if TYPE_CHECKING:
    from members.models import User


class Outcome(StrEnum):
    ADDED = "added"
    RENEWED = "renewed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class ImportedQuestion:
    entry: Entry
    outcome: Outcome
    findings: tuple[Finding, ...]


@dataclass
class QuestionImport:
    """What came of each question of a file, in its order, and what there is to say about the file."""

    format: str
    questions: list[ImportedQuestion] = field(default_factory=list)
    about_file: tuple[Finding, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(question.outcome for question in self.questions)
        return {str(outcome.value): found[outcome] for outcome in Outcome}

    @property
    def warned(self) -> int:
        """Questions that came in and that there is something to say about."""
        return sum(
            question.outcome != Outcome.REFUSED
            and any(finding.severity == Severity.WARNING for finding in question.findings)
            for question in self.questions
        )

    @property
    def findings(self) -> list[Finding]:
        return [*self.about_file, *(finding for question in self.questions for finding in question.findings)]

    @property
    def anything_refused(self) -> bool:
        return any(finding.severity == Severity.REFUSED for finding in self.findings)


class _RehearsedError(Exception):
    """Takes back what a rehearsal has written."""


def import_questions(
    *, bank: QuestionBank, reading: Reading, by: User | None = None, rehearse: bool = False
) -> QuestionImport:
    """Everything that can be kept, in one transaction; nothing is deleted. The same code again renews its question.

    A question that is already there, word for word, is not doubled. A bank that was never saved is saved first.
    `rehearse` does it all and takes it back.
    """
    report = QuestionImport(reading.format, about_file=reading.about_file)
    if not reading.entries:
        return report
    try:
        with transaction.atomic():
            if bank.pk is None:
                bank.save()
            QuestionBank.objects.select_for_update().get(pk=bank.pk)
            shelf = _Shelf(bank)
            for entry in reading.entries:
                report.questions.append(_imported(shelf, entry))
            if rehearse:
                raise _RehearsedError
            audit.record(
                action="questions.imported",
                actor=by,
                subject=f"bank:{bank.uid}",
                data={"format": reading.format, **report.counts},
            )
    except _RehearsedError:
        pass
    return report


def _imported(shelf: _Shelf, entry: Entry) -> ImportedQuestion:
    if entry.item is None:
        return ImportedQuestion(entry, Outcome.REFUSED, entry.findings)
    try:
        outcome, remarks = shelf.put(entry.item)
        severity = Severity.WARNING
    except NotStorableError as error:
        outcome, remarks, severity = Outcome.REFUSED, [str(error)], Severity.REFUSED
    found = tuple(Finding(severity, sentence, entry.place, entry.name) for sentence in remarks)
    return ImportedQuestion(entry, outcome, (*entry.findings, *found))


class _Shelf:
    """The bank's questions by their codes and by what they say, read once."""

    def __init__(self, bank: QuestionBank) -> None:
        self.bank = bank
        questions = list(bank.questions.prefetch_related("options", "gaps").select_related("topic").order_by("pk"))
        self.by_code = {question.external_id: question for question in questions if question.external_id}
        self.by_code |= {str(question.uid): question for question in questions}
        self.brought: set[str] = set()
        self.contents = {_content_of(question) for question in questions}
        topics = Topic.objects.order_by("-pk")
        self.topics = {name.casefold(): topic for topic in topics for name in (topic.code, topic.name)}

    def put(self, item: Item) -> tuple[Outcome, list[str]]:
        rows = rows_of(item)
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
            before = _state_of(question)
            _fill(question, rows, item, topic or question.topic)
            if _state_of(question) == before:
                return Outcome.UNCHANGED, rows.remarks
            question.save()
            return Outcome.RENEWED, rows.remarks
        question = Question(bank=self.bank, external_id=item.external_id)
        _fill(question, rows, item, topic)
        if not item.external_id and _content_of(question) in self.contents:
            return Outcome.UNCHANGED, rows.remarks
        question.save()
        self.contents.add(_content_of(question))
        if item.external_id:
            self.by_code[item.external_id] = question
        return Outcome.ADDED, rows.remarks


def _fill(question: Question, rows: Rows, item: Item, topic: Topic | None) -> None:
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
            if name != "key":
                setattr(option, name, value)
        option.sort_order = place
        kept.append(option)
    question.options.set(kept)
    question.gaps.set([QuestionGap(sort_order=place, **values) for place, values in enumerate(rows.gaps)])


def _free_key(wanted: str, taken: set[str]) -> str:
    """An author may have given the option that has this key another text."""
    return wanted if wanted and wanted not in taken else new_option_key()


def _clear(row: Question | QuestionOption, *, but: set[str]) -> None:
    """What the new state does not say is as in a new row: nothing of another kind stays behind."""
    for column in row._meta.concrete_fields:
        if column.name not in but:
            setattr(row, column.attname, column.get_default())


def _content_of(question: Question) -> str:
    body, key = body_of(question), frozen_key_of(question)
    names = {option["key"]: option["text"] for option in body.get("options", ())}
    return content_hash({name: value for name, value in body.items() if name not in ("item", "options")}, names, key)


def _state_of(question: Question) -> tuple[object, ...]:
    order = tuple(option.text for option in question.options.all())
    return _content_of(question), order, question.topic_id, question.about


def exported_item(question: Question) -> Item:
    """The question with what its file once said of it; its own code where it has no other."""
    about = question.about
    topic = tuple(about.get("topic", ()))
    if question.topic is not None and question.topic.name not in topic[-1:]:
        topic = (question.topic.name,)
    return replace(
        item_of(question),
        external_id=question.external_id or str(question.uid),
        name=about.get("name", ""),
        tags=tuple(about.get("tags", ())),
        topic=topic,
        marks=Decimal(about.get("marks", 1)),
    )


def export_questions(*, questions: Iterable[Question], format: str) -> Written:
    return write_questions([exported_item(question) for question in questions], format=format)
