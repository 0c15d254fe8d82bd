"""What another process does in the tests of light variants: make one, and say how much memory that took."""

import re
from pathlib import Path

from core.light.making import make_light


def peak_kilobytes_of_making(source: str, target: str, kind: str) -> int:
    """What the kernel counted; `getrusage` would count the parent's peak in, which a child inherits."""
    make_light(source, target, kind)
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
