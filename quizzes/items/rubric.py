"""How people mark: criteria with levels, one marker or two, and what their marks come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from quizzes.items.base import Problem, problems_of_keys
from quizzes.items.fractions import ZERO, plain, share


@dataclass(frozen=True, kw_only=True)
class Level:
    points: Decimal
    text: str


@dataclass(frozen=True, kw_only=True)
class Criterion:
    key: str
    title: str
    levels: tuple[Level, ...]

    @property
    def maximum(self) -> Decimal:
        return max((level.points for level in self.levels), default=ZERO)

    def takes(self, points: Decimal) -> bool:
        return any(level.points == points for level in self.levels)


@dataclass(frozen=True, kw_only=True)
class Rubric:
    criteria: tuple[Criterion, ...] = ()

    @property
    def maximum(self) -> Decimal:
        return sum((criterion.maximum for criterion in self.criteria), ZERO)

    def missing(self, scores: Mapping[str, Decimal]) -> list[str]:
        """Criteria without one of their levels: a mark is whole or it is a draft."""
        return [row.key for row in self.criteria if row.key not in scores or not row.takes(scores[row.key])]

    def fraction(self, scores: Mapping[str, Decimal]) -> Decimal:
        """Of a whole mark; raises KeyError where a criterion has none."""
        points = sum((Fraction(scores[row.key]) for row in self.criteria), Fraction(0))
        return share(points / Fraction(self.maximum)) if self.maximum > ZERO else ZERO

    def problems(self) -> list[Problem]:
        found = problems_of_keys([row.key for row in self.criteria])
        if self.criteria and self.maximum <= ZERO:
            found.append(Problem("rubric_worth_nothing", _("All criteria together are worth 0 points.")))
        for row in self.criteria:
            points = [level.points for level in row.levels]
            if len(points) < 2 or len(set(points)) < len(points) or min(points) < ZERO:
                sentence = _("Criterion “%(title)s” needs at least two levels with different points, none below 0.")
                found.append(Problem("bad_levels", sentence % {"title": row.title}))
        return found

    def to_json(self) -> list[dict[str, Any]]:
        return [
            {
                "key": row.key,
                "title": row.title,
                "levels": [{"points": plain(level.points), "text": level.text} for level in row.levels],
            }
            for row in self.criteria
        ]

    @classmethod
    def from_json(cls, rows: Sequence[Mapping[str, Any]]) -> Rubric:
        return cls(
            criteria=tuple(
                Criterion(
                    key=row["key"],
                    title=row["title"],
                    levels=tuple(Level(points=Decimal(level["points"]), text=level["text"]) for level in row["levels"]),
                )
                for row in rows
            )
        )


@dataclass(frozen=True)
class Settled:
    """`fraction` is None while a marker is still needed; `third` says that it is the third one."""

    fraction: Decimal | None
    third: bool = False


def settle(fractions: Sequence[Decimal], *, markers: int, threshold: Decimal) -> Settled:
    """What independent marks, in the order given, come to.

    One marker: the mark. Two: their mean where they differ by no more than the threshold; beyond it a third person
    marks, who sees neither, and that mark stands alone.
    """
    if len(fractions) < markers:
        return Settled(None)
    if markers == 1:
        return Settled(fractions[0])
    first, second, *more = fractions
    if abs(first - second) <= threshold:
        return Settled(share(Fraction(first + second) / 2))
    return Settled(more[0], third=True) if more else Settled(None, third=True)
