"""Work that comes round by the clock: each turn is one job, named by its kind and slot, so it is submitted once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from core import clock
from core.services import submit_job

SCHEDULED_PREFIX = "scheduled:"


@dataclass(frozen=True)
class Turn:
    kind: str
    every: timedelta
    is_needed: Callable[[], bool]


_turns: dict[str, Turn] = {}
_fired: dict[str, int] = {}


def scheduled(kind: str, *, every: timedelta, is_needed: Callable[[], bool] = lambda: True) -> None:
    """Have a registered kind worked in every slot of this length in which `is_needed` holds; its payload is empty."""
    if kind in _turns:
        raise ImproperlyConfigured(f"The job kind {kind!r} is scheduled twice.")
    _turns[kind] = Turn(kind, every, is_needed)


def fire_due() -> None:
    """Submit what this slot asks for. Any number of processes may call it at any time."""
    for turn in _turns.values():
        slot = int(clock.now().timestamp() // turn.every.total_seconds())
        if _fired.get(turn.kind) == slot:
            continue
        if turn.is_needed():
            submit_job(kind=turn.kind, payload={}, key=f"{SCHEDULED_PREFIX}{turn.kind}:{slot}")
        _fired[turn.kind] = slot
