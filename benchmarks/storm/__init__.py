"""Many members sit one test at the same time, on the site as it is served: CPU, waiting times, errors, losses.

A member opens the test's page, starts, takes the lease, saves 20 answers five at a time, hands in and reads the
result: ten requests. In a `storm` all begin within a minute and pause 5 to 15 seconds before each save; in a `burst`
nobody pauses at all. Then the database is held against what the site had acknowledged.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.figures import emit
from benchmarks.server import manage, run_module
from benchmarks.storm.ledger import Held, Verdict, settle
from benchmarks.storm.site import Ground, Site, own_cpu_seconds
from benchmarks.storm.visitors import AT_ONCE, Pace, Pass, Visitor, storm
from scripts.services import running_services

DATABASES = ("sqlite", "postgresql")

LONGEST = 300.0
"""Seconds that a storm may take; who is not through by then is an error."""

SECONDS_FOR_JOBS = 120.0
UNTOLD = "SELECT count(*) FROM quizzes_attempt WHERE state = 'graded' AND recorded_at IS NULL"

WARM_UP, WARM_UP_MEMBERS = "first", 8


def measure_storms(storms: Sequence[str], databases: Sequence[str]) -> None:
    """`storms` are names such as `storm.200` and `burst.200`."""
    for database in databases:
        with tempfile.TemporaryDirectory(prefix="dermaga-storm-") as folder, grounds(database, Path(folder)) as ground:
            facts = make(ground, storms)
            tickets = {code: [Pass(*ticket) for ticket in rows] for code, rows in facts["tickets"].items()}
            for name in storms:
                code = code_of(name)
                measure(name, ground, facts["quiz"], tickets[code], tickets[f"{WARM_UP}-{code}"])


@contextmanager
def grounds(database: str, var_dir: Path) -> Iterator[Ground]:
    if database == "sqlite":
        yield Ground("sqlite", f"sqlite:///{var_dir / 'db.sqlite3'}", var_dir)
        return
    with running_services(durable=True) as services:
        with psycopg.connect(services.database_url) as connection:
            row = connection.execute("SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)").fetchone()
        assert row is not None  # noqa: S101  a SELECT without FROM
        yield Ground("postgresql", services.database_url, var_dir, int(row[0]))


def code_of(name: str) -> str:
    """The batch in which the members of a storm are enrolled."""
    return name.replace(".", "-")


def size_of(name: str) -> int:
    return int(name.partition(".")[2])


def make(ground: Ground, storms: Sequence[str]) -> dict[str, Any]:
    more = ground.environment
    manage(ground.var_dir, "migrate", "--verbosity", "0", more=more)
    manage(ground.var_dir, "collectstatic", "--noinput", "--verbosity", "0", more=more)
    file = ground.var_dir / "storm.json"
    sizes = [f"{code_of(name)}={size_of(name)}" for name in storms]
    sizes += [f"{WARM_UP}-{code_of(name)}={WARM_UP_MEMBERS}" for name in storms]
    run_module(ground.var_dir, "benchmarks.storm.scene", "make", str(file), *sizes, more=more)
    facts: dict[str, Any] = json.loads(file.read_text())
    return facts


def measure(name: str, ground: Ground, quiz: str, tickets: list[Pass], first: list[Pass]) -> None:
    pace = AT_ONCE if name.startswith("burst") else Pace()
    load = os.getloadavg()[0]
    with Site(ground) as site:
        asyncio.run(storm(site.origin, quiz, first, AT_ONCE, longest=LONGEST))
        wait_for_jobs(ground)
        before, own_before, database_before = site.cpu_seconds(), own_cpu_seconds(), site.database_cpu_seconds()
        begun = time.monotonic()
        visitors = asyncio.run(storm(site.origin, quiz, tickets, pace, longest=LONGEST))
        wall = time.monotonic() - begun
        own = own_cpu_seconds() - own_before
        wait_for_jobs(ground)
        drained = time.monotonic() - begun - wall
        cpu = site.cpu_seconds() - before
        database_after = site.database_cpu_seconds()
        held = held_of(ground, code_of(name))
    context = {
        **site.shape,
        "members": len(tickets),
        "load_before": round(load, 1),
        "client_cpu_ms_per_member": round(own * 1000 / len(tickets), 1),
        "jobs_done_after_s": round(drained, 1),
    }
    if database_before is not None and database_after is not None:
        spent = (database_after - database_before) * 1000 / len(tickets)
        context["database_cpu_ms_per_member"] = round(spent, 1)
    verdict = settle((visitor.told for visitor in visitors), held)
    report(name, visitors, verdict, cpu, wall, context)
    if verdict.errors or verdict.lost:
        print(f"{name} on {ground.database}: the site's last words:\n{site.last_words()}", file=sys.stderr)


def wait_for_jobs(ground: Ground) -> None:
    """Until every attempt handed in is told to its course, or the time for it is over."""
    end = time.monotonic() + SECONDS_FOR_JOBS
    while ground.count(UNTOLD) and time.monotonic() < end:
        time.sleep(0.5)


def held_of(ground: Ground, code: str) -> list[Held]:
    file = ground.var_dir / "held.json"
    run_module(ground.var_dir, "benchmarks.storm.scene", "held", str(file), code, more=ground.environment)
    return [held_from_json(row) for row in json.loads(file.read_text())]


def held_from_json(row: dict[str, Any]) -> Held:
    answers = tuple((slot, (rev, tuple(value))) for slot, (rev, value) in row["answers"])
    return Held(**row | {"answers": answers, "marks": tuple(row["marks"])})


def report(
    name: str, visitors: list[Visitor], verdict: Verdict, cpu: float, wall: float, context: dict[str, Any]
) -> None:
    times = [seconds * 1000 for visitor in visitors for _step, seconds in visitor.times]
    steps: dict[str, list[float]] = {}
    for visitor in visitors:
        for step, seconds in visitor.times:
            steps.setdefault(step, []).append(seconds * 1000)
    by_step = {step: round(percentile(values, 95), 1) for step, values in steps.items()}
    emit(f"{name}.cpu_ms_per_member", cpu * 1000 / len(visitors), "ms", **context)
    emit(f"{name}.p50_ms", percentile(times, 50), "ms", requests=len(times), **context)
    emit(f"{name}.p95_ms", percentile(times, 95), "ms", by_step=by_step, slowest=round(max(times), 1), **context)
    emit(f"{name}.errors", verdict.errors, "errors", examples=(verdict.faults + verdict.doubled)[:5], **context)
    emit(f"{name}.lost", len(verdict.lost), "answers", examples=verdict.lost[:5], **context)
    emit(f"{name}.wall_s", wall, "s", **context)


def percentile(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1] if len(values) > 1 else max(values)
