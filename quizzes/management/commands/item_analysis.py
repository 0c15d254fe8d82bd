import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quizzes.statistics.reading import UnreadableMarksError, read_marks
from quizzes.statistics.report import lines_of, report_on


class Command(BaseCommand):
    help = (
        "Compute the item analysis of a table of marks: a line for each attempt, a column for each item. Columns may "
        "be parted by semicolons, commas or tabs, decimals by a comma or a point. A header, a line of maximum marks "
        "before the attempts, and columns of names are understood. docs/quizzes.md says how each figure is made."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--csv", required=True, metavar="FILE", help="The table of marks.")
        parser.add_argument("--json", action="store_true", help="Print JSON.")
        parser.add_argument(
            "--first-line",
            choices=["auto", "maximum", "attempt"],
            default="auto",
            help="What the first line of numbers is. By itself the program takes it for maximum marks where it says "
            "so, or where no mark below is higher.",
        )
        parser.add_argument(
            "--empty",
            choices=["auto", "zero", "absent"],
            default="auto",
            help="What an empty cell is: 0 marks, or an item that the attempt did not have. By itself the program takes"
            " it for the latter in marks that an analysis of this site has exported, and for 0 in any other file.",
        )
        parser.add_argument(
            "--skip-missing",
            action="store_true",
            help="Leave out attempts with empty cells, whatever these are.",
        )

    def handle(self, *args: Any, csv: str, first_line: str, skip_missing: bool, empty: str, **options: Any) -> None:
        try:
            data = Path(csv).read_bytes()
        except OSError as error:
            raise CommandError(f"{csv} cannot be read: {error.strerror}.") from None
        first_is_maximum = {"auto": None, "maximum": True, "attempt": False}[first_line]
        absent = {"auto": None, "zero": False, "absent": True}[empty]
        try:
            file = read_marks(
                data, first_is_maximum=first_is_maximum, skip_missing=skip_missing, empty_is_absent=absent
            )
        except UnreadableMarksError as error:
            if options["json"]:
                self.stdout.write(json.dumps({"errors": [vars(finding) for finding in error.findings]}, indent=2))
            raise CommandError(str(error)) from None
        report = {**report_on(file.table, file.uneven), "notes": file.notes}
        if options["json"]:
            self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))
            return
        for line in (*file.notes, *lines_of(report)):
            self.stdout.write(line)
