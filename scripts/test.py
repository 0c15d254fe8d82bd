"""`make test` and `make e2e`: pytest with our defaults; every argument goes on to pytest.

The suite and the journeys run in two processes unless the arguments say otherwise (`-n 0`), or name a debugger. Each
process of the journeys has a site of its own, and a file stays with one of them: its journeys build upon each other.
"""

import os
import subprocess
import sys

from scripts.catalogues import compile_catalogues

# Lest the whole grow past its 25 minutes unseen.
NAME_THE_SLOW = ["--durations=12", "--durations-min=8"]


def pytest_arguments(arguments: list[str], *, e2e: bool, processes: int = 2) -> list[str]:
    defaults = ["-m", "e2e", "tests/e2e"] if e2e else []
    alone = any(word in {"-n", "--pdb", "--trace", "-s"} or word.startswith("-n") for word in arguments)
    together = ["-n", str(processes), "--dist", "loadfile" if e2e else "worksteal", *NAME_THE_SLOW]
    return [*defaults, *([] if alone else together), *arguments]


def main(words: list[str]) -> int:
    e2e = "--e2e" in words
    compile_catalogues()
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    # On PostgreSQL a process waits for the server a third of its time.
    processes = 3 if os.environ.get("TEST_ONLY_SERVICES") else 2
    arguments = pytest_arguments([word for word in words if word != "--e2e"], e2e=e2e, processes=processes)
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
