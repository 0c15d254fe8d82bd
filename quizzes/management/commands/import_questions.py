import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quizzes.formats import AUTO, READERS, Finding, Severity, read_questions
from quizzes.models import QuestionBank
from quizzes.services import ImportedQuestion, QuestionImport, import_questions

LONGEST_NAME = 150


class Command(BaseCommand):
    help = (
        "Read questions from a file into a bank, which is made if there is none of this name. Prints what came of each "
        "question; exits with 1 when anything was refused. Nothing is ever deleted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--format", default=AUTO, choices=[AUTO, *READERS], help="By itself it is told by the file."
        )
        parser.add_argument("--bank", required=True, metavar="NAME")
        parser.add_argument("--dry-run", action="store_true", help="Say what would come of it, and keep nothing.")
        parser.add_argument("--json", action="store_true", help="Print JSON.")

    def handle(self, *args: Any, file: str, format: str, bank: str, **options: Any) -> None:
        try:
            data = Path(file).read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        reading = read_questions(data, filename=file, format=format)
        rehearse = options["dry_run"]
        found = bank_named(bank) or QuestionBank(name=_name_for(bank))
        report = import_questions(bank=found, reading=reading, rehearse=rehearse)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(report, bank, rehearse), ensure_ascii=False, indent=2))
        else:
            for line in lines_of(report):
                self.stdout.write(line)
        if report.anything_refused:
            count = sum(finding.severity == Severity.REFUSED for finding in report.findings)
            raise CommandError(f"Refused: {count}.")


def bank_named(name: str) -> QuestionBank | None:
    if not name.strip() or len(name) > LONGEST_NAME:
        raise CommandError(f"A bank has a name of at most {LONGEST_NAME} characters.")
    found = list(QuestionBank.objects.filter(name=name)[:2])
    if len(found) > 1:
        raise CommandError(f"Several banks are called “{name}”. Rename one of them.")
    return found[0] if found else None


def _name_for(name: str) -> str:
    if not name.strip() or len(name) > LONGEST_NAME:
        raise CommandError(f"A bank's name has 1 to {LONGEST_NAME} characters.")
    return name


def lines_of(report: QuestionImport) -> list[str]:
    counts = ", ".join(f"{name} {count}" for name, count in counts_of(report).items())
    return [f"{report.format}: {counts}", *(f"{finding.severity.value}: {finding}" for finding in report.findings)]


def counts_of(report: QuestionImport) -> dict[str, int]:
    """Every question is imported or refused; of the imported ones some were there already."""
    refused = report.counts["refused"]
    total = len(report.questions)
    return {"total": total, "imported": total - refused, "warned": report.warned, **report.counts}


def as_json(report: QuestionImport, bank: str, rehearse: bool) -> dict[str, Any]:
    return {
        "format": report.format,
        "bank": bank,
        "dry_run": rehearse,
        "counts": counts_of(report),
        "file": [finding_json(finding) for finding in report.about_file],
        "questions": [question_json(row) for row in report.questions],
    }


def question_json(row: ImportedQuestion) -> dict[str, Any]:
    return {
        "number": row.entry.place.number,
        "line": row.entry.place.line or None,
        "row": row.entry.place.row or None,
        "file": row.entry.place.file or None,
        "name": row.entry.name,
        "type": str(row.entry.item.type.value) if row.entry.item else None,
        "outcome": str(row.outcome.value),
        "findings": [finding_json(finding) for finding in row.findings],
    }


def finding_json(finding: Finding) -> dict[str, str]:
    return {"severity": str(finding.severity.value), "sentence": finding.sentence}
