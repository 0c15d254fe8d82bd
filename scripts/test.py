"""`make test` and `make e2e`: pytest with our defaults; every argument goes on to pytest.

The suite runs in two processes unless the arguments say otherwise (`-n 0`), or name a debugger.
"""

import os
import subprocess
import sys

from scripts.catalogues import compile_catalogues


def pytest_arguments(arguments: list[str], *, e2e: bool) -> list[str]:
    defaults = ["-m", "e2e", "tests/e2e"] if e2e else []
    alone = e2e or any(word in {"-n", "--pdb", "--trace", "-s"} or word.startswith("-n") for word in arguments)
    return [*defaults, *([] if alone else ["-n", "2"]), *arguments]


def main(words: list[str]) -> int:
    e2e = "--e2e" in words
    compile_catalogues()
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    arguments = pytest_arguments([word for word in words if word != "--e2e"], e2e=e2e)
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
