"""Tables that people made: Excel files and CSV, read within bounds (docs/batches.md, “People from and to Excel”)."""

from core.tables.annotate import Remark, annotated
from core.tables.opening import unpacked_size
from core.tables.reading import plain_score, read_table
from core.tables.table import Row, Scoring, Table, TableRefused
from core.tables.values import parse_date

__all__ = [
    "Remark",
    "Row",
    "Scoring",
    "Table",
    "TableRefused",
    "annotated",
    "parse_date",
    "plain_score",
    "read_table",
    "unpacked_size",
]
