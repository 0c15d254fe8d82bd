"""Everything that stood in django-quiz-app, from the dump of its tables, into a course."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core import audit
from core.identifiers import readable_code
from courses.models import CoursePage, Topic
from courses.services.topics import save_topic
from quizzes.choices import FileOutcome
from quizzes.formats import FileRefusedError, Finding, Gathering, Reading, Severity
from quizzes.formats import django_quiz as old
from quizzes.formats.django_quiz.dump import CATEGORY, SUBCATEGORY, Dump, load_dump, say_of_the_file, text_in
from quizzes.models import QuestionBank
from quizzes.services.imported_history import ImportedRow, write_history
from quizzes.services.imported_quizzes import write_quizzes
from quizzes.services.question_files import QuestionImport, import_questions
from quizzes.services.question_media import drop_files_without_row

if TYPE_CHECKING:
    from members.models import User

MOST_BYTES = 200 * 1024 * 1024  # the history of years; whoever runs the command has the machine
MOST_QUESTIONS = 20_000


@dataclass
class DumpImport:
    """What came of each row of a dump, in its order."""

    questions: QuestionImport = field(default_factory=lambda: QuestionImport(old.FORMAT))
    about_file: tuple[Finding, ...] = ()
    topics: list[ImportedRow] = field(default_factory=list)
    quizzes: list[ImportedRow] = field(default_factory=list)
    sittings: list[ImportedRow] = field(default_factory=list)
    progress: list[ImportedRow] = field(default_factory=list)

    @property
    def anything_refused(self) -> bool:
        return self.questions.anything_refused or any(row.severity == Severity.REFUSED for row in self.about_file)


class _RehearsedError(Exception):
    """Takes back what a rehearsal has written."""


def import_django_quiz(
    *,
    data: bytes,
    course: CoursePage,
    bank_name: str,
    zone: ZoneInfo,
    look: Callable[[str], bytes | None] | None = None,
    by: User | None = None,
    rehearse: bool = False,
) -> DumpImport:
    """In one transaction; nothing is deleted, and the same dump again makes no doubles. `rehearse` takes it back.

    `look` finds a picture of the site by the name that the dump has for it.
    """
    report = DumpImport()
    gathering = Gathering(old.FORMAT, most=MOST_QUESTIONS)
    try:
        if len(data) > MOST_BYTES:
            raise FileRefusedError(_("The dump is larger than 200 MB. Dump it in several files."))
        dump = load_dump(data, gathering.notes)
        say_of_the_file(dump, gathering.notes)
        old.gather_questions(dump, gathering, look)
    except FileRefusedError as error:
        report.about_file = (Finding(Severity.REFUSED, str(error)),)
        return report
    reading = gathering.reading(may_be_empty=bool(dump.of("quiz.quiz") or dump.of("quiz.sitting")))
    report.about_file = reading.about_file
    try:
        with transaction.atomic():
            _write(report, dump, reading, course, bank_name, zone, by)
            if rehearse:
                raise _RehearsedError
    except _RehearsedError:
        drop_files_without_row(reading.items)
    return report


def _write(
    report: DumpImport,
    dump: Dump,
    reading: Reading,
    course: CoursePage,
    bank_name: str,
    zone: ZoneInfo,
    by: User | None,
) -> None:
    bank, _made = QuestionBank.objects.get_or_create(course=course, name=bank_name)
    bank = QuestionBank.objects.select_for_update().get(pk=bank.pk)
    report.topics = _write_topics(dump, by)
    report.questions = import_questions(bank=bank, reading=reading, by=by)
    report.questions.about_file = ()
    by_code = {question.external_id: question for question in bank.questions.all()}
    codes = {key: old.code_of(key) for key in dump.of("quiz.question")}
    questions = {key: by_code[code] for key, code in codes.items() if code in by_code}
    report.quizzes, pages = write_quizzes(
        course=course, bank=bank, quizzes=old.quizzes_in(dump), questions=questions, by=by
    )
    history = old.history_in(dump, zone)
    report.sittings, report.progress = write_history(course=course, history=history, pages=pages, zone=zone.key)
    audit.record(
        action="django_quiz.imported",
        actor=by,
        subject=f"course:{course.pk}",
        data={
            "bank": str(bank.uid),
            **{
                name: sum(row.outcome in (FileOutcome.ADDED, FileOutcome.RENEWED) for row in rows)
                for name, rows in (
                    ("topics", report.topics),
                    ("quizzes", report.quizzes),
                    ("sittings", report.sittings),
                    ("progress", report.progress),
                )
            },
        },
    )


def _write_topics(dump: Dump, by: User | None) -> list[ImportedRow]:
    """Categories and their parts are one list of topics here; what is called the same is one topic."""
    known = {name.casefold() for row in Topic.objects.all() for name in (row.code, row.name)}
    rows = []
    for model, column in ((CATEGORY, "category"), (SUBCATEGORY, "sub_category")):
        for key, fields in dump.of(model).items():
            name = text_in(fields.get(column))
            if not name:
                continue
            if name.casefold() in known:
                rows.append(ImportedRow(key, name, FileOutcome.UNCHANGED))
                continue
            if len(name) > 150:
                sentence = _("Its name is longer than 150 characters. Add a topic by hand and shorten it.")
                rows.append(ImportedRow(key, name, FileOutcome.REFUSED, (sentence,)))
                continue
            save_topic(topic=Topic(code=_free_code(name, known), name=name), competencies=(), actor=by)
            known.add(name.casefold())
            rows.append(ImportedRow(key, name, FileOutcome.ADDED))
    return rows


def _free_code(name: str, known: set[str]) -> str:
    base = slugify(name)[:30] or "topik"
    code = base
    while code in known:
        code = f"{base}-{readable_code(4).lower()}"
    known.add(code)
    return code
