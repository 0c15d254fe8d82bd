"""Time that was lost to an outage, and how much of it comes back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


def to_give_back(
    *, claimed: Iterable[Span], confirmed: Iterable[Span], given: Iterable[Span], bound: timedelta
) -> list[Span]:
    """What a person claims and others confirm, once, up to the bound in all."""
    given = union(given)
    return first(without(common(claimed, confirmed), given), bound - length(given))
