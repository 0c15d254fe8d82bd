"""One JSON line per figure: `{"name", "value", "unit", "context"}`. Started by `make bench`; takes some minutes.

CPU is user + system time of the serving process, read from the kernel, with DEBUG off and no job running: 20
requests to warm up, then five rounds of 200; the value is the median round, its minimum and maximum stand in the
context. Growth is the CPU in a database of 10,000 enrolments, 2,000 of them in the viewer's own batch, over that in
one of 100.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.certificates import a_verification_path, measure_certificates
from benchmarks.figures import emit
from benchmarks.first_visit import measure_first_visits
from benchmarks.requests import make_scene, measure_requests

GROWING = ("front", "login", "course", "material", "verify", "participant", "speaker", "organiser", "missing", "search")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("requests", "pages", "certificates", "growth"), help="one part of it")
    only = parser.parse_args().only
    with tempfile.TemporaryDirectory(prefix="dermaga-bench-") as folder:
        small = make_scene(Path(folder) / "small", enrolments=100, own_batch=100)
        verify = a_verification_path(small)
        figures = {}
        if only in (None, "requests", "growth"):
            figures = measure_requests(small, verify)
        if only in (None, "pages"):
            measure_first_visits(small, verify)
        if only in (None, "certificates"):
            measure_certificates(small)
        if only in (None, "growth"):
            large = make_scene(Path(folder) / "large", enrolments=10_000, own_batch=2_000)
            grown = measure_requests(large, a_verification_path(large), only=GROWING)
            for name, figure in grown.items():
                if "cpu_ms" in figure:
                    emit(
                        f"growth.{name}", figure["cpu_ms"] / figures[name]["cpu_ms"], "ratio",
                        cpu_ms=round(figure["cpu_ms"], 3), queries=figure["queries"],
                    )  # fmt: skip


if __name__ == "__main__":
    main()
