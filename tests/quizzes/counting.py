from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection
from django.test.utils import CaptureQueriesContext

READS, WRITES = ("SELECT", "WITH"), ("INSERT", "UPDATE", "DELETE")


@dataclass
class Counts:
    """SELECT, INSERT, UPDATE and DELETE; transaction statements are not counted."""

    statements: list[str] = field(default_factory=list)

    @property
    def queries(self) -> int:
        return len(self.statements)

    @property
    def writes(self) -> int:
        return sum(statement.lstrip().upper().startswith(WRITES) for statement in self.statements)

    @property
    def both(self) -> tuple[int, int]:
        return self.queries, self.writes


@contextmanager
def counted() -> Iterator[Counts]:
    counts = Counts()
    with CaptureQueriesContext(connection) as captured:
        yield counts
    kinds = (*READS, *WRITES)
    counts.statements = [row["sql"] for row in captured if row["sql"].lstrip().upper().startswith(kinds)]
