"""Pages of a list whose SQL is written once per process (`core.prepared`), for as many of them as are looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar, cast

from django.db.models import QuerySet

from core.prepared import prepared

P = ParamSpec("P")
Row = TypeVar("Row")

KEPT = 16
STEP = 50  # a last page has any number of rows, and is asked for as if it were full


class PreparedRows(Generic[Row]):
    """What `Listing.page_of` takes a page of, where it is told how many there are."""

    ordered = True

    def __init__(
        self, slices: dict[tuple[int, int], Any], build: Callable[..., Any], arguments: tuple[Any, ...]
    ) -> None:
        self._slices, self._build, self._arguments = slices, build, arguments

    def __getitem__(self, part: slice) -> list[Row]:
        start, wanted = part.start or 0, part.stop - (part.start or 0)
        stop = start + -(-wanted // STEP) * STEP
        asked = self._slices.get((start, stop))
        if asked is None:
            build = self._build
            for oldest in tuple(self._slices)[: max(0, len(self._slices) - KEPT + 1)]:  # threads add in the meantime
                self._slices.pop(oldest, None)
            asked = prepared(lambda *arguments: build(*arguments)[start:stop])
            self._slices[start, stop] = asked
        rows: list[Row] = asked(*self._arguments)
        return rows[:wanted]


def prepared_pages(build: Callable[P, QuerySet[Any, Row]]) -> Callable[P, PreparedRows[Row]]:
    """Under the rules of `prepared`; the queryset is in an order that leaves nothing open."""
    slices: dict[tuple[int, int], Any] = {}

    @wraps(build)
    def rows(*arguments: Any) -> PreparedRows[Row]:
        return PreparedRows(slices, build, arguments)

    return cast("Callable[P, PreparedRows[Row]]", rows)
