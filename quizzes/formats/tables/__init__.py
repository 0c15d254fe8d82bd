from quizzes.formats.tables.reader import read_csv, read_xlsx
from quizzes.formats.tables.writer import template, write_xlsx

__all__ = ["read_csv", "read_xlsx", "template", "write_xlsx"]
