import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError

from courses.models import CoursePage
from quizzes.choices import FileOutcome
from quizzes.formats import Severity
from quizzes.formats.limits import MOST_BYTES
from quizzes.management.commands.import_questions import counts_of, finding_json, question_json
from quizzes.services import DumpImport, ImportedRow, import_django_quiz

PARTS = ("topics", "quizzes", "sittings", "progress")


class Command(BaseCommand):
    help = (
        "Read a dump of django-quiz-app (dumpdata of quiz, multichoice, true_false, essay) into a course: questions "
        "into a bank, tests as drafts, sittings as history. Prints what came of each; exits with 1 when anything was "
        "refused. Nothing is ever deleted, and the same dump again makes no doubles."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="DUMP.json")
        parser.add_argument("--course", required=True, metavar="SLUG")
        parser.add_argument("--bank", default="django-quiz-app", metavar="NAME", help="One bank for each site.")
        parser.add_argument("--media", metavar="DIR", help="The site's MEDIA_ROOT, for the pictures of questions.")
        parser.add_argument(
            "--timezone", default="Asia/Jakarta", metavar="ZONE", help="Of times that the dump keeps without a zone."
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would come of it, and keep nothing.")
        parser.add_argument("--json", action="store_true", help="Print JSON.")

    def handle(self, *args: Any, file: str, course: str, bank: str, timezone: str, **options: Any) -> None:
        report = import_django_quiz(
            data=_read(file),
            course=_course_of(course),
            bank_name=bank[:150],
            zone=_zone_of(timezone),
            look=_folder(options["media"]) if options["media"] else None,
            rehearse=options["dry_run"],
        )
        if options["json"]:
            about = {"course": course, "bank": bank, "timezone": timezone, "dry_run": options["dry_run"]}
            self.stdout.write(json.dumps({**about, **_as_json(report)}, ensure_ascii=False, indent=2))
        else:
            for line in _lines_of(report):
                self.stdout.write(line)
        if report.anything_refused:
            raise CommandError("Something was refused.")


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from None


def _folder(name: str) -> Callable[[str], bytes | None]:
    """Files beneath it alone, whatever path a dump tells."""
    root = Path(name).resolve()
    if not root.is_dir():
        raise CommandError(f"{name} is no folder.")

    def look(figure: str) -> bytes | None:
        try:
            path = (root / figure.lstrip("/")).resolve()
            if not path.is_relative_to(root) or path.stat().st_size > MOST_BYTES:
                return None
            return path.read_bytes()
        except (OSError, ValueError):
            return None

    return look


def _course_of(slug: str) -> CoursePage:
    found: list[CoursePage] = list(CoursePage.objects.filter(slug=slug)[:2])
    if len(found) != 1:
        raise CommandError(f"{'Several courses have' if found else 'No course has'} the address “{slug}”.")
    return found[0]


def _zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise CommandError(f"“{name}” is no time zone. Give one such as Asia/Jakarta.") from None


def _rows_of(report: DumpImport, part: str) -> list[ImportedRow]:
    rows: list[ImportedRow] = getattr(report, part)
    return rows


def _counts(rows: list[ImportedRow]) -> dict[str, int]:
    found = Counter(row.outcome for row in rows)
    warned = sum(bool(row.remarks) and row.outcome != FileOutcome.REFUSED for row in rows)
    return {"total": len(rows), "warned": warned, **{outcome.value: found[outcome] for outcome in FileOutcome}}


def _lines_of(report: DumpImport) -> list[str]:
    counts = {"questions": counts_of(report.questions)} | {part: _counts(_rows_of(report, part)) for part in PARTS}
    lines = [
        f"{part}: {', '.join(f'{name} {count}' for name, count in found.items())}" for part, found in counts.items()
    ]
    lines += [f"{finding.severity.value}: {finding}" for finding in (*report.about_file, *report.questions.findings)]
    for part in PARTS:
        for row in _rows_of(report, part):
            severity = Severity.REFUSED if row.outcome == FileOutcome.REFUSED else Severity.WARNING
            lines += [f"{severity.value}: {part} {row.key} (“{row.name}”): {remark}" for remark in row.remarks]
    return lines


def _as_json(report: DumpImport) -> dict[str, Any]:
    return {
        "counts": {"questions": counts_of(report.questions)}
        | {part: _counts(_rows_of(report, part)) for part in PARTS},
        "file": [finding_json(finding) for finding in report.about_file],
        "questions": [question_json(row) for row in report.questions.questions],
        **{
            part: [
                {"key": row.key, "name": row.name, "outcome": row.outcome.value, "findings": list(row.remarks)}
                for row in _rows_of(report, part)
            ]
            for part in PARTS
        },
    }
