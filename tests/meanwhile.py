"""What another process does at the worst moment, in one process and on any database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def meanwhile(deed: Callable[[], object]) -> Iterator[None]:
    """`deed` is done just before the code within begins to write: after whatever it reads before its transaction."""
    done = False

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal done
        if not done and sql.startswith("SAVEPOINT"):
            done = True
            deed()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
    assert done, "no transaction was begun"
