"""CPU of one rendered and signed certificate by each way, and a batch of 1,000 through jobs, database and storage."""

import json
import re
import resource
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.figures import emit, emit_rounds
from benchmarks.requests import Scene
from benchmarks.server import manage, run_module
from benchmarks.storm import grounds

BATCH = 1000
NAMES = {
    "compiled": "certificate.render_sign.cpu_ms",
    "compiled_rsa": "certificate.render_sign.rsa.cpu_ms",
    "full": "certificate.render_sign.full.cpu_ms",
    "plain": "certificate.render_sign.plain.cpu_ms",
}


def a_verification_path(scene: Scene) -> str:
    """The address of a certificate of the demo that is valid."""
    with scene.database() as database:
        row = database.execute("SELECT token FROM certificates_certificate WHERE state = 'issued' LIMIT 1").fetchone()
    if row is None:
        raise SystemExit("the demo holds no issued certificate: are Pango and the font installed? See `make setup`.")
    return f"/V/{row[0]}"


def measure_certificates(scene: Scene, databases: Sequence[str] = ("sqlite",)) -> None:
    figures = json.loads(run_module(scene.var_dir, "benchmarks.render_sign").strip().splitlines()[-1])
    for way, name in NAMES.items():
        emit_rounds(name, figures[way]["cpu_ms"], "ms", bytes=figures[way]["bytes"])
    emit("certificate.bytes", figures["compiled_rsa"]["bytes"], "bytes")
    emit("certificate.memory_500.kb", figures["compiled"]["memory_kb"], "kB")
    for database in databases:
        if database == "sqlite":
            measure_batch(database, scene.var_dir, {})
            continue
        with tempfile.TemporaryDirectory(prefix="dermaga-bench-") as folder, grounds(database, Path(folder)) as ground:
            manage(ground.var_dir, "migrate", "--verbosity", "0", more=ground.environment)
            measure_batch(database, ground.var_dir, ground.environment)


def measure_batch(database: str, var_dir: Path, more: Mapping[str, str]) -> None:
    """All told: the start of the command, numbers, jobs, files, states, and the outbox."""
    printed = manage(var_dir, "load_demo", "--scale", str(BATCH), more=more)
    code = re.search(r"batch=(\S+)", printed)
    if code is None:
        raise SystemExit(f"load_demo --scale printed no batch=CODE:\n{printed}")
    cpu, started = _children_cpu(), time.monotonic()
    report = manage(var_dir, "issue_certificates", "--batch", code.group(1), "--json", more=more)
    seconds, cpu = time.monotonic() - started, _children_cpu() - cpu
    told = json.loads(report.strip().splitlines()[-1])
    emit(f"certificate.batch_{BATCH}.{database}.seconds", seconds, "s", cpu_s=round(cpu, 2), report=told)
    emit(f"certificate.batch_{BATCH}.{database}.compiled", told["compiled"] / told["issued"], "share")


def _children_cpu() -> float:
    """User and system time of everything that was started here and has ended, and of what that had started."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
