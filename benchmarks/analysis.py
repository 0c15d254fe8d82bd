"""Item analysis and correction of a test that 2,000 people sat, by the jobs that do them."""

import json

from benchmarks.figures import emit
from benchmarks.requests import Scene
from benchmarks.server import run_module

PEOPLE = 2000


def measure_analysis(scene: Scene) -> None:
    """`analysis`: the figures of 20 questions, in every language of the site. `regrade`: from the order to the last
    recorded result: preview, commit, marks with their letters, and the course's record of whose score changed."""
    found = json.loads(run_module(scene.var_dir, "benchmarks.large_test", str(PEOPLE)).strip().splitlines()[-1])
    steps = found["steps"]
    emit(
        f"analysis.{PEOPLE}.cpu_ms", steps["analysis"]["cpu_ms"], "ms", queries=steps["analysis"]["queries"],
        memory_mb=steps["analysis"]["memory_mb"], page=steps["page"],
    )  # fmt: skip
    emit(
        f"regrade.{PEOPLE}.s", found["seconds"], "s", counts=found["counts"], letters=found["letters"],
        **{name: steps[name] for name in ("preview", "preview_page", "commit", "apply", "record")},
    )  # fmt: skip
