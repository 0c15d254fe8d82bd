"""Compiles requirements*.txt from pyproject.toml, one set of versions for all three, for Python 3.11 and newer."""

import shutil
import subprocess

from scripts.console import fail, step

COMMON = ["uv", "pip", "compile", "-q", "--universal", "--python-version", "3.11", "pyproject.toml"]
PLAIN = ["--no-emit-index-url", "--no-annotate", "--no-header"]
FILES = {
    "requirements.txt": ["--upgrade"],
    "requirements-scale.txt": ["--extra", "scale", "-c", "requirements.txt"],
    "requirements-dev.txt": ["--extra", "scale", "--extra", "pkcs11", "--group", "dev", "-c", "requirements.txt"],
}


def main() -> None:
    if not shutil.which("uv"):
        fail("The lock is compiled by uv. To install it for yourself:\n    pipx install uv")
    for file, options in FILES.items():
        with step(f"Compiling {file}"):
            subprocess.run([*COMMON, *PLAIN, *options, "-o", file], check=True)


if __name__ == "__main__":
    main()
