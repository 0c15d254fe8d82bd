"""`make run`: from a fresh clone to a served site. This part needs nothing but Python; the rest is in scripts.site."""

import argparse
import os
import socket

from scripts.console import fail
from scripts.environment import BASE_DIR, VENV_PYTHON, ensure_environment
from scripts.packages import ensure_packages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    require_free(port)
    ensure_packages("run")
    ensure_environment("runtime")
    os.environ["PORT"] = str(port)
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.chdir(BASE_DIR)
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), "-m", "scripts.site", str(port)])  # noqa: S606  our own file


def require_free(port: int) -> None:
    """Said before anything is installed, rather than minutes later."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            fail(f"Port {port} cannot be used: {error.strerror}. Choose another:\n    make run PORT={port + 1}")
        except OverflowError:
            fail(f"{port} is not a port; choose one from 1024 to 65535.")


if __name__ == "__main__":
    main()
