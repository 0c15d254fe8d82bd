"""CPU of one rendered and signed certificate, and a batch of 100 through jobs, database and storage."""

import json
import re
import time

from benchmarks.figures import emit, emit_rounds
from benchmarks.requests import Scene
from benchmarks.server import manage, run_module

BATCH = 100


def a_verification_path(scene: Scene) -> str:
    """The address of a certificate of the demo that is valid."""
    with scene.database() as database:
        row = database.execute("SELECT token FROM certificates_certificate WHERE state = 'issued' LIMIT 1").fetchone()
    if row is None:
        raise SystemExit("the demo holds no issued certificate: are Pango and the font installed? See `make setup`.")
    return f"/V/{row[0]}"


def measure_certificates(scene: Scene) -> None:
    rounds = json.loads(run_module(scene.var_dir, "benchmarks.render_sign").strip().splitlines()[-1])
    emit_rounds("certificate.render_sign.cpu_ms", rounds["cpu_ms"], "ms", bytes=rounds["bytes"], key=rounds["key"])

    printed = manage(scene.var_dir, "load_demo", "--scale", str(BATCH))
    code = re.search(r"batch=(\S+)", printed)
    if code is None:
        raise SystemExit(f"load_demo --scale printed no batch=CODE:\n{printed}")
    started = time.monotonic()
    report = manage(scene.var_dir, "issue_certificates", "--batch", code.group(1), "--json")
    seconds = time.monotonic() - started
    emit("certificate.batch_100.seconds", seconds, "s", report=json.loads(report.strip().splitlines()[-1]))
