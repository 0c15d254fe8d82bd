"""What another process does in the tests of light variants: make one, and say how much memory that took."""

from core.light.making import make_light
from tests.memory import peak_kb


def peak_kilobytes_of_making(source: str, target: str, kind: str) -> int:
    """By how much this process grew at most: what it had loaded before depends on the database and the apps."""
    before = peak_kb()
    make_light(source, target, kind)
    return peak_kb() - before
