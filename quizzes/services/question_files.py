from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from quizzes.authored import item_of
from quizzes.choices import FileOutcome
from quizzes.errors import BankChangedError
from quizzes.formats import Entry, Finding, Reading, Severity, Written, write_questions
from quizzes.items import Item
from quizzes.models import Question, QuestionBank
from quizzes.rows import NotStorableError
from quizzes.services.question_media import StoredMedia, stored_ahead, with_bytes
from quizzes.services.question_shelf import Shelf

if TYPE_CHECKING:
    from members.models import User


@dataclass(frozen=True)
class ImportedQuestion:
    entry: Entry
    outcome: FileOutcome
    findings: tuple[Finding, ...]
    question: Question | None = None
    replaced: str = ""

    @property
    def is_warned(self) -> bool:
        return self.outcome != FileOutcome.REFUSED and any(row.severity == Severity.WARNING for row in self.findings)


@dataclass
class QuestionImport:
    """What came of each question of a file, in its order, and what there is to say about the file."""

    format: str
    questions: list[ImportedQuestion] = field(default_factory=list)
    about_file: tuple[Finding, ...] = ()
    bank_state: str = ""

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(question.outcome for question in self.questions)
        return {str(outcome.value): found[outcome] for outcome in FileOutcome}

    @property
    def warned(self) -> int:
        """Questions that came in and that there is something to say about."""
        return sum(question.is_warned for question in self.questions)

    @property
    def findings(self) -> list[Finding]:
        return [*self.about_file, *(finding for question in self.questions for finding in question.findings)]

    @property
    def anything_refused(self) -> bool:
        return any(finding.severity == Severity.REFUSED for finding in self.findings)


def import_questions(
    *,
    bank: QuestionBank,
    reading: Reading,
    by: User | None = None,
    rehearse: bool = False,
    only_if: str = "",
    ahead: Mapping[int, StoredMedia] | None = None,
) -> QuestionImport:
    """Everything that can be kept, in one transaction; nothing is deleted. The same code again renews its question.

    A question that is already there, word for word, is not doubled. A bank that was never saved is saved first.
    `rehearse` says what would come of it and writes nothing; `only_if` is the state of the bank that a rehearsal told:
    where the bank has changed since, the import is refused. `ahead`: the media of its items, where the caller holds a
    transaction and has stored them before it.
    """
    report = QuestionImport(reading.format, about_file=reading.about_file)
    if rehearse:
        _put_all(report, reading, Shelf(bank, rehearse=True))
        return report
    if not reading.entries:
        return report
    ahead = stored_ahead(reading.items) if ahead is None else ahead
    with transaction.atomic():
        if bank.pk is None:
            bank.save()
        QuestionBank.objects.select_for_update().get(pk=bank.pk)
        shelf = Shelf(bank, ahead=ahead)
        if only_if and shelf.state != only_if:
            raise BankChangedError(
                _("The bank has changed since the file was checked. Check the file again, then import it.")
            )
        _put_all(report, reading, shelf)
        shelf.write()
        audit.record(
            action="questions.imported",
            actor=by,
            subject=f"bank:{bank.uid}",
            data={"format": reading.format, **report.counts},
        )
    return report


def _put_all(report: QuestionImport, reading: Reading, shelf: Shelf) -> None:
    report.bank_state = shelf.state
    report.questions += [_imported(shelf, entry) for entry in reading.entries]


def _imported(shelf: Shelf, entry: Entry) -> ImportedQuestion:
    if entry.item is None:
        return ImportedQuestion(entry, FileOutcome.REFUSED, entry.findings)
    try:
        put = shelf.put(entry.item)
    except NotStorableError as error:
        refusal = Finding(Severity.REFUSED, str(error), entry.place, entry.name)
        return ImportedQuestion(entry, FileOutcome.REFUSED, (*entry.findings, refusal))
    found = tuple(Finding(Severity.WARNING, sentence, entry.place, entry.name) for sentence in put.remarks)
    return ImportedQuestion(entry, put.outcome, (*entry.findings, *found), put.question, put.replaced)


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
    return write_questions([with_bytes(exported_item(question)) for question in questions], format=format)
