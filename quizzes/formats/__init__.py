"""Questions as files: one reader and one writer for each format, all by way of the neutral form in `quizzes.items`."""

from quizzes.formats.doors import AUTO, READERS, WRITERS, read_questions, write_questions
from quizzes.formats.findings import Entry, FileRefusedError, Finding, Gathering, Place, Reading, Severity
from quizzes.formats.writing import Written

__all__ = [
    "AUTO",
    "READERS",
    "WRITERS",
    "Entry",
    "FileRefusedError",
    "Finding",
    "Gathering",
    "Place",
    "Reading",
    "Severity",
    "Written",
    "read_questions",
    "write_questions",
]
