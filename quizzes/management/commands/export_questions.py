from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quizzes.formats import WRITERS
from quizzes.management.commands.import_questions import bank_named
from quizzes.models import Question
from quizzes.services import export_questions


class Command(BaseCommand):
    help = (
        "Write the questions of a bank into a file. Prints for each question what the format cannot carry; exits with "
        "1 when a question could not be written at all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--bank", required=True, metavar="NAME")
        parser.add_argument("--format", required=True, choices=list(WRITERS))

    def handle(self, *args: Any, file: str, bank: str, format: str, **options: Any) -> None:
        found = bank_named(bank)
        if found is None:
            raise CommandError(f"There is no bank called “{bank}”.")
        questions = Question.objects.filter(bank=found).with_parts().select_related("topic").order_by("pk")
        written = export_questions(questions=questions, format=format)
        try:
            Path(file).write_bytes(written.data)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        done = sum(entry.item is not None for entry in written.entries)
        self.stdout.write(f"{format}: written {done}, refused {len(written.refusals)}")
        for finding in written.findings:
            self.stdout.write(f"{finding.severity.value}: {finding}")
        if written.refusals:
            raise CommandError(f"Refused: {len(written.refusals)}.")
