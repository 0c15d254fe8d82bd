"""Rounds, medians and the one-line JSON that `make bench` prints."""

import json
import statistics
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.budgets import BUDGETS
from benchmarks.server import Server

WARM_UP = 20
REQUESTS = 200
ROUNDS = 5


def emit(name: str, value: float, unit: str, **context: Any) -> None:
    """Where there is a budget, the line names it and says whether the value is within."""
    budget, value = BUDGETS.get(name), round(value, 3)  # of clocks that tick, 30 is a little more than 30
    if budget is not None:
        context = {**context, "budget": budget, "within": value <= budget}
        if value > budget:
            print(f"over budget: {name} is {value:.1f}, allowed {budget:g}", file=sys.stderr, flush=True)
    print(json.dumps({"name": name, "value": value, "unit": unit, "context": context}), flush=True)


def cpu_ms(server: Server, call: Callable[[], None], *, requests: int = REQUESTS, rounds: int = ROUNDS) -> list[float]:
    """User + system milliseconds of the serving process per call, one figure a round, after the warm-up."""
    for _index in range(min(WARM_UP, requests)):
        call()
    figures = []
    for _round in range(rounds):
        before = server.cpu_seconds()
        for _index in range(requests):
            call()
        figures.append((server.cpu_seconds() - before) * 1000 / requests)
    return figures


def emit_rounds(name: str, figures: list[float], unit: str, **context: Any) -> float:
    median = statistics.median(figures)
    emit(name, median, unit, minimum=round(min(figures), 3), maximum=round(max(figures), 3), **context)
    return median
