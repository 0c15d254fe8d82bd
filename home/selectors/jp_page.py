from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from courses.selectors import JpYear, jp_of_year
from courses.selectors.jp_year import JpEntry
from home.providers import HeldCertificate, certificates_of
from members.models import User

YEARS = range(1950, 2200)


@dataclass(frozen=True)
class JpPage:
    """A year's hours with what proves them, and the totals of all years that hold some, the earliest first."""

    hours: JpYear
    rows: list[tuple[JpEntry, HeldCertificate | None]]
    years: list[tuple[int, Decimal]]


def jp_page(user: User, year: str = "") -> JpPage:
    """Two queries, whatever the number of years, courses and certificates."""
    wanted = int(year) if year.isdecimal() and len(year) == 4 and int(year) in YEARS else None
    hours = jp_of_year(user, wanted)
    papers = {paper.enrolment_id: paper for paper in certificates_of(user) if paper.is_valid}
    years = sorted([*hours.earlier, *([(hours.year, hours.total)] if hours.entries else [])])
    return JpPage(hours, [(entry, papers.get(entry.enrolment.pk)) for entry in hours.entries], years)
