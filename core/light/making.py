"""For a process of its own: the libraries know no threads that share them, and a file may want all memory."""

from __future__ import annotations

from pathlib import Path

from core.choices import LightReason
from core.jobs.limits import limited
from core.light.archive import lighten_archive
from core.light.pdf import lighten_pdf
from core.light.reasons import LeftAlone

# Less is no reason to choose between two files.
MOST_OF_THE_ORIGINAL = 0.75

CPU_SECONDS = 300  # a file of hundreds of photos takes its time; one that is never done ends


def make_light(source: str, target: str, kind: str) -> int:
    """Writes `target` and gives its size. Raises LeftAlone; touches no database, and may be repeated."""
    try:
        with limited(cpu_seconds=CPU_SECONDS):
            (lighten_pdf if kind == "pdf" else lighten_archive)(source, target)
    except MemoryError as error:
        raise LeftAlone(LightReason.TOO_MUCH) from error
    size = Path(target).stat().st_size
    if size > Path(source).stat().st_size * MOST_OF_THE_ORIGINAL:
        raise LeftAlone(LightReason.LIGHT)
    return size
