"""What a list was asked for: words, filters, order and page, read from the address and written back into it.

The rows themselves are filtered by the app's selector; templates/components/table_*.html draw the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise

LONGEST_ANSWER = 100


@dataclass(frozen=True)
class Filter:
    """A choice above a list; `options` are (value, label) without the one for all. One that `is_required` has none.
    `is_day` takes any date instead, as `2026-11-30`."""

    name: str
    label: str | Promise
    options: Sequence[tuple[str, str | Promise]]
    value: str = ""
    is_required: bool = False
    is_day: bool = False


class Listing:
    """Knows only what was declared: an unknown filter value or order counts as not given."""

    def __init__(
        self,
        asked: Mapping[str, str],
        *,
        filters: Iterable[Filter] = (),
        sorts: Sequence[str] = (),
        sort: str = "",
        search_label: str | Promise = "",
        rows_per_page: int = 50,
        kept: Mapping[str, str] | None = None,
    ) -> None:
        """`kept` stands in every address of the list beside what it is asked for."""
        self.kept = dict(kept or {})
        self._page_asked = asked.get("page")
        self._rows_per_page = rows_per_page
        self.search_label = search_label
        # PostgreSQL compares no text with a null sign in it.
        self.text = asked.get("q", "").replace("\0", "").strip()[:LONGEST_ANSWER] if search_label else ""
        self.filters = [replace(one, value=self._chosen(asked, one)) for one in filters]
        given = asked.get("sort", "")
        self.sort = given if given.removeprefix("-") in sorts else sort
        self._sort_given = given if given == self.sort else ""

    @staticmethod
    def _chosen(asked: Mapping[str, str], one: Filter) -> str:
        given = asked.get(one.name, "")
        if one.is_day:
            return given if _is_day(given) else ""
        return given if given in {str(value) for value, _label in one.options} else ""

    def value(self, name: str) -> str:
        return next(one.value for one in self.filters if one.name == name)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or any(one.value for one in self.filters if not one.is_required))

    @property
    def filter_query(self) -> str:
        """For the heads of columns: what is asked for, without order and page."""
        return urlencode(self._narrowing())

    @property
    def query(self) -> str:
        """For the ways to other pages: all but the page."""
        return urlencode({**self._narrowing(), **({"sort": self._sort_given} if self._sort_given else {})})

    @property
    def bare_query(self) -> str:
        """For the way to all rows: only what is kept or has to be chosen, and the order."""
        chosen = {one.name: one.value for one in self.filters if one.is_required}
        return urlencode({**self.kept, **chosen, **({"sort": self._sort_given} if self._sort_given else {})})

    @property
    def sort_given(self) -> str:
        return self._sort_given

    def page_of(self, rows: Any, *, count: int | None = None) -> Page[Any]:
        """`count` where it is known how many rows there are: it is not asked again."""
        pages = Paginator(rows, self._rows_per_page)
        if count is not None:
            pages.count = count
        return pages.get_page(self._page_asked)

    def _narrowing(self) -> dict[str, str]:
        asked = {"q": self.text} if self.text else {}
        return {**self.kept, **asked, **{one.name: one.value for one in self.filters if one.value}}


def _is_day(text: str) -> bool:
    try:
        return len(text) == len("2026-11-30") and date.fromisoformat(text) is not None
    except ValueError:
        return False
