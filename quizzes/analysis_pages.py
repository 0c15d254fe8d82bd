"""The analysis pages as their templates tell them: chosen scope, lines of items in their order, what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.listing import Filter, Listing
from quizzes.analysis_words import Fact, figures_of, in_words, tone_of
from quizzes.choices import Purpose
from quizzes.grading import whole
from quizzes.selectors.analysed import Scope
from quizzes.selectors.gains import pre_tests_of
from quizzes.selectors.results import QuizResults, batches_of, versions_of
from quizzes.statistics.advice import HIDDEN_BELOW

SORTS = ("number", "facility", "discrimination", "upper")
ITEMS_PER_PAGE = 100
KEYS = {
    "facility": "facility",
    "discrimination": "discrimination_index",
    "upper": "upper_lower",
}


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: whose attempts, which items, in which order."""

    scope: Scope
    listing: Listing
    query: str
    """Batch and version alone, for the ways to items and files."""


def chosen(results: QuizResults, asked: Mapping[str, str]) -> Chosen:
    """Two queries: batches and versions."""
    batches, versions = batches_of(results.quiz), versions_of(results.quiz)
    listing = Listing(
        asked,
        filters=[
            Filter("batch", _("Batch"), [(batch.code, batch.name) for batch in batches]),
            Filter(
                "version",
                _("Version"),
                [(str(version.number), _("Version %(number)d") % {"number": version.number}) for version in versions],
            ),
            Filter("look", _("Advice"), [("yes", _("needs a look")), ("no", _("works well"))]),
        ],
        sorts=SORTS,
        sort="number",
        search_label=_("Words of the question"),
        rows_per_page=ITEMS_PER_PAGE,
    )
    code, number = listing.value("batch"), listing.value("version")
    scope = Scope(
        results.quiz.pk,
        next((batch.pk for batch in batches if batch.code == code), None),
        next((version.pk for version in versions if str(version.number) == number), None),
    )
    query = "&".join(f"{name}={value}" for name, value in (("batch", code), ("version", number)) if value)
    return Chosen(scope, listing, query)


@dataclass(frozen=True)
class ItemLine:
    item: Mapping[str, Any]
    url: str
    tone: str
    facility: str
    discrimination: str
    upper: str
    weights: str
    advice: list[str]

    @property
    def is_hidden(self) -> bool:
        return bool(self.item["people"] < HIDDEN_BELOW)

    @property
    def figures(self) -> list[Fact]:
        return figures_of(self.item)


def line_of(results: QuizResults, item: Mapping[str, Any], query: str) -> ItemLine:
    url = reverse("quizzes:analysis_item", args=[results.quiz.uid, item["item"]])
    facility, upper = item["facility"], item["upper_lower"]
    effective, intended = (_rounded(item[name], 1) for name in ("effective_weight", "intended_weight"))
    return ItemLine(
        item=item,
        url=f"{url}?{query}" if query else url,
        tone=tone_of(item),
        facility=in_words(None if facility is None else whole(100 * Decimal(str(facility))), "%"),
        discrimination=in_words(_rounded(item["discrimination_index"])),
        upper=in_words(None if upper is None else whole(100 * Decimal(str(upper))), "%"),
        weights=f"{in_words(effective)} / {in_words(intended)}",
        advice=item["advice"],
    )


def _rounded(value: float | None, digits: int = 0) -> float | None:
    return None if value is None else round(value, digits)


def lines_of(results: QuizResults, report: Mapping[str, Any], chose: Chosen) -> list[ItemLine]:
    words = [word.casefold() for word in chose.listing.text.split()]
    look = chose.listing.value("look")
    rows = [
        item
        for item in report["items"]
        if all(word in item["text"].casefold() for word in words)
        and (not look or (tone_of(item) in ("warning", "danger")) == (look == "yes"))
    ]
    name, down = chose.listing.sort.removeprefix("-"), chose.listing.sort.startswith("-")
    if name in KEYS:
        # Figures that do not exist stay at the end in either order.
        having = [row for row in rows if row[KEYS[name]] is not None]
        lacking = [row for row in rows if row[KEYS[name]] is None]
        rows = sorted(having, key=lambda row: row[KEYS[name]], reverse=down) + lacking
    elif down:
        rows.reverse()
    return [line_of(results, row, chose.query) for row in rows]


def tabs_of(results: QuizResults, current: str) -> list[tuple[str, str, bool]]:
    """The pages about how the test went."""
    uid = results.quiz.uid
    pages = [
        ("analysis", _("Item analysis"), reverse("quizzes:analysis", args=[uid])),
        ("regrades", _("Corrections of marks"), reverse("quizzes:regrades", args=[uid])),
    ]
    if results.quiz.purpose == Purpose.POST_TEST and pre_tests_of(results.course):
        pages.append(("gain", _("From pre-test to post-test"), reverse("quizzes:gain", args=[uid])))
    return [(label, url, name == current) for name, label, url in pages]
