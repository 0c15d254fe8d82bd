"""Time that was lost to an outage, and how much of it comes back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

NONE = timedelta(0)
SHORTEST = timedelta(seconds=30)
"""A page bridges less by itself."""
SEVERAL = 3
"""So many participants of a batch at the same moment confirm each other."""


@dataclass(frozen=True, order=True)
class Span:
    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return max(NONE, self.end - self.start)

    def to_json(self) -> list[str]:
        return [self.start.isoformat(), self.end.isoformat()]

    @classmethod
    def from_json(cls, data: Sequence[str]) -> Span:
        start, end = data
        return cls(datetime.fromisoformat(start), datetime.fromisoformat(end))


def union(spans: Iterable[Span]) -> list[Span]:
    """In order, none touching another; what ends before it begins is nothing."""
    merged: list[Span] = []
    for span in sorted(span for span in spans if span.start < span.end):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def common(one: Iterable[Span], other: Iterable[Span]) -> list[Span]:
    others = union(other)
    return union(Span(max(a.start, b.start), min(a.end, b.end)) for a in union(one) for b in others)


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    left = union(spans)
    for hole in union(taken):
        left = [
            part
            for span in left
            for part in (Span(span.start, min(span.end, hole.start)), Span(max(span.start, hole.end), span.end))
            if part.start < part.end
        ]
    return left


def length(spans: Iterable[Span]) -> timedelta:
    return sum((span.length for span in union(spans)), NONE)


def first(spans: Iterable[Span], most: timedelta) -> list[Span]:
    """The earliest of them, as long as `most` together."""
    chosen: list[Span] = []
    for span in union(spans):
        if most <= NONE:
            break
        chosen.append(Span(span.start, min(span.end, span.start + most)))
        most -= span.length
    return chosen


def shown_by_several(claims: Iterable[Sequence[Span]], least: int = SEVERAL) -> list[Span]:
    """When at least so many people claimed an outage at the same moment."""
    steps = sorted(step for claim in claims for span in union(claim) for step in ((span.start, 1), (span.end, -1)))
    found: list[Span] = []
    number, since = 0, None
    for moment, change in steps:
        number += change
        if number >= least and since is None:
            since = moment
        elif number < least and since is not None:
            found.append(Span(since, moment))
            since = None
    return union(found)


@dataclass(frozen=True)
class Due:
    """`lost`: of the time that was the person's own. `spans`: the outages that are made up for; the deadline moves by
    as much as these last, so that the lost time begins where the outage ends."""

    spans: list[Span] = field(default_factory=list)
    lost: timedelta = NONE


def to_give_back(
    *,
    claimed: Iterable[Span],
    confirmed: Iterable[Span],
    given: Iterable[Span],
    deadline: datetime,
    bound: timedelta | None = None,
) -> Due:
    """What a person claims and others confirm, once; what was their own time up to the bound in all.

    `deadline` is the one after what was given. An outage costs no more than the time that was left when it began: the
    rest of one that outlasts the deadline is waited for, and does not count towards the bound.
    """
    given = union(given)
    outages = union([*without(common(claimed, confirmed), given), *given])
    at_first = deadline - length(given)
    bound = length(outages) if bound is None else bound
    if bound <= NONE:
        return Due()
    left, ends = bound, at_first
    for outage in outages:
        had = common(given, [outage])
        left -= length(common(had, [Span(outage.start, ends)]))
        ends += length(had)
    found: list[Span] = []
    lost, ends = NONE, at_first
    for outage in outages:
        had, own = common(given, [outage]), [Span(outage.start, min(outage.end, ends))]
        chosen = first(without(own, given), left)
        rest = without([Span(ends, outage.end)], given) if chosen or common(had, own) else []
        found += [*chosen, *rest]
        lost, left = lost + length(chosen), left - length(chosen)
        ends += length(had) + length(chosen) + length(rest)
    return Due(union(found), lost)
