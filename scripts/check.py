"""`make check`: every static check, all of them run even where one fails, each with its time; exit 1 if any failed."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from scripts.catalogues import compile_catalogues

BIN = Path(sys.executable).parent
PACKAGES = ("core", "members", "courses", "quizzes", "certificates", "reports", "home", "lms")

# What production asks of its environment, with made-up values.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "lms.settings.production",
    "SECRET_KEY": "7f!kq2-made-up-for-the-deployment-check-only-w9zR4mXe8tUbLsVnC3pYhJ6dGaQ",
    "SITE_URL": "https://bimtek.example.go.id",
    "DEBUG": "0",
    "DEMO": "0",
}


@dataclass(frozen=True)
class Check:
    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def templates() -> list[str]:
    """Without the certificates' paper, where one changed byte makes a new revision of the template."""
    paper = Path("templates/certificates/paper")
    return [str(file) for file in sorted(Path("templates").rglob("*.html")) if paper not in file.parents]


def all_checks() -> list[Check]:
    python, manage = [sys.executable], [sys.executable, "manage.py"]
    return [
        Check("types (mypy --strict)", [str(BIN / "mypy"), *PACKAGES, "scripts", "benchmarks"]),
        Check("lint (ruff)", [str(BIN / "ruff"), "check", "."]),
        Check("format (ruff)", [str(BIN / "ruff"), "format", "--check", "."]),
        Check("order of apps and layers (import-linter)", [str(BIN / "lint-imports")]),
        Check("templates, indentation (djhtml)", [str(BIN / "djhtml"), "--check", *templates()]),
        Check("templates, markup (curlylint)", [str(BIN / "curlylint"), "templates"]),
        Check("migrations are complete", [*manage, "makemigrations", "--check", "--dry-run"]),
        Check("translations are complete", [*python, "-m", "scripts.messages", "--check"]),
        Check("settings documentation is in date", [*python, "-m", "scripts.document_settings", "--check"]),
        Check("production settings", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ]


def run(check: Check) -> tuple[Check, subprocess.CompletedProcess[str], float]:
    begun = time.monotonic()
    environment = {**os.environ, "LOG_LEVEL": "ERROR", **check.environment}
    output = subprocess.run(
        check.command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return check, output, time.monotonic() - begun


def main() -> int:
    compile_catalogues()
    failed = []
    with ThreadPoolExecutor(2) as pool:
        for check, done, seconds in pool.map(run, all_checks()):
            print(f"{'ok    ' if done.returncode == 0 else 'FAILED'}  {check.name}  ({seconds:.0f} s)", flush=True)
            if done.returncode != 0:
                failed.append(check.name)
                print("\n".join("        " + line for line in done.stdout.splitlines()), flush=True)
    print(f"\n{len(failed)} of {len(all_checks())} checks failed." if failed else "\nAll checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
