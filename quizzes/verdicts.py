"""What the marks of people come to: the mean, the third one's, and with a drill its speed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from quizzes.choices import SCORED
from quizzes.items import Drill, Written
from quizzes.items.fractions import plain, share
from quizzes.items.rubric import settle
from quizzes.outages import Span, common, length

THIRD = 3


class Opinion(Protocol):
    """One marker's mark."""

    @property
    def marker_id(self) -> int: ...
    @property
    def fraction(self) -> Decimal: ...
    @property
    def scores(self) -> Mapping[str, str]: ...
    @property
    def comment(self) -> str: ...


@dataclass(frozen=True)
class Given:
    """An answer with the moments that a drill's speed is told by."""

    value: tuple[str, ...] = ()
    saved_at: datetime | None = None
    opened_at: datetime | None = None
    returned: tuple[Span, ...] = ()
    """Outages whose time was given back: a drill's clock stood still as well."""

    @property
    def seconds(self) -> Decimal | None:
        """None, too, for what was saved before the scenario was read: it answers nothing and earns nothing by speed."""
        if self.saved_at is None or self.opened_at is None or self.saved_at < self.opened_at:
            return None
        worked = Span(self.opened_at, self.saved_at)
        return Decimal(str((worked.length - length(common([worked], self.returned))).total_seconds()))


@dataclass(frozen=True)
class Verdict:
    """`marker`: whose mark it is; nobody's alone where it is a mean."""

    fraction: Decimal
    marker: int | None
    rubric: dict[str, Any]
    comment: str


def decided_by_third(opinions: Sequence[Any]) -> bool:
    """Two differed, and a third person has marked: what the two gave counts no more."""
    return len(opinions) == THIRD


def tells_why(markers: int, given: int, state: str) -> bool:
    """Whether correcting a mark needs a reason: it was compared with another's, or the attempt has its score."""
    return state in SCORED or 1 < markers <= given


def wants_third(item: Written, opinions: Sequence[Opinion]) -> bool:
    settled = _settled(item, opinions)
    return settled.third and settled.fraction is None


def verdict_of(item: Written, opinions: Sequence[Opinion], given: Given) -> Verdict | None:
    """None while a marker is still needed."""
    settled = _settled(item, opinions)
    if settled.fraction is None:
        return None
    counted = [opinions[2]] if settled.third else list(opinions[: item.markers])
    rubric: dict[str, Any] = {"scores": _mean_scores(item, counted), "by_people": plain(settled.fraction)}
    fraction = settled.fraction
    if isinstance(item, Drill):
        seconds = given.seconds if given.seconds is not None else Decimal(item.limit_seconds)
        rubric |= {"speed": plain(item.speed(seconds)), "seconds": int(seconds)}
        fraction = item.fraction(seconds=seconds, rubric=fraction)
    return Verdict(
        fraction=fraction,
        marker=counted[0].marker_id if len(counted) == 1 else None,
        rubric=rubric,
        comment="\n\n".join(text for one in counted if (text := one.comment.strip())),
    )


def _settled(item: Written, opinions: Sequence[Opinion]) -> Any:
    fractions = [Decimal(one.fraction) for one in opinions]
    return settle(fractions, markers=item.markers, threshold=item.threshold)


def _mean_scores(item: Written, counted: Sequence[Opinion]) -> dict[str, str]:
    """Points of each criterion; two decimals suffice to be read."""
    found = {}
    for row in item.rubric.criteria:
        points = [Fraction(Decimal(one.scores[row.key])) for one in counted if row.key in one.scores]
        if points and row.maximum:
            mean = sum(points, Fraction(0)) / len(points)
            found[row.key] = plain((share(mean / Fraction(row.maximum)) * row.maximum).quantize(Decimal("0.01")))
    return found
