"""What the editor of a numbering sees: the numbers that come next, as filled in, before anything is saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificateSeries, NumberingScheme
from certificates.numbering import NumberParts, PatternError, format_number, preview_numbers
from core import clock


@dataclass(frozen=True)
class NumberPreview:
    """`problem` says what is wrong with the pattern; then there are no numbers."""

    numbers: list[str] = field(default_factory=list)
    next_year: str = ""
    problem: str = ""
    last: int = 0
    drawn: int = 0


@dataclass(frozen=True)
class Token:
    text: str
    meaning: str
    example: str


def preview_of(*, pattern: str, unit: str, classification: str, scheme: NumberingScheme | None) -> NumberPreview:
    """Two queries for a numbering that is there, none for a new one."""
    day = clock.site_day()
    last = drawn = 0
    if scheme is not None and scheme.pk:
        last = CertificateSeries.objects.filter(scope=scheme, year=day.year).values_list("last", flat=True).first() or 0
        drawn = Certificate.objects.filter(series__scope=scheme).count()
    try:
        numbers = preview_numbers(pattern, series=unit, classification=classification, day=day, after=last)
        next_year = format_number(pattern, NumberParts(1, unit, classification, date(day.year + 1, 1, 1)))
    except PatternError as error:
        return NumberPreview(problem=str(error), last=last, drawn=drawn)
    return NumberPreview(numbers, next_year, last=last, drawn=drawn)


def number_after(series: CertificateSeries, last: int) -> str:
    """As it would be printed today; for a series of another year, at the same time of that year."""
    scheme, today = series.scope, clock.site_day()
    day = today if today.year == series.year else date(series.year, today.month, 1)
    return format_number(scheme.pattern, NumberParts(last + 1, scheme.unit, scheme.classification, day))


def tokens_for(scheme: NumberingScheme) -> list[Token]:
    """Each token in plain words, with what it gives today."""
    day = clock.site_day()
    meanings = (
        ("{seq:03}", _("running number, filled up to three digits with zeros; {seq:04} to four, and so on")),
        ("{seq}", _("running number without zeros in front")),
        ("{series}", _("the unit code above")),
        ("{class}", _("the classification above")),
        ("{month}", _("month of issue in two digits")),
        ("{month:roman}", _("month of issue in Roman numerals")),
        ("{year}", _("year of issue; each year the running number starts again")),
    )
    parts = NumberParts(7, scheme.unit or "SMRT", scheme.classification or "KL.301", day)
    return [Token(text, meaning, _filled(text, parts)) for text, meaning in meanings]


def _filled(text: str, parts: NumberParts) -> str:
    """One token alone, by the rules of a whole pattern."""
    if text.startswith("{seq"):
        return format_number(f"{text}/{{year}}", parts).rpartition("/")[0]
    return format_number(f"{text}/{{seq}}/{{year}}", parts).rsplit("/", 2)[0]
