"""When an attempt ends, by the server's clock alone. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from quizzes.choices import LatePolicy


@dataclass(frozen=True)
class Allowance:
    """What one person gets beside the rule; the default is nothing."""

    factor: Decimal = Decimal(1)
    extra_minutes: int = 0
    extra_attempts: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    no_timer: bool = False

    @property
    def time(self) -> tuple[Decimal, int, bool]:
        """What it gives to an attempt beside the window."""
        return Decimal(self.factor), self.extra_minutes, self.no_timer

    def to_json(self) -> dict[str, Any]:
        """Empty where it is nothing."""
        moments = {name: moment.isoformat() for name in MOMENTS if (moment := getattr(self, name))}
        numbers = {name: number for name in ("extra_minutes", "extra_attempts") if (number := getattr(self, name))}
        factor = {"factor": str(self.factor)} if self.factor != 1 else {}
        return {**factor, **numbers, **moments, **({"no_timer": True} if self.no_timer else {})}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Allowance":
        moments = {name: datetime.fromisoformat(data[name]) for name in MOMENTS if name in data}
        return cls(**{**data, **moments, "factor": Decimal(data.get("factor", 1))})


MOMENTS = ("opens_at", "closes_at")


def together(*allowances: Allowance) -> Allowance:
    """Of each part the most that any of them gives: nobody has less by another's rule. Own windows come to the one that
    holds them all."""
    opens = [one.opens_at for one in allowances if one.opens_at]
    closes = [one.closes_at for one in allowances if one.closes_at]
    return Allowance(
        factor=max((Decimal(one.factor) for one in allowances), default=Decimal(1)),
        extra_minutes=max((one.extra_minutes for one in allowances), default=0),
        extra_attempts=max((one.extra_attempts for one in allowances), default=0),
        opens_at=min(opens, default=None),
        closes_at=max(closes, default=None),
        no_timer=any(one.no_timer for one in allowances),
    )


@dataclass(frozen=True)
class Window:
    opens_at: datetime
    closes_at: datetime | None

    def for_person(self, allowance: Allowance) -> "Window":
        return Window(allowance.opens_at or self.opens_at, allowance.closes_at or self.closes_at)

    def widened_by(self, allowance: Allowance) -> Allowance:
        """Without the moments by which it would be open for a shorter time."""
        opens, closes = allowance.opens_at, allowance.closes_at
        if opens is not None and opens > self.opens_at:
            opens = None
        if closes is not None and (self.closes_at is None or closes < self.closes_at):
            closes = None
        return replace(allowance, opens_at=opens, closes_at=closes)

    def is_open(self, moment: datetime) -> bool:
        return self.opens_at <= moment and (self.closes_at is None or moment < self.closes_at)


def deadline_for(
    *, started_at: datetime, limit_minutes: int | None, policy: LatePolicy, window: Window, allowance: Allowance
) -> datetime | None:
    """Start + limit × factor + extra minutes; the window cuts it off where the policy is a strict close.

    Without a limit the window's end is the deadline, and without either there is none. Who is spared the limit has at
    least as long as with it.
    """
    window = window.for_person(allowance)
    if limit_minutes is None or (allowance.no_timer and window.closes_at is None):
        return window.closes_at
    length = timedelta(minutes=1) * float(Decimal(limit_minutes) * allowance.factor + allowance.extra_minutes)
    deadline = started_at + length
    if window.closes_at is None:
        return deadline
    if allowance.no_timer:
        return max(deadline, window.closes_at) if policy != LatePolicy.STRICT_CLOSE else window.closes_at
    return min(deadline, window.closes_at) if policy == LatePolicy.STRICT_CLOSE else deadline


def hard_close_for(deadline: datetime | None, grace_seconds: int) -> datetime | None:
    """Answers that were on their way at the deadline are still taken until this moment."""
    return None if deadline is None else deadline + timedelta(seconds=grace_seconds)
