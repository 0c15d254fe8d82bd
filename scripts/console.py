"""Plain progress lines, each with the seconds it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


def say(text: str = "") -> None:
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    begun = time.monotonic()
    say(f"· {text} …")
    yield
    seconds = time.monotonic() - begun
    if seconds >= 1:
        say(f"  done in {seconds:.0f} s")


def fail(text: str) -> NoReturn:
    print(f"\n{text}", file=sys.stderr, flush=True)
    sys.exit(1)
