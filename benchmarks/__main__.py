"""One JSON line per figure: `{"name", "value", "unit", "context"}`. Started by `make bench`; takes some minutes.

CPU is user + system time of the serving process, read from the kernel, with DEBUG off and no job running: 20
requests to warm up, then five rounds of 200; the value is the median round, its minimum and maximum stand in the
context. Growth is the CPU in a database of 10,000 enrolments, 2,000 of them in the viewer's own batch, over that in
one of 100. What a storm is stands in `benchmarks/storm`; the one of 1,000 members runs only when it is named.
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from benchmarks.analysis import measure_analysis
from benchmarks.batch_pages import measure_batch_pages
from benchmarks.certificates import a_verification_path, measure_certificates
from benchmarks.figures import emit
from benchmarks.first_visit import measure_first_visits
from benchmarks.requests import make_scene, measure_requests
from benchmarks.storm import DATABASES, measure_storms

GROWING = ("front", "login", "course", "material", "verify", "participant", "speaker", "organiser", "missing", "search")

PARTS = ("requests", "pages", "batch", "certificates", "analysis", "growth", "storm")
STORMS = ("storm.200", "burst.200")


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers it started end with it
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="one part of it")
    parser.add_argument("--storms", nargs="+", default=STORMS, metavar="NAME", help="such as storm.1000 or burst.200")
    parser.add_argument(
        "--databases",
        nargs="+",
        choices=DATABASES,
        help="of the storms, both unless named, and of a batch of certificates",
    )
    arguments = parser.parse_args()
    only = arguments.only
    if only in (None, "storm"):
        measure_storms(arguments.storms, arguments.databases or DATABASES)
    if only == "storm":
        return
    if only in (None, "batch"):
        measure_batch_pages()
    if only == "batch":
        return
    with tempfile.TemporaryDirectory(prefix="dermaga-bench-") as folder:
        small = make_scene(Path(folder) / "small", enrolments=100, own_batch=100)
        verify = a_verification_path(small)
        figures = {}
        if only in (None, "requests", "growth"):
            figures = measure_requests(small, verify)
        if only in (None, "pages"):
            measure_first_visits(small, verify)
        if only in (None, "certificates"):
            measure_certificates(small, arguments.databases or ("sqlite",))
        if only in (None, "analysis"):
            measure_analysis(small)
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
