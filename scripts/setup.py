"""Gets a machine ready for the targets named: `python3 -m scripts.setup [--runtime] run test e2e`."""

import sys

from scripts.environment import ensure_environment
from scripts.packages import ensure_packages


def set_up(*targets: str, kind: str) -> None:
    ensure_packages(*targets)
    ensure_environment(kind)


if __name__ == "__main__":
    words = sys.argv[1:]
    runtime = "--runtime" in words
    set_up(*[word for word in words if word != "--runtime"], kind="runtime" if runtime else "development")
